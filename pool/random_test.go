package pool_test

import (
	"fmt"
	"math"
	"reflect"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// drawSpec draws a specification that resolves.
func drawSpec(t *rapid.T) pool.Spec {
	s := pool.Spec{AsOf: day("2023-12-31"), Currency: money.CNY}
	maybe := func(what string) bool { return rapid.Bool().Draw(t, what) }
	fen := func(what string, least, most int64) decimal.Decimal {
		return decimal.New(rapid.Int64Range(least, most).Draw(t, what), -2)
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "parties") {
		p := pool.PartySpec{ID: fmt.Sprintf("P%d", i), Rating: rapid.SampledFrom([]string{"", "AAA", "AA+", "A1"}).Draw(t, "rating")}
		p.Industry, _ = pool.ParseIndustry(rapid.SampledFrom([]string{"", "C", "C39", "I65", "R"}).Draw(t, "industry"))
		p.Province = rapid.SampledFrom([]pool.Province{0, 11, 33, 44}).Draw(t, "province")
		s.Parties = append(s.Parties, p)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "rights") {
		s.Rights = append(s.Rights, pool.RightSpec{
			ID: fmt.Sprintf("R%d", i), Type: pool.RightType(rapid.IntRange(0, int(pool.Data)).Draw(t, "type")),
			Status: pool.RightStatus(rapid.IntRange(0, int(pool.StatusLicensedAway)).Draw(t, "status")), Count: rapid.IntRange(0, 3).Draw(t, "count")})
	}
	for i := range rapid.IntRange(1, 12).Draw(t, "contracts") {
		c := pool.ContractSpec{
			ID: fmt.Sprintf("C%d", i), Balance: fen("balance", 1, 1e12),
			Maturity: s.AsOf.AddDays(rapid.IntRange(1, 4000).Draw(t, "maturity")),
			Class:    pool.Class(rapid.IntRange(0, int(pool.ClassLoss)).Draw(t, "class")),
			Security: pool.Security(rapid.IntRange(0, 15).Draw(t, "security")),
		}
		for k := range rapid.IntRange(1, len(s.Parties)).Draw(t, "obligors") {
			c.Obligors = append(c.Obligors, pool.ObligorSpec{Party: s.Parties[k].ID})
		}
		c.Obligors = rapid.Permutation(c.Obligors).Draw(t, "order of obligors")
		for _, r := range s.Rights {
			if maybe("right") {
				c.Rights = append(c.Rights, r.ID)
			}
		}
		if maybe("receivable balance") {
			c.ReceivableBalance = ptr(c.Balance.Add(fen("interest", 0, 1e10)))
		}
		if maybe("rate") {
			c.Rate = ptr(decimal.New(rapid.Int64Range(0, 3000).Draw(t, "rate"), -4))
		}
		if maybe("start") {
			c.Start = s.AsOf.AddDays(-rapid.IntRange(0, 2000).Draw(t, "start"))
		}
		if maybe("overdue") {
			c.OverdueDays = ptr(rapid.IntRange(0, 400).Draw(t, "days overdue"))
		}
		if maybe("stated term") {
			c.RemainingTermMonths = ptr(decimal.New(rapid.Int64Range(0, 12000).Draw(t, "term"), -2))
		}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			c.Lease = &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}
		case 1:
			c.Receivable = &pool.ReceivableSpec{}
		case 2:
			c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular,
				Table: []pool.InstalmentSpec{{Date: c.Maturity, Principal: ptr(c.Balance)}}}}
		case 3:
			c.Sublicense = &pool.SublicenseSpec{Fees: pool.InstalmentsSpec{Form: pool.Bullet}}
		}
		s.Contracts = append(s.Contracts, c)
	}
	return s
}

// weird values are what a careless program or a hostile document may put in a field.
var (
	weirdInts     = []int64{math.MinInt64, math.MinInt32, -1, 0, 1, 7, 99, 255, 1201, 3652060, math.MaxInt32, math.MaxInt64}
	weirdStrings  = []string{"", " ", "P0", "R0", "C0", "nobody", "\x00", "\xff", "债务人"}
	weirdDecimals = []decimal.Decimal{{}, decimal.New(-1, 0), decimal.New(1, -3), decimal.New(1, -13), decimal.New(1, 0), decimal.New(101, -2),
		decimal.New(math.MaxInt64, -2), decimal.New(math.MaxInt64, 0), decimal.New(1, 99), decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32)}
)

// spoil writes weird values over a few places of a specification: any field, at any depth.
func spoil(t *rapid.T, s *pool.Spec) {
	for range rapid.IntRange(1, 4).Draw(t, "places") {
		var places []reflect.Value
		walk(reflect.ValueOf(s), func(v reflect.Value) {
			if v.CanSet() {
				places = append(places, v)
			}
		})
		v := places[rapid.IntRange(0, len(places)-1).Draw(t, "place")]
		switch {
		case v.Type() == reflect.TypeFor[decimal.Decimal]():
			v.Set(reflect.ValueOf(rapid.SampledFrom(weirdDecimals).Draw(t, "decimal")))
		case v.Kind() == reflect.String:
			v.SetString(rapid.SampledFrom(weirdStrings).Draw(t, "text"))
		case v.CanInt():
			v.SetInt(rapid.SampledFrom(weirdInts).Draw(t, "number"))
		case v.CanUint():
			v.SetUint(uint64(rapid.SampledFrom(weirdInts).Draw(t, "code")))
		case v.Kind() == reflect.Bool:
			v.SetBool(!v.Bool())
		case v.Kind() == reflect.Slice && rapid.Bool().Draw(t, "repeat"):
			v.Set(reflect.AppendSlice(v.Slice3(0, v.Len(), v.Len()), v))
		case v.Kind() == reflect.Pointer && v.IsNil():
			v.Set(reflect.New(v.Type().Elem()))
		case v.Kind() == reflect.Struct && !v.Type().Field(0).IsExported(): // an industry: only its own parser makes one
		default: // the other slices, pointers and structs
			v.SetZero()
		}
	}
}
