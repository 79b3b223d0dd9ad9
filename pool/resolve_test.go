package pool_test

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// faultCase spoils a sound specification and names the faults that must come, and no others.
type faultCase struct {
	situation string
	spoil     func(s *pool.Spec)
	want      []string // "path code seen"
}

// runFaults checks cases against a specification that resolves when it is not spoiled.
func runFaults(t *testing.T, sound func() pool.Spec, cases []faultCase) {
	t.Helper()
	resolve(t, sound())
	for _, tt := range cases {
		t.Run(tt.situation, func(t *testing.T) {
			s := sound()
			tt.spoil(&s)
			p, err := s.Resolve()
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if (p == nil) == (tt.want == nil) {
				t.Errorf("the pool is %v", p)
			}
		})
	}
}

// notADay is a Date that only a conversion can make.
const notADay = calendar.Date(-5)

func TestFaultsOfTheHead(t *testing.T) {
	runFaults(t, func() pool.Spec { return poolSpec(claim("A", "100")) }, []faultCase{
		{"another version of the format", func(s *pool.Spec) { s.Schema = "ipabs.pool/2" }, []string{"schema unsupported ipabs.pool/2"}},
		{"no schema, as in a program", func(s *pool.Spec) { s.Schema = "" }, nil},
		{"no cut-off date", func(s *pool.Spec) { s.AsOf = 0 }, []string{"as_of missing"}},
		{"a cut-off date that is no day", func(s *pool.Spec) { s.AsOf = notADay }, []string{"as_of invalid -5"}},
		{"no currency", func(s *pool.Spec) { s.Currency = 0 }, []string{"currency missing"}},
		{"a currency that is none", func(s *pool.Spec) { s.Currency = 255 }, []string{"currency unknown invalid currency 255"}},
		{"no contracts", func(s *pool.Spec) { s.Contracts = nil }, []string{"contracts missing"}},
		{"nothing at all", func(s *pool.Spec) { *s = pool.Spec{} }, []string{"as_of missing", "currency missing", "contracts missing"}},
	})
}

func TestFaultsOfParties(t *testing.T) {
	sound := func() pool.Spec {
		s := poolSpec(claim("A", "100"))
		s.Parties = append(s.Parties, pool.PartySpec{ID: "other", PD: decp("0.5")})
		return s
	}
	runFaults(t, sound, []faultCase{
		{"no id", func(s *pool.Spec) { s.Parties[1].ID = "" }, []string{"parties[1].id missing"}},
		{"an id used twice", func(s *pool.Spec) { s.Parties[1].ID = "debtor" }, []string{"parties[1].id duplicate debtor"}},
		{"a PD above 1", func(s *pool.Spec) { s.Parties[1].PD = decp("1.0001") }, []string{"parties[1].pd out_of_range 1.0001"}},
		{"a PD in percent", func(s *pool.Spec) { s.Parties[1].PD = decp("2.5") }, []string{"parties[1].pd out_of_range 2.5"}},
		{"a PD of exactly 1", func(s *pool.Spec) { s.Parties[1].PD = decp("1") }, nil},
		{"a PD of 0", func(s *pool.Spec) { s.Parties[1].PD = decp("0") }, nil},
		{"a negative PD", func(s *pool.Spec) { s.Parties[1].PD = decp("-0.01") }, []string{"parties[1].pd out_of_range -0.01"}},
		{"a PD of a hundred decimals", func(s *pool.Spec) { s.Parties[1].PD = decp("0." + strings.Repeat("3", 100)) }, nil},
		{"a PD that is all but 0", func(s *pool.Spec) { s.Parties[1].PD = ptr(decimal.New(1, -100)) }, nil},
		{"a PD that is written out before it is refused", func(s *pool.Spec) { s.Parties[1].PD = ptr(decimal.New(1, 100)) },
			[]string{"parties[1].pd out_of_range 1" + strings.Repeat("0", 100)}},
		{"a province that is none", func(s *pool.Spec) { s.Parties[1].Province = 99 }, []string{"parties[1].province unknown 99"}},
	})
}

