package money_test

import (
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
)

// Each operation beside its equivalent on shopspring/decimal. Operands vary, so that
// neither the branch predictor nor the compiler knows the answer.

var (
	sinkAmount  money.Amount
	sinkDecimal decimal.Decimal
	sinkString  string
)

const benchOperands = 1024 // a power of two, for the index mask

func benchAmounts() []money.Amount {
	xs := make([]money.Amount, benchOperands)
	for i := range xs {
		xs[i] = money.Amount(uint64(i+1)*0x9E3779B97F4A7C15>>24) % 1e11 // up to 1 bn yuan
	}
	return xs
}

func benchDecimals() []decimal.Decimal {
	ds := make([]decimal.Decimal, benchOperands)
	for i, a := range benchAmounts() {
		ds[i] = a.Decimal(money.CNY)
	}
	return ds
}

const benchRate = money.Rate(53_500_000_000)

func BenchmarkAdd(b *testing.B) {
	xs := benchAmounts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sum, err := xs[i&(benchOperands-1)].Add(xs[0])
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = sum
	}
}

func BenchmarkAddDecimal(b *testing.B) {
	ds := benchDecimals()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sinkDecimal = ds[i&(benchOperands-1)].Add(ds[0])
	}
}

func BenchmarkMulDiv(b *testing.B) {
	xs := benchAmounts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v, err := money.MulDiv(int64(xs[i&(benchOperands-1)]), int64(benchRate), int64(money.One))
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = money.Amount(v)
	}
}

func BenchmarkMulDivDecimal(b *testing.B) {
	ds, r := benchDecimals(), benchRate.Decimal()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sinkDecimal = ds[i&(benchOperands-1)].Mul(r).RoundBank(2)
	}
}

func BenchmarkAccrue(b *testing.B) {
	xs := benchAmounts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a, err := money.Accrue(xs[i&(benchOperands-1)], benchRate, 92, 365)
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = a
	}
}

// The denominator of ACT/ACT beyond 64 bits once scaled: the general division.
func BenchmarkAccrueWide(b *testing.B) {
	xs := benchAmounts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a, err := money.Accrue(xs[i&(benchOperands-1)], benchRate, 92*360*365*366, 365*360*365*366)
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = a
	}
}

func BenchmarkAccrueDecimal(b *testing.B) {
	ds, r := benchDecimals(), benchRate.Decimal()
	num, den := decimal.NewFromInt(92), decimal.NewFromInt(365)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sinkDecimal = ds[i&(benchOperands-1)].Mul(r).Mul(num).DivRound(den, 2)
	}
}

func benchAllocate(b *testing.B, parts int) {
	xs := benchAmounts()
	dues, dst := xs[:parts], make([]money.Amount, parts)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := money.AllocateInto(dst, xs[i&(benchOperands-1)], dues); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAllocate3(b *testing.B)    { benchAllocate(b, 3) }
func BenchmarkAllocate8(b *testing.B)    { benchAllocate(b, 8) }
func BenchmarkAllocate64(b *testing.B)   { benchAllocate(b, 64) }
func BenchmarkAllocate1000(b *testing.B) { benchAllocate(b, 1000) }

// BenchmarkAllocateDecimal3 does the cheapest thing that sums right in decimals:
// round each share down and give the rest to the first part.
func BenchmarkAllocateDecimal3(b *testing.B) {
	ds := benchDecimals()
	dues, dst := ds[:3], make([]decimal.Decimal, 3)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		total := ds[i&(benchOperands-1)]
		all := decimal.Sum(dues[0], dues[1:]...)
		left := total
		for j, due := range dues {
			quotient, _ := total.Mul(due).QuoRem(all, 2)
			dst[j] = quotient
			left = left.Sub(quotient)
		}
		dst[0] = dst[0].Add(left)
	}
}

func BenchmarkParseAmount(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		a, err := money.ParseAmount("12345678.90", money.CNY)
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = a
	}
}

func BenchmarkParseDecimal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d, err := decimal.NewFromString("12345678.90")
		if err != nil {
			b.Fatal(err)
		}
		sinkDecimal = d
	}
}

func BenchmarkFormat(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sinkString = money.Amount(1_234_567_890).Format(money.CNY)
	}
}

func BenchmarkFormatDecimal(b *testing.B) {
	d := decimal.New(1_234_567_890, -2)
	b.ReportAllocs()
	for b.Loop() {
		sinkString = d.StringFixed(2)
	}
}

func BenchmarkFromDecimal(b *testing.B) {
	ds := benchDecimals()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a, err := money.FromDecimal(ds[i&(benchOperands-1)], money.CNY)
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = a
	}
}

func BenchmarkConvert(b *testing.B) {
	quotes := make([]money.Quote, 10_000)
	for i := range quotes {
		quotes[i] = money.Quote{Day: int32(i), From: money.USD, To: money.CNY, Rate: 7 * money.One}
	}
	fx, err := money.NewFXTable(quotes)
	if err != nil {
		b.Fatal(err)
	}
	xs := benchAmounts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m, err := fx.Convert(money.Money{Amount: xs[i&(benchOperands-1)], Currency: money.USD}, money.CNY, int32(i%len(quotes)))
		if err != nil {
			b.Fatal(err)
		}
		sinkAmount = m.Amount
	}
}

// The promise of the package comment, held as a test.
func TestHotOperationsDoNotAllocate(t *testing.T) {
	xs := benchAmounts()
	dst := make([]money.Amount, 64)
	fx := table(t, money.FXSettings{AllowInverse: true}, quote(t, money.USD, money.CNY, "7.1"))
	for name, op := range map[string]func() error{
		"Add":          func() error { _, err := xs[0].Add(xs[1]); return err },
		"Sum":          func() error { _, err := money.Sum(xs...); return err },
		"MulDiv":       func() error { _, err := money.MulDiv(int64(xs[0]), 5, 7); return err },
		"MulRate":      func() error { _, err := xs[0].MulRate(benchRate); return err },
		"Accrue":       func() error { _, err := money.Accrue(xs[0], benchRate, 92, 365); return err },
		"Accrue, wide": func() error { _, err := money.Accrue(xs[0], benchRate, 1<<62, 1<<62+1); return err },
		"3 parts":      func() error { return money.AllocateInto(dst[:3], 1000, xs[:3]) },
		"9 parts":      func() error { return money.AllocateInto(dst[:9], 1000, xs[:9]) },
		"64 parts":     func() error { return money.AllocateInto(dst, 1000, xs[:64]) },
		"ParseAmount":  func() error { _, err := money.ParseAmount("12345678.90", money.CNY); return err },
		"ParseRate":    func() error { _, err := money.ParseRate("0.0535"); return err },
		"FX quoted": func() error {
			_, err := fx.Convert(money.Money{Amount: 1, Currency: money.USD}, money.CNY, day)
			return err
		},
		"FX inverse": func() error {
			_, err := fx.Convert(money.Money{Amount: 1, Currency: money.CNY}, money.USD, day)
			return err
		},
	} {
		var failed error
		if n := testing.AllocsPerRun(100, func() {
			if err := op(); err != nil {
				failed = err
			}
		}); n != 0 || failed != nil {
			t.Errorf("%s: %v allocations, %v", name, n, failed)
		}
	}
}
