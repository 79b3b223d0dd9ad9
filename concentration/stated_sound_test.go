package concentration_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// A realPool is a pool known in full. Statements computed from it and rounded
// as documents round them must pass the check: whatever they are, this pool
// has them.
type realPool struct {
	amounts  []*big.Rat
	signers  [][]int  // obligors of each contract, the first-named first
	creditor []string // of each contract
	ipType   []string
	region   []string // of each obligor
	group    []string
	term     []*big.Rat // months
	left     []*big.Rat // remaining months, at most the term
	rights   int
	ownRight bool
	bundles  int
}

func drawPool(t *rapid.T) realPool {
	n := rapid.IntRange(1, 12).Draw(t, "contracts")
	obligors := rapid.IntRange(1, 9).Draw(t, "obligors")
	coSigners := rapid.IntRange(0, 2).Draw(t, "co-signers at most")
	granularity := rapid.SampledFrom([]int{1, 3, 100, 10_000_000}).Draw(t, "amounts up to")
	var p realPool
	for range n {
		least := 0
		if len(p.amounts) == 0 {
			least = 1
		}
		p.amounts = append(p.amounts, big.NewRat(int64(rapid.IntRange(least, granularity).Draw(t, "fen")), 100))
		signers := []int{rapid.IntRange(0, obligors-1).Draw(t, "obligor")}
		for range rapid.IntRange(0, coSigners).Draw(t, "co-signers") {
			if s := rapid.IntRange(0, obligors-1).Draw(t, "co-signer"); !slices.Contains(signers, s) {
				signers = append(signers, s)
			}
		}
		p.signers = append(p.signers, signers)
		p.creditor = append(p.creditor, rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "creditor"))
		p.ipType = append(p.ipType, rapid.SampledFrom([]string{"patent", "trademark", "copyright"}).Draw(t, "type"))
		term := rapid.IntRange(1, 6000).Draw(t, "term")
		p.term = append(p.term, big.NewRat(int64(term), 100))
		p.left = append(p.left, big.NewRat(int64(rapid.IntRange(0, term).Draw(t, "left")), 100))
		p.rights += rapid.IntRange(0, 2).Draw(t, "rights")
	}
	p.ownRight = rapid.Bool().Draw(t, "a right for every contract")
	if p.ownRight {
		p.rights += n
	}
	p.rights = max(p.rights, 1)
	p.bundles = rapid.IntRange(1, p.rights).Draw(t, "bundles")
	for range obligors {
		p.region = append(p.region, rapid.SampledFrom([]string{"11", "33", "44", "51"}).Draw(t, "region"))
		p.group = append(p.group, rapid.SampledFrom([]string{"G1", "G2", "G3"}).Draw(t, "group"))
	}
	return p
}

// A distribution is the amounts of the members of one axis, in a fixed order.
type distribution struct {
	measure   concentration.StatedMeasure
	names     []string
	amounts   map[string]*big.Rat
	contracts map[string]int // nil where contracts are split
	total     *big.Rat       // of the pool
}

func (d *distribution) add(name string, amount *big.Rat) {
	if d.amounts[name] == nil {
		d.names = append(d.names, name)
		d.amounts[name] = new(big.Rat)
	}
	d.amounts[name].Add(d.amounts[name], amount)
}

func (d distribution) sorted() []*big.Rat {
	var list []*big.Rat
	for _, name := range d.names {
		list = append(list, d.amounts[name])
	}
	slices.SortFunc(list, func(a, b *big.Rat) int { return b.Cmp(a) })
	return list
}

func (d distribution) top(k int) *big.Rat {
	sum := new(big.Rat)
	for _, a := range d.sorted()[:min(k, len(d.names))] {
		sum.Add(sum, a)
	}
	return sum.Quo(sum, d.total)
}

func (p realPool) total() *big.Rat {
	sum := new(big.Rat)
	for _, a := range p.amounts {
		sum.Add(sum, a)
	}
	return sum
}

// distributions splits the pool in every way that statements can speak of.
func (p realPool) distributions() []distribution {
	fresh := func(axis, of, allocation string) *distribution {
		return &distribution{
			measure: concentration.StatedMeasure{Axis: axis, Of: of, Basis: principal, Allocation: allocation},
			amounts: map[string]*big.Rat{}, total: p.total(),
		}
	}
	contract, creditor := fresh("contract", "", ""), fresh("creditor", "", "")
	ipType := fresh("ip_type", "contract", "")
	ipType.contracts = map[string]int{}
	out := []*distribution{contract, creditor, ipType}
	for i, a := range p.amounts {
		contract.add(fmt.Sprint(i), a)
		creditor.add(p.creditor[i], a)
		ipType.add(p.ipType[i], a)
		ipType.contracts[p.ipType[i]]++
	}
	for _, allocation := range []string{"equal", "first_named", "joint_and_several"} {
		obligor, group, region := fresh("obligor", "", allocation), fresh("group", "", allocation), fresh("region", "obligor", allocation)
		for i, a := range p.amounts {
			jointGroups, jointRegions := []string{}, []string{}
			for j, s := range p.signers[i] {
				part := new(big.Rat)
				switch {
				case allocation == "equal":
					part.Quo(a, big.NewRat(int64(len(p.signers[i])), 1))
				case allocation == "joint_and_several" || j == 0:
					part.Set(a)
				}
				obligor.add(fmt.Sprint(s), part)
				// Joint and several debts of one group are one debt of the group.
				if allocation != "joint_and_several" || !slices.Contains(jointGroups, p.group[s]) {
					group.add(p.group[s], part)
					jointGroups = append(jointGroups, p.group[s])
				}
				if allocation != "joint_and_several" || !slices.Contains(jointRegions, p.region[s]) {
					region.add(p.region[s], part)
					jointRegions = append(jointRegions, p.region[s])
				}
			}
		}
		out = append(out, obligor, group, region)
	}
	var list []distribution
	for _, d := range out {
		list = append(list, *d)
	}
	return list
}

