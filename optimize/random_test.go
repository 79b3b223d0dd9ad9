package optimize

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

var asOf = calendar.MustNew(2024, 6, 30)

func dec(s string) decimal.Decimal   { return decimal.RequireFromString(s) }
func decp(s string) *decimal.Decimal { d := dec(s); return &d }
func keyp(k concentration.Key) *concentration.Key {
	return &k
}

// candidate is one loan of a test pool.
type candidate struct {
	obligor, second string // parties; the second is a joint obligor
	creditor        string
	balance         string
	rate            string
	months          int
	right           string
	tags            []string
}

type partyFacts struct{ group, industry, province, rating string }

// poolOf makes a pool of loans that repay at maturity.
func poolOf(t fataler, parties map[string]partyFacts, names []string, list []candidate) *pool.Pool {
	t.Helper()
	spec := pool.Spec{AsOf: asOf, Currency: money.CNY, Rights: []pool.RightSpec{{ID: "P", Type: pool.Invention}, {ID: "T", Type: pool.Trademark}}}
	for _, name := range names {
		f := parties[name]
		s := pool.PartySpec{ID: name, Group: f.group, Rating: f.rating}
		var err error
		if f.industry != "" {
			if s.Industry, err = pool.ParseIndustry(f.industry); err != nil {
				t.Fatal(err)
			}
		}
		if f.province != "" {
			if s.Province, err = pool.ParseProvince(f.province); err != nil {
				t.Fatal(err)
			}
		}
		spec.Parties = append(spec.Parties, s)
	}
	for i, c := range list {
		s := pool.ContractSpec{ID: fmt.Sprintf("c%02d", i+1), Obligors: []pool.ObligorSpec{{Party: c.obligor}}, Balance: dec(c.balance), Rate: decp(c.rate),
			Creditor: c.creditor, Originator: c.creditor, Maturity: asOf.AddMonths(c.months), Tags: c.tags, Microloan: &pool.MicroloanSpec{}}
		if c.second != "" {
			s.Obligors = append(s.Obligors, pool.ObligorSpec{Party: c.second})
		}
		switch c.right {
		case "PT":
			s.Rights = []string{"P", "T"}
		case "":
		default:
			s.Rights = []string{c.right}
		}
		spec.Contracts = append(spec.Contracts, s)
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var (
	industries = []string{"C", "I", ""}
	provinces  = []string{"44", "33", ""}
)

// drawPool makes a random pool of at most n loans.
func drawPool(t *rapid.T, least, most int) *pool.Pool {
	names := []string{"a", "b", "c", "d", "e", "f", "bank", "fund"}
	parties := map[string]partyFacts{}
	for _, name := range names {
		parties[name] = partyFacts{
			group:    rapid.SampledFrom([]string{"", "", "G", "H"}).Draw(t, "group "+name),
			industry: rapid.SampledFrom(industries).Draw(t, "industry "+name),
			province: rapid.SampledFrom(provinces).Draw(t, "province "+name),
			rating:   rapid.SampledFrom([]string{"AA", "A", "BBB"}).Draw(t, "rating "+name),
		}
	}
	n := rapid.IntRange(least, most).Draw(t, "contracts")
	list := make([]candidate, n)
	for i := range list {
		list[i] = candidate{
			obligor: rapid.SampledFrom(names[:6]).Draw(t, "obligor"), creditor: rapid.SampledFrom(names[6:]).Draw(t, "creditor"),
			balance: fmt.Sprintf("%d.%02d", rapid.IntRange(100, 900).Draw(t, "balance")*1000, rapid.IntRange(0, 99).Draw(t, "fen")),
			rate:    fmt.Sprintf("0.%04d", rapid.IntRange(300, 900).Draw(t, "rate")), months: rapid.IntRange(3, 48).Draw(t, "months"),
			right: rapid.SampledFrom([]string{"P", "T", "PT", ""}).Draw(t, "right"),
		}
		if second := rapid.SampledFrom(append([]string{"", "", ""}, names[:6]...)).Draw(t, "second"); second != list[i].obligor {
			list[i].second = second
		}
		if rapid.Bool().Draw(t, "tag") || i == 0 {
			list[i].tags = []string{"green"}
		}
	}
	return poolOf(t, parties, names, list)
}

// inputsOf gives a pool its flows and the moments of a plain credit model.
func inputsOf(t fataler, p *pool.Pool) Inputs {
	t.Helper()
	flows, err := cashflow.Contractual(context.Background(), p, cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	pd := func(v float64) credit.CurveSpec { return credit.CurveSpec{AnnualPD: &v} }
	otherwise := pd(0.03)
	spec := credit.Spec{Schema: credit.Schema, RiskUntil: credit.RiskMaturity, JointObligors: credit.AllDefault,
		PD:          credit.PDSpec{Sources: []credit.PDSource{credit.PDRating}, Ratings: map[string]credit.CurveSpec{"AA": pd(0.01), "A": pd(0.02)}, Otherwise: &otherwise},
		LGD:         credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 0.5}},
		Correlation: credit.CorrelationSpec{Loadings: &credit.FactorLoadings{Global: 0.4, Industry: 0.3}, Unknown: credit.UnknownIsOwn}}
	model, err := spec.Resolve(p)
	if err != nil {
		t.Fatal(err)
	}
	horizon := p.LastMaturity()
	portfolio, err := model.Portfolio(credit.PortfolioSettings{Horizon: horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	moments, err := portfolio.Moments(context.Background(), credit.MomentSettings{Tolerance: 1e-3})
	if err != nil {
		t.Fatal(err)
	}
	return Inputs{Pool: p, Flows: flows, Moments: moments, Horizon: horizon, Portfolio: portfolio}
}

// drawRules gives a random set of rules of all kinds, with limits that are met and missed about as often.
func drawRules(t *rapid.T, p *pool.Pool) []RuleSpec {
	percent := func(label string, low, high int) *decimal.Decimal {
		d := decimal.New(int64(rapid.IntRange(low, high).Draw(t, label)), -2)
		return &d
	}
	total := decimal.New(int64(p.Principal()), -2)
	part := func(label string, low, high int) *decimal.Decimal {
		d := total.Mul(*percent(label, low, high)).Round(2)
		return &d
	}
	number := func(label string, low, high int) *decimal.Decimal {
		d := decimal.NewFromInt(int64(rapid.IntRange(low, high).Draw(t, label)))
		return &d
	}
	keys := []concentration.Key{concentration.Obligor, concentration.Group, concentration.Creditor, concentration.Industry, concentration.Region,
		concentration.RightClass, concentration.Originator, concentration.MaturityBand}
	key := func() *concentration.Key { return keyp(rapid.SampledFrom(keys).Draw(t, "key")) }
	unknown := func() UnknownBucket {
		return rapid.SampledFrom([]UnknownBucket{UnknownAnywhere, UnknownApart}).Draw(t, "unknown")
	}
	id := func(label string) string {
		return fmt.Sprintf("c%02d", rapid.IntRange(1, p.Len()).Draw(t, label))
	}
	list := []RuleSpec{{Kind: RulePrincipal, Limits: Limits{AtLeast: part("least", 20, 60), AtMost: part("most", 60, 100)}}}
	makers := []func() RuleSpec{
		func() RuleSpec { return RuleSpec{Kind: RuleNetYield, Limits: Limits{AtLeast: percent("yield", 1, 7)}} },
		func() RuleSpec {
			return RuleSpec{Kind: RuleAverageLife, Limits: Limits{AtMost: percent("life", 80, 350)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleRatingFactor, Factors: map[string]decimal.Decimal{"AA": dec("10"), "A": dec("50")}, Otherwise: decp("200"),
				Limits: Limits{AtMost: number("rating factor", 20, 180)}}
		},
		func() RuleSpec { return RuleSpec{Kind: RuleTerm, Limits: Limits{AtMost: number("term", 12, 48)}} },
		func() RuleSpec {
			return RuleSpec{Kind: RuleShare, Key: key(), Unknown: unknown(), Limits: Limits{AtMost: percent("share", 25, 80)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleShare, Key: keyp(concentration.Region), Bucket: "44", Unknown: unknown(), Limits: Limits{Below: percent("share of 44", 20, 80)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleShare, Key: keyp(concentration.RightClass), Bucket: "patent", Limits: Limits{Above: percent("patents", 10, 70)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleShare, Tags: []string{"green"}, Limits: Limits{AtLeast: percent("green", 10, 70)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleTop, Key: key(), Top: rapid.IntRange(1, 4).Draw(t, "top"), Unknown: unknown(), Limits: Limits{AtMost: percent("top share", 40, 95)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleHHI, Key: key(), Unknown: unknown(), Limits: Limits{AtMost: percent("hhi", 20, 80)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleAmount, Key: key(), Unknown: unknown(), Limits: Limits{AtMost: part("amount", 10, 60)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleContracts, Limits: Limits{AtLeast: number("contracts", 1, 6)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleCount, Key: key(), Unknown: unknown(), Limits: Limits{AtLeast: number("buckets", 1, 4)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleCount, Key: key(), Unknown: unknown(), Limits: Limits{AtMost: number("buckets", 1, 4)}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleExpectedLoss, Limits: Limits{AtMost: decp(fmt.Sprintf("0.%03d", rapid.IntRange(5, 40).Draw(t, "loss")))}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleDeviation, Limits: Limits{AtMost: decp(fmt.Sprintf("0.%03d", rapid.IntRange(40, 120).Draw(t, "deviation")))}}
		},
		func() RuleSpec { return RuleSpec{Kind: RuleForceIn, Contracts: []string{id("in")}} },
		func() RuleSpec { return RuleSpec{Kind: RuleForceOut, Contracts: []string{id("out")}} },
		func() RuleSpec {
			return RuleSpec{Kind: rapid.SampledFrom([]RuleKind{RuleBundle, RuleAtMostOne}).Draw(t, "set"), Contracts: []string{"c01", "c02", "c03"}}
		},
		func() RuleSpec {
			return RuleSpec{Kind: RuleOutstanding, Date: asOf.AddMonths(rapid.IntRange(1, 30).Draw(t, "date")), Limits: Limits{AtLeast: part("outstanding", 5, 50)}}
		},
		func() RuleSpec { return RuleSpec{Kind: RulePack, Pack: "lease-2018"} },
	}
	for k := range rapid.IntRange(0, 4).Draw(t, "rules") {
		s := rapid.SampledFrom(makers).Draw(t, "rule")()
		s.Name = fmt.Sprintf("rule %d", k+1)
		list = append(list, s)
	}
	return list
}

// each calls visit with every choice of whole contracts.
func each(p *Problem, visit func(x *choice)) {
	for set := range 1 << p.c.n {
		taken := make([]money.Amount, p.c.n)
		for i := range taken {
			if set>>i&1 == 1 {
				taken[i] = p.c.principal[i]
			}
		}
		visit(p.c.choose(taken))
	}
}

// best enumerates all choices of whole contracts: the best value of the goal, NaN when none keeps the
// rules.
func best(p *Problem) float64 {
	best := math.NaN()
	each(p, func(x *choice) {
		if len(variant{p: p}.broken(x)) > 0 {
			return
		}
		v := p.objective.value(x)
		if math.IsNaN(best) || p.Goal().Maximises() && v > best || !p.Goal().Maximises() && v < best {
			best = v
		}
	})
	return best
}

// TestMeasuresAgreeWithConcentration: on every subset of random pools, the measures of this package decide
// as package concentration does on the filtered pool.
func TestMeasuresAgreeWithConcentration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPool(t, 3, 5)
		spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostPrincipal}, Rules: drawRules(t, p), Allocation: rapid.SampledFrom([]concentration.Allocation{
			concentration.Equal, concentration.FirstNamed, concentration.JointAndSeveral}).Draw(t, "allocation")}
		problem, err := spec.Resolve(inputsOf(t, p))
		if err != nil {
			t.Fatal(err)
		}
		each(problem, func(x *choice) {
			if x.count() == 0 {
				return
			}
			var keyed bool
			for _, i := range (variant{p: problem}).broken(x) {
				at := problem.rules[i]
				index := 0
				fmt.Sscanf(at.path, "rules[%d]", &index)
				keyed = keyed || spec.Rules[index].Key != nil || at.pack != ""
			}
			if anew := measuredAnew(problem, &Result{Taken: x.taken}); keyed != (len(anew) > 0) {
				t.Fatalf("%v: broken %v, package concentration says %v", x.taken, (variant{p: problem}).broken(x), anew)
			}
		})
	})
}

// TestFiguresOfOneLoan checks yield, life and principal-years of a bullet loan by hand.
func TestFiguresOfOneLoan(t *testing.T) {
	p := poolOf(t, nil, []string{"a", "bank"}, []candidate{{obligor: "a", creditor: "bank", balance: "1000000.00", rate: "0.06", months: 12}})
	in := inputsOf(t, p)
	in.Moments = nil
	spec := Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: MostIncome}, Servicing: dec("0.005"), Rules: []RuleSpec{{Kind: RuleContracts, Limits: Limits{AtLeast: decp("1")}}}}
	problem, err := spec.Resolve(in)
	if err != nil {
		t.Fatal(err)
	}
	interest := float64(in.Flows.ContractTotal(0).Interest) / 100
	if f := problem.Figures(); f.Contracts != 1 || math.Abs(f.AverageLife-1) > 1e-12 || math.Abs(f.NetYield-(interest/1e6-0.005)) > 1e-12 {
		t.Errorf("%+v; interest %v", f, interest)
	}
	if v, _ := (principalTaken{}).read(problem.c.choose(problem.c.principal)); v.Cmp(big.NewRat(100_000_000, 1)) != 0 {
		t.Errorf("principal %s fen", v)
	}
}