func TestFaultsOfRights(t *testing.T) {
	sound := func() pool.Spec {
		s := poolSpec(claim("A", "100"))
		s.Rights = []pool.RightSpec{{ID: "chip", Type: pool.Patent, Owner: "debtor", Filed: day("2020-01-01"), Expires: day("2040-01-01"), Appraisal: decp("5")}, {ID: "mark"}}
		return s
	}
	runFaults(t, sound, []faultCase{
		{"no id", func(s *pool.Spec) { s.Rights[1].ID = "" }, []string{"rights[1].id missing"}},
		{"an id used twice", func(s *pool.Spec) { s.Rights[1].ID = "chip" }, []string{"rights[1].id duplicate chip"}},
		{"an owner that is no party", func(s *pool.Spec) { s.Rights[0].Owner = "nobody" }, []string{"rights[0].owner unknown nobody"}},
		{"a type that is none", func(s *pool.Spec) { s.Rights[0].Type = 99 }, []string{"rights[0].type unknown invalid(99)"}},
		{"a status that is none", func(s *pool.Spec) { s.Rights[0].Status = 99 }, []string{"rights[0].status unknown invalid(99)"}},
		{"a negative count", func(s *pool.Spec) { s.Rights[0].Count = -1 }, []string{"rights[0].count out_of_range -1"}},
		{"a count at the limit of belief", func(s *pool.Spec) { s.Rights[0].Count = pool.MaxRightCount }, nil},
		{"a count beyond belief", func(s *pool.Spec) { s.Rights[0].Count = pool.MaxRightCount + 1 }, []string{"rights[0].count out_of_range 1000001"}},
		{"a negative appraisal", func(s *pool.Spec) { s.Rights[0].Appraisal = decp("-1") }, []string{"rights[0].appraisal out_of_range -1"}},
		{"an appraisal finer than fen", func(s *pool.Spec) { s.Rights[0].Appraisal = decp("1.005") }, []string{"rights[0].appraisal invalid 1.005"}},
		{"an expiry before the filing", func(s *pool.Spec) { s.Rights[0].Expires = day("2019-12-31") }, []string{"rights[0].expires inconsistent 2019-12-31"}},
		{"an expiry on the day of the filing", func(s *pool.Spec) { s.Rights[0].Expires = day("2020-01-01") }, []string{"rights[0].expires inconsistent 2020-01-01"}},
		{"dates that are no days", func(s *pool.Spec) {
			s.Rights[0].Filed, s.Rights[0].Expires, s.Rights[0].AppraisalDate = notADay, notADay, notADay
		}, []string{"rights[0].filed invalid -5", "rights[0].expires invalid -5", "rights[0].appraisal_date invalid -5"}},
	})
}

func TestFaultsOfTheListOfContracts(t *testing.T) {
	runFaults(t, func() pool.Spec { return poolSpec(claim("A", "100"), claim("B", "100"), claim("C", "100")) }, []faultCase{
		{"no id", func(s *pool.Spec) { s.Contracts[1].ID = "" }, []string{"contracts[1].id missing"}},
		{"two without an id are not each other's duplicates", func(s *pool.Spec) { s.Contracts[1].ID, s.Contracts[2].ID = "", "" },
			[]string{"contracts[1].id missing", "contracts[2].id missing"}},
		{"an id used three times", func(s *pool.Spec) { s.Contracts[1].ID, s.Contracts[2].ID = "A", "A" },
			[]string{"contracts[1].id duplicate A", "contracts[2].id duplicate A"}},
	})
}