// printAt rounds to the given decimals, the half either way, and prints.
func printAt(t *rapid.T, r *big.Rat, decimals int) concentration.Printed {
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom())
	rest := new(big.Rat).Sub(scaled, new(big.Rat).SetInt(whole))
	if c := rest.Cmp(big.NewRat(1, 2)); c > 0 || c == 0 && rapid.Bool().Draw(t, "half up") {
		whole.Add(whole, big.NewInt(1))
	}
	text := whole.String()
	for len(text) <= decimals {
		text = "0" + text
	}
	if decimals > 0 {
		text = text[:len(text)-decimals] + "." + text[len(text)-decimals:]
	}
	return concentration.Printed(text)
}

func percentOf(share *big.Rat) *big.Rat { return new(big.Rat).Mul(share, big.NewRat(100, 1)) }

// drawStatements says a random selection of true things about the pool.
func drawStatements(t *rapid.T, p realPool) concentration.Statements {
	var s concentration.Statements
	say := func(what string) bool { return rapid.Bool().Draw(t, what) }
	decimals := func() int { return rapid.IntRange(0, 3).Draw(t, "decimals") }
	count := func(axis, of string, n int) {
		switch rapid.IntRange(0, 3).Draw(t, "count "+axis) {
		case 1, 2:
			s.Counts = append(s.Counts, concentration.StatedCount{Axis: axis, Of: of, Count: n})
		case 3:
			if n > 1 {
				s.Counts = append(s.Counts, concentration.StatedCount{Axis: axis, Of: of, Count: rapid.IntRange(1, n).Draw(t, "listed"), Open: true})
			}
		}
	}

	total := p.total()
	distributions := p.distributions()
	counted := map[string]bool{}
	for _, d := range distributions {
		if id := d.measure.Axis; !counted[id] {
			counted[id] = true
			if d.measure.Allocation != "first_named" {
				count(d.measure.Axis, d.measure.Of, len(d.names))
			}
		}
	}
	coSigners := 0
	for _, signers := range p.signers {
		coSigners += len(signers) - 1
	}
	if say("co-signers") {
		s.Counts = append(s.Counts, concentration.StatedCount{Axis: "co_signer", Count: coSigners})
	}
	count("right", "", p.rights)
	count("bundle", "", p.bundles)

	for _, d := range distributions {
		for range rapid.IntRange(0, 3).Draw(t, "tops") {
			k := rapid.IntRange(1, len(d.names)+2).Draw(t, "k")
			s.Tops = append(s.Tops, concentration.StatedTop{StatedMeasure: d.measure, K: k, Percent: printAt(t, percentOf(d.top(k)), decimals())})
		}
		if say("table") {
			table := concentration.StatedPartition{StatedMeasure: d.measure, Complete: true}
			places := decimals()
			for _, name := range d.names {
				if say("leave a row out") {
					table.Complete = false
					continue
				}
				row := concentration.StatedBucket{Name: name}
				if say("share") {
					row.Percent = printAt(t, percentOf(new(big.Rat).Quo(d.amounts[name], d.total)), places)
				}
				if d.contracts != nil && say("contracts") {
					row.Contracts = new(d.contracts[name])
				}
				table.Buckets = append(table.Buckets, row)
			}
			if len(table.Buckets) > 0 {
				s.Partitions = append(s.Partitions, table)
			}
		}
		if say("bounds") {
			amounts := d.sorted()
			b := concentration.StatedBounds{StatedMeasure: d.measure}
			if say("as a rule") {
				// A rule is exact: print a cap that the largest keeps.
				b.Rule = "the rule"
				b.High = concentration.Printed(new(big.Rat).Add(amounts[0], big.NewRat(1, 100)).FloatString(2))
			} else {
				places := decimals()
				b.Unit = rapid.SampledFrom([]string{"", "10000", "0.01"}).Draw(t, "unit")
				unit := big.NewRat(1, 1)
				if b.Unit != "" {
					unit.SetString(b.Unit)
				}
				b.Low = printAt(t, new(big.Rat).Quo(amounts[len(amounts)-1], unit), places)
				b.High = printAt(t, new(big.Rat).Quo(amounts[0], unit), places)
			}
			s.Bounds = append(s.Bounds, b)
		}
	}
	if say("total") {
		s.Totals = append(s.Totals, concentration.StatedTotal{Basis: principal, Value: printAt(t, total, decimals())})
	}
	if say("total in ten thousands") {
		s.Totals = append(s.Totals, concentration.StatedTotal{Basis: principal, Unit: "10000", Value: printAt(t, new(big.Rat).Quo(total, big.NewRat(10000, 1)), decimals())})
	}
	p.drawTerms(t, &s)
	if p.ownRight && say("every contract has a right") {
		s.Claims = append(s.Claims, concentration.StatedClaim{Claim: concentration.ClaimRightPerContract})
		if p.rights > len(p.amounts) {
			s.Claims = append(s.Claims, concentration.StatedClaim{Claim: concentration.ClaimSeveralRightsPerContract},
				concentration.StatedClaim{Claim: concentration.ClaimSeveralRightsPerObligor})
		}
	}
	return s
}

