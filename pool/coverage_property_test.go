package pool_test

import (
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// roundHalfEven is the reference for the rounding of a product.
func roundHalfEven(x *big.Rat) money.Amount {
	floor := new(big.Int).Div(x.Num(), x.Denom())
	left := new(big.Rat).Sub(x, new(big.Rat).SetInt(floor))
	if c := left.Cmp(big.NewRat(1, 2)); c > 0 || c == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return money.Amount(floor.Int64())
}

// drawCollateral draws a pool whose rights have values, lives, pledges and sharers, some of them unknown,
// and rules to value them.
func drawCollateral(t *rapid.T) (*pool.Pool, pool.ValueRules) {
	maybe := func(what string) bool { return rapid.IntRange(0, 2).Draw(t, what) > 0 }
	date := func(what string) calendar.Date {
		return day("2021-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, what))
	}
	fen := func(what string, most int64) string {
		return money.Amount(rapid.Int64Range(1, most).Draw(t, what)).Format(money.CNY)
	}
	var contracts []pool.ContractSpec
	uses := map[string][]string{} // contracts by right
	for i := range rapid.IntRange(1, 6).Draw(t, "contracts") {
		c := loan(fmt.Sprintf("C%d", i), fen("balance", 1e9), "2024-01-01")
		c.Maturity = c.Maturity.AddDays(rapid.IntRange(0, 1500).Draw(t, "maturity"))
		if maybe("start stated") {
			c.Start = date("start").AddDays(-2500)
		}
		for r := range 4 {
			if rapid.Bool().Draw(t, "rests on") {
				id := fmt.Sprintf("R%d", r)
				c.Rights = append(c.Rights, id)
				uses[id] = append(uses[id], c.ID)
			}
		}
		contracts = append(contracts, c)
	}
	var rights []pool.RightSpec
	for i := range 4 {
		r := pool.RightSpec{ID: fmt.Sprintf("R%d", i), Type: rapid.SampledFrom([]pool.RightType{pool.Invention, pool.Trademark, pool.Software}).Draw(t, "type"), Status: pool.Valid}
		if !maybe("in force") {
			r.Status = pool.RightStatus(rapid.IntRange(0, int(pool.StatusLicensedAway)).Draw(t, "status"))
		}
		if maybe("expiry stated") {
			r.Expires = date("expiry").AddDays(900)
		}
		if maybe("appraised") {
			r.Appraisal, r.AppraisalDate = decp(fen("appraisal", 1e10)), date("appraised on")
		}
		for _, id := range uses[r.ID] {
			if rapid.Bool().Draw(t, "pledge stated") {
				r.Pledges = append(r.Pledges, pool.RightPledgeSpec{Contract: id, Rank: rapid.IntRange(0, 3).Draw(t, "rank"), Registered: date("registered")})
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "outsider") == 0 {
			q := pool.RightPledgeSpec{Holder: "rival", Rank: rapid.IntRange(0, 3).Draw(t, "rank"), Registered: date("registered")}
			if maybe("secured stated") {
				q.Secured = decp(fen("secured", 1e9))
			}
			r.Pledges = append(r.Pledges, q)
		}
		rights = append(rights, r)
	}
	rules := pool.ValueRules{Marks: pool.StandardMarkRules(), Sharing: pool.Sharing(rapid.IntRange(0, 1).Draw(t, "sharing")), RankByStart: rapid.Bool().Draw(t, "by start")}
	if maybe("haircuts") {
		rules.Haircuts = must(pool.NewHaircutTable([]pool.HaircutRule{
			{Type: pool.Invention, UnderMonths: 18, Haircut: money.Rate(rapid.Int64Range(0, int64(money.One)).Draw(t, "haircut"))}, {Type: pool.Patent, Haircut: rate("0.7")}, {Type: pool.Trademark, Haircut: rate("0.333333333333")}}))
	}
	if maybe("decay") {
		rules.Decay = must(pool.NewDecayTable([]pool.HalfLife{{Type: pool.Patent, Months: rapid.IntRange(1, 100).Draw(t, "half-life")}, {Type: pool.Trademark, Steady: true}}))
	}
	return resolve(t, ipSpec(rights, contracts...)), rules
}

func drawDates(t *rapid.T, p *pool.Pool) []calendar.Date {
	var dates []calendar.Date
	for range rapid.IntRange(1, 3).Draw(t, "dates") {
		dates = append(dates, p.AsOf().AddDays(rapid.IntRange(0, 1600).Draw(t, "date")))
	}
	return dates
}

func coverages(t fataler, v *pool.Valuation, dates []calendar.Date) (whole []pool.CoveragePoint, each [][]pool.CoveragePoint) {
	t.Helper()
	path := v.Pool().BulletBalances()
	whole, err := v.Whole(dates, path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range v.Pool().Len() {
		points, err := v.Contract(n, dates, path)
		if err != nil {
			t.Fatal(err)
		}
		each = append(each, points)
	}
	return whole, each
}

// TestContractsShareOutThePool holds that what the contracts count and what the pool counts bracket each
// other, and are equal to the fen where nothing is unknown; that haircuts only take; and that ranges
// are ranges.
func TestContractsShareOutThePool(t *testing.T) {
	equal := 0
	rapid.Check(t, func(t *rapid.T) {
		p, rules := drawCollateral(t)
		whole, each := coverages(t, valuation(t, p, rules), drawDates(t, p))
		for k, w := range whole {
			var balance money.Amount
			var gross, net pool.Range
			known, unvalued := true, 0
			for n := range each {
				c := each[n][k]
				for _, pair := range [][2]money.Amount{{c.Gross.Low, c.Gross.High}, {c.Net.Low, c.Net.High}, {c.Net.Low, c.Gross.Low}, {c.Net.High, c.Gross.High}, {0, c.Net.Low}} {
					if pair[0] > pair[1] {
						t.Fatalf("contract %d: %s", n, describePoint(c))
					}
				}
				balance += c.Balance
				gross.Low, gross.High = gross.Low+c.Gross.Low, gross.High+c.Gross.High
				net.Low, net.High = net.Low+c.Net.Low, net.High+c.Net.High
				known = known && c.Known()
				unvalued += c.Unvalued
			}
			if balance != w.Balance || w.Gross.Low < gross.Low || w.Net.Low < net.Low || w.Gross.High > gross.High || w.Net.High > net.High || unvalued < w.Unvalued {
				t.Fatalf("contracts %v and %v of %d, pool %s", gross, net, balance, describePoint(w))
			}
			if known {
				equal++
				if !w.Known() || w.Gross != gross || w.Net != net {
					t.Fatalf("contracts %v and %v are known, pool %s", gross, net, describePoint(w))
				}
			}
		}
	})
	if equal == 0 && !testing.Short() { // a short run draws too few pools to be sure of one
		t.Error("no pool was drawn of which everything is known")
	}
}

// TestCoverageAgainstTheFormula reckons the pool again in fractions, for pools in which every right is
// claimed by contracts of the pool alone.
func TestCoverageAgainstTheFormula(t *testing.T) {
	counted := 0
	rapid.Check(t, func(t *rapid.T) {
		p, rules := drawCollateral(t)
		v := valuation(t, p, rules)
		dates := drawDates(t, p)
		whole, _ := coverages(t, v, dates)
		for k, d := range dates {
			var gross, net money.Amount
			for i := range p.NumRights() {
				r := p.Right(i)
				inside, outside := 0, 0
				for _, c := range p.Claims(i) {
					switch {
					case c.Contract == pool.NoContract && !c.Registered.After(d):
						outside++
					case c.Contract != pool.NoContract && d.Before(p.Contract(c.Contract).Maturity) && !c.Registered.After(d):
						inside++
					}
				}
				value, valued := r.Appraisal.Get()
				dead := r.Status == pool.Lapsed || !r.Expires.IsZero() && d.After(r.Expires)
				if inside == 0 || dead {
					continue
				}
				mark := p.Marks(i)
				if outside > 0 || !valued || r.AppraisalDate.After(p.AsOf()) || len(mark) != 1 {
					return // a share, or no value: not this test's business
				}
				live := r.Status == pool.Valid || r.Status >= pool.InvalidationFiled
				haircut, _ := rules.Haircuts.Haircut(mark[0], r.Type, p.AsOf())
				left := rules.Decay.Remaining(r.Type, calendar.MonthsBetween(p.AsOf(), d))
				if !live || r.Expires.IsZero() || !haircut.IsKnown() || !left.IsKnown() {
					return // a range
				}
				one, factor := big.NewRat(int64(money.One), 1), big.NewRat(int64(left.Or(0)), int64(money.One))
				worth := new(big.Rat).Mul(big.NewRat(int64(value), 1), factor)
				gross += roundHalfEven(worth)
				worth.Mul(worth, big.NewRat(int64(money.One-haircut.Or(0)), 1))
				net += roundHalfEven(worth.Quo(worth, one))
				counted++
			}
			if !whole[k].Known() || whole[k].Gross.Low != gross || whole[k].Net.Low != net {
				t.Fatalf("%s, and the formula gives %d and %d", describePoint(whole[k]), gross, net)
			}
		}
	})
	if counted == 0 && !testing.Short() { // a short run draws too few pools to be sure of one
		t.Error("no right was counted")
	}
}

// TestCoverageNeverGrowsWhileNothingIsRepaid holds that time alone only takes value away: rights die,
// and what is left of them decays. What is certain stays at most what it was.
func TestCoverageNeverGrowsWhileNothingIsRepaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, rules := drawCollateral(t)
		for i := range p.NumRights() {
			for _, c := range p.Claims(i) {
				if c.Registered.After(p.AsOf()) || !c.Released.IsZero() {
					return // claims come and go
				}
			}
		}
		v := valuation(t, p, rules)
		first := p.AsOf().AddDays(rapid.IntRange(0, 800).Draw(t, "first"))
		later := first.AddDays(rapid.IntRange(0, 800).Draw(t, "later"))
		points, err := v.Whole([]calendar.Date{first, later}, func(int, calendar.Date) money.Amount { return 100 })
		if err != nil {
			t.Fatal(err)
		}
		a, b := points[0], points[1]
		if b.Net.High > a.Net.High || b.Gross.High > a.Gross.High || b.Net.Low > a.Net.Low || b.Gross.Low > a.Gross.Low || b.Unvalued > a.Unvalued {
			t.Fatalf("%s, and later %s", describePoint(a), describePoint(b))
		}
	})
}

// TestAValuationServesManyAtOnce reads one valuation from several goroutines; the race detector holds
// that nothing is written.
func TestAValuationServesManyAtOnce(t *testing.T) {
	p, v := worked(t)
	dates := []calendar.Date{day("2024-12-31"), day("2025-03-31"), day("2025-12-30")}
	want, err := v.Whole(dates, p.BulletBalances())
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			got, err := v.Whole(dates, p.BulletBalances())
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, %v", describePoints(got), err)
			}
		})
	}
	wait.Wait()
}