func TestAllFaultsOfADocumentComeAtOnce(t *testing.T) {
	s := everyKind()
	s.Schema = "x"
	s.Parties[1].ID = "studio"
	s.Rights[1].Owner = "nobody"
	s.Contracts[0].Balance = dec("-1")
	s.Contracts[0].Obligors[1].Share = nil
	s.Contracts[0].Lease.Rent.Table = []pool.InstalmentSpec{{}}
	s.Contracts[1].Maturity = day("2023-12-31")
	s.Contracts[1].Receivable.Advance = decp("1600000.01")
	s.Contracts[2].Rate = decp("4.8")
	s.Contracts[2].Microloan.Floating.Index = ""
	s.Contracts[3].Sublicense.LicenceBack.End = day("2028-09-02")
	s.Contracts[3].Sublicense.Fees.Table[1].Date = day("2024-08-31")
	s.Contracts[4].Microloan = nil
	want := []string{
		"schema unsupported x",
		"parties[1].id duplicate studio",
		"rights[1].owner unknown nobody",
		"contracts[0].balance out_of_range -1",
		"contracts[0].obligors[1].party unknown pictures",
		"contracts[0].obligors inconsistent 1 of 2 shares",
		"contracts[0].lease.rent.table inconsistent even_principal",
		"contracts[1].maturity inconsistent 2023-12-31",
		"contracts[1].receivable.advance inconsistent 1600000.01",
		"contracts[2].rate out_of_range 4.8",
		"contracts[2].microloan.floating.index missing",
		"contracts[3].sublicense.fees.table[1].date inconsistent 2024-08-31",
		"contracts[3].sublicense.licence_back.end inconsistent 2028-09-02",
		"contracts[4] missing",
	}
	_, err := s.Resolve()
	if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// maxYuan is 2^63 − 1 fen.
const maxYuan = "92233720368547758.07"

// TestSumsThatDoNotFit holds that every field of amounts is bounded over the whole document.
func TestSumsThatDoNotFit(t *testing.T) {
	two := func(change func(c *pool.ContractSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) {
			change(&s.Contracts[0])
			change(&s.Contracts[1])
		}
	}
	lease := func(field func(l *pool.LeaseSpec) **decimal.Decimal) func(s *pool.Spec) {
		return two(func(c *pool.ContractSpec) {
			c.Receivable, c.Lease = nil, &pool.LeaseSpec{}
			*field(c.Lease) = decp("46116860184273879.04")
		})
	}
	const half = "46116860184273879.04" // 2^62 fen: twice that is one fen too many
	runFaults(t, func() pool.Spec { return poolSpec(claim("A", "0.01"), claim("B", "0.01"), claim("C", "0.01")) }, []faultCase{
		{"balances of exactly the most", func(s *pool.Spec) { s.Contracts[0].Balance = dec("92233720368547758.05") }, nil},
		{"balances of one fen more", func(s *pool.Spec) { s.Contracts[0].Balance = dec("92233720368547758.06") },
			[]string{"contracts[2].balance out_of_range 0.01"}},
		{"a balance beyond the range by itself", func(s *pool.Spec) { s.Contracts[0].Balance = dec("92233720368547758.08") },
			[]string{"contracts[0].balance invalid 92233720368547758.08"}},
		{"a sum that would wrap around to a small one", func(s *pool.Spec) {
			for i := range s.Contracts {
				s.Contracts[i].Balance = dec(maxYuan)
			}
		}, []string{"contracts[1].balance out_of_range 92233720368547758.07", "contracts[2].balance out_of_range 92233720368547758.07"}},
		{"receivable balances", two(func(c *pool.ContractSpec) { c.ReceivableBalance = decp(half) }),
			[]string{"contracts[1].receivable_balance out_of_range 46116860184273879.04"}},
		{"a receivable balance and the principal of those that state none", func(s *pool.Spec) { s.Contracts[0].ReceivableBalance = decp("92233720368547758.06") },
			[]string{"contracts[2].balance out_of_range 0.01"}},
		{"original amounts", two(func(c *pool.ContractSpec) { c.OriginalAmount = decp(half) }),
			[]string{"contracts[1].original_amount out_of_range 46116860184273879.04"}},
		{"appraisals", func(s *pool.Spec) {
			s.Rights = []pool.RightSpec{{ID: "a", Appraisal: decp(maxYuan)}, {ID: "b", Appraisal: decp("0.01")}}
		}, []string{"rights[1].appraisal out_of_range 0.01"}},
		{"deposits", lease(func(l *pool.LeaseSpec) **decimal.Decimal { return &l.Deposit }),
			[]string{"contracts[1].lease.deposit out_of_range 46116860184273879.04"}},
		{"purchase prices", lease(func(l *pool.LeaseSpec) **decimal.Decimal { return &l.PurchasePrice }),
			[]string{"contracts[1].lease.purchase_price out_of_range 46116860184273879.04"}},
		{"face amounts", two(func(c *pool.ContractSpec) { c.Receivable = &pool.ReceivableSpec{Face: decp(half)} }),
			[]string{"contracts[1].receivable.face out_of_range 46116860184273879.04"}},
		{"payments of one table", func(s *pool.Spec) {
			s.Contracts[0].Receivable = nil
			s.Contracts[0].Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular, Table: []pool.InstalmentSpec{
				{Date: day("2024-06-30"), Payment: decp(half)}, {Date: day("2025-06-30"), Payment: decp(half)}}}}
		}, []string{"contracts[0].microloan.repayment.table[1].payment out_of_range 46116860184273879.04"}},
		{"payments of two tables", two(func(c *pool.ContractSpec) {
			c.Receivable = nil
			c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular, Table: []pool.InstalmentSpec{{Date: day("2024-06-30"), Payment: decp(half)}}}}
		}), []string{"contracts[1].microloan.repayment.table[0].payment out_of_range 46116860184273879.04"}},
	})
}