func (p realPool) drawTerms(t *rapid.T, s *concentration.Statements) {
	twelve := big.NewRat(12, 1)
	for _, kind := range []struct {
		term   string
		months []*big.Rat
	}{{concentration.TermContract, p.term}, {concentration.TermRemaining, p.left}} {
		shortest, longest := kind.months[0], kind.months[0]
		simple, weighted := new(big.Rat), new(big.Rat)
		for i, m := range kind.months {
			if m.Cmp(shortest) < 0 {
				shortest = m
			}
			if m.Cmp(longest) > 0 {
				longest = m
			}
			simple.Add(simple, m)
			weighted.Add(weighted, new(big.Rat).Mul(m, p.amounts[i]))
		}
		simple.Quo(simple, big.NewRat(int64(len(kind.months)), 1))
		weighted.Quo(weighted, p.total())
		unstated := simple
		if rapid.Bool().Draw(t, "unstated weight is balance") {
			unstated = weighted
		}
		for _, figure := range []struct {
			stat, weight string
			months       *big.Rat
		}{
			{concentration.StatShortest, "", shortest}, {concentration.StatLongest, "", longest},
			{concentration.StatAverage, concentration.WeightSimple, simple},
			{concentration.StatAverage, concentration.WeightBalance, weighted},
			{concentration.StatAverage, "", unstated},
		} {
			if !rapid.Bool().Draw(t, "state "+kind.term+" "+figure.stat) {
				continue
			}
			term := concentration.StatedTerm{Term: kind.term, Stat: figure.stat, Weight: figure.weight}
			value := figure.months
			if rapid.Bool().Draw(t, "in years") {
				term.Unit, value = concentration.UnitYears, new(big.Rat).Quo(value, twelve)
			}
			term.Value = printAt(t, value, rapid.IntRange(0, 3).Draw(t, "decimals"))
			s.Terms = append(s.Terms, term)
		}
		if kind.term == concentration.TermRemaining {
			tenor := rapid.IntRange(1, 60).Draw(t, "tenor")
			s.Tenors = append(s.Tenors, concentration.StatedTenor{Class: "A", Value: concentration.Printed(fmt.Sprint(tenor))})
			if shortest.Cmp(big.NewRat(int64(tenor), 1)) > 0 {
				s.Claims = append(s.Claims, concentration.StatedClaim{Claim: concentration.ClaimTermsExceedShortestTenor})
			}
		}
	}
}

// TestTrueStatementsAreNeverFaulted is the proof of soundness by trial: no
// figure computed from a real pool and rounded is ever impossible or in
// conflict with another.
func TestTrueStatementsAreNeverFaulted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPool(t)
		s := drawStatements(t, p)
		found, err := concentration.CheckStated(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Severity != concentration.StatedDoubtful {
				t.Fatalf("%v", f)
			}
			checkWording(t, f)
		}
	})
}

// TestOneFalseFigureAmongTrueOnes: a top share moved by at least three units of
// its last place, with the true one still there, must always be noticed. (At
// two units, two halves rounded towards each other may meet.)
func TestOneFalseFigureAmongTrueOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPool(t)
		s := drawStatements(t, p)
		d := rapid.SampledFrom(p.distributions()).Draw(t, "distribution")
		k := rapid.IntRange(1, len(d.names)).Draw(t, "k")
		share := percentOf(d.top(k))
		moved := new(big.Rat).Add(share, big.NewRat(int64(rapid.IntRange(3, 5000).Draw(t, "off by")), 100))
		s.Tops = append(s.Tops,
			concentration.StatedTop{StatedMeasure: d.measure, K: k, Percent: printAt(t, share, 2)},
			concentration.StatedTop{StatedMeasure: d.measure, K: k, Percent: printAt(t, moved, 2)})
		found, err := concentration.CheckStated(s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(found, func(f concentration.Infeasibility) bool { return f.Rule == concentration.RuleTwoValues }) {
			t.Fatalf("nothing found: %v", found)
		}
	})
}