func TestAFullReceivableBalanceIsSummedExactly(t *testing.T) {
	a := claim("A", "1")
	a.ReceivableBalance = decp("92233720368547756.07")
	p := resolve(t, poolSpec(a, claim("B", "2")))
	if total, stated := p.ReceivableBalance(); total != money.Amount(math.MaxInt64) || stated != 1 {
		t.Errorf("receivable balance %d of %d contracts", total, stated)
	}
}

// TestNumbersThatCannotBeWrittenOut feeds decimals whose digits would fill the memory. They must be
// refused, by a short text, before anything expands them.
func TestNumbersThatCannotBeWrittenOut(t *testing.T) {
	for _, d := range []decimal.Decimal{
		decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000), decimal.New(-1, 2_000_000_000),
		decimal.New(0, -2_000_000_000), decimal.New(1, 101), decimal.New(1, -101),
		dec("0." + strings.Repeat("3", 101)), dec(strings.Repeat("9", 101)),
	} {
		s := everyKind()
		decimals := 0
		walk(reflect.ValueOf(&s), func(v reflect.Value) {
			if v.Type() == reflect.TypeFor[decimal.Decimal]() {
				v.Set(reflect.ValueOf(d))
				decimals++
			}
		})
		_, err := s.Resolve()
		lines := faultLines(t, err)
		if len(lines) != decimals {
			t.Errorf("%d faults for %d numbers:\n%s", len(lines), decimals, strings.Join(lines, "\n"))
		}
		for _, line := range lines {
			if !strings.Contains(line, " invalid a number of "+strconv.Itoa(d.NumDigits())+" digits and exponent ") {
				t.Errorf("%s", line)
			}
		}
		if len(err.Error()) > 10_000 {
			t.Errorf("a text of %d bytes", len(err.Error()))
		}
	}
}

// TestManyNamesInOneContract holds that a repetition is one fault however often the name came before:
// a document of a few megabytes may name one firm half a million times.
func TestManyNamesInOneContract(t *testing.T) {
	const n = 50_000
	c := claim("A", "1")
	c.Obligors = make([]pool.ObligorSpec, n)
	c.Guarantors = make([]string, n)
	for i := range n {
		c.Obligors[i].Party = "debtor"
		c.Guarantors[i] = "debtor"
	}
	_, err := poolSpec(c).Resolve()
	if got := len(faultLines(t, err)); got != 2*(n-1) {
		t.Errorf("%d faults, want one for every repetition: %d", got, 2*(n-1))
	}
}

func TestAmountsInACurrencyWithoutDecimals(t *testing.T) {
	s := poolSpec(claim("A", "100"))
	s.Currency = money.JPY
	if p := resolve(t, s); p.Principal() != 100 {
		t.Errorf("100 yen are %d minor units", p.Principal())
	}
	s.Contracts[0].Balance = dec("100.5")
	_, err := s.Resolve()
	if diff := cmp.Diff([]string{"contracts[0].balance invalid 100.5"}, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// TestChangingTheSpecificationChangesNoPool writes over everything that a specification holds, also
// behind its pointers and in its slices.
func TestChangingTheSpecificationChangesNoPool(t *testing.T) {
	s := everyKind()
	p := resolve(t, s)
	before := describe(p)
	changed := 0
	walk(reflect.ValueOf(&s), func(v reflect.Value) {
		if !v.CanSet() {
			return
		}
		switch {
		case v.Type() == reflect.TypeFor[decimal.Decimal]():
			v.Set(reflect.ValueOf(dec("0.77")))
		case v.Kind() == reflect.String:
			v.SetString("changed")
		case v.CanInt():
			v.SetInt(v.Int() + 1)
		case v.CanUint():
			v.SetUint(v.Uint() + 1)
		case v.Kind() == reflect.Bool:
			v.SetBool(!v.Bool())
		default:
			return
		}
		changed++
	})
	if changed < 200 {
		t.Fatalf("only %d values were changed", changed)
	}
	if diff := cmp.Diff(before, describe(p)); diff != "" {
		t.Errorf("the pool has changed with its specification (-before +after):\n%s", diff)
	}
}

func TestResolveLeavesTheSpecificationAsItWas(t *testing.T) {
	s := everyKind()
	for range 2 {
		resolve(t, s)
		if diff := cmp.Diff(everyKind(), s, cmp.AllowUnexported(pool.Industry{})); diff != "" {
			t.Fatalf("the specification has changed (-before +after):\n%s", diff)
		}
	}
}

func ExampleSpec_Resolve() {
	spec := pool.Spec{
		AsOf:     calendar.MustNew(2023, 12, 31),
		Currency: money.CNY,
		Parties:  []pool.PartySpec{{ID: "platform", Name: "某视频平台"}, {ID: "supplier"}},
		Contracts: []pool.ContractSpec{{
			ID: "R-1", Obligors: []pool.ObligorSpec{{Party: "platform"}}, Creditor: "supplier",
			Balance: decimal.RequireFromString("1500000.00"), Maturity: calendar.MustNew(2024, 11, 30),
			Receivable: &pool.ReceivableSpec{},
		}},
	}
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	c := p.Contract(0)
	fmt.Println(p.Len(), p.Principal().FormatGrouped(p.Currency()), c.Kind(), p.Party(c.Obligor(0).Party).Name)
	// Output: 1 1,500,000.00 receivable 某视频平台
}

func ExampleSpec_Resolve_faults() {
	_, err := pool.Spec{
		AsOf:     calendar.MustNew(2023, 12, 31),
		Currency: money.CNY,
		Parties:  []pool.PartySpec{{ID: "platform"}},
		Contracts: []pool.ContractSpec{{
			ID: "R-1", Obligors: []pool.ObligorSpec{{Party: "plattform"}},
			Balance: decimal.RequireFromString("1500000.005"), Maturity: calendar.MustNew(2023, 11, 30),
			Receivable: &pool.ReceivableSpec{},
		}},
	}.Resolve()
	fmt.Println(err)
	// Output:
	// contracts[0].balance: "1500000.005"; expected an amount in whole minor units of CNY within the range of an amount
	// contracts[0].maturity: "2023-11-30"; expected a day after the cut-off date, 2023-12-31
	// contracts[0].obligors[0].party: "plattform"; expected the id of one of the parties
}
