package pool

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// RightsReview is everything that the package can say about the rights behind a pool, its licences and its
// guarantors, under one policy. It is made once and read by whoever shows it.
type RightsReview struct {
	Policy    ValuationPolicy
	Valuation *Valuation
	// Coverage has one point for the valuation date and one for each later day asked for.
	Coverage []CoveragePoint
	Margins  MarginReport
	// OverPledges are the rights on which several claims rest.
	OverPledges []OverPledge
	Conflicts   []LicenceConflict
	Loops       []LoopCheck
	Guarantors  GuarantorReport
}

// ReviewRights values the rights behind the pool and follows their coverage over time. Days before the
// valuation date are left out. balance gives what is outstanding (see BulletBalances); territories are
// judged by StandardTerritories. Errors as of Value and Valuation.Whole.
func (p *Pool) ReviewRights(policy ValuationPolicy, days []calendar.Date, balance BalancePath) (RightsReview, error) {
	r := RightsReview{Policy: policy, Guarantors: p.Guarantors(), Loops: p.LicenceLoops(), Conflicts: p.LicenceConflicts(StandardTerritories)}
	var err error
	if r.Valuation, err = p.Value(policy.Rules); err != nil {
		return RightsReview{}, err
	}
	at := r.Valuation.rules.At
	dates := []calendar.Date{at}
	for _, d := range days {
		if d.After(at) {
			dates = append(dates, d)
		}
	}
	if r.Coverage, err = r.Valuation.Whole(dates, balance); err != nil {
		return RightsReview{}, err
	}
	r.Margins = r.Valuation.Margins(policy.MinMarginMonths)
	if r.OverPledges, err = r.Valuation.OverPledges(); err != nil {
		return RightsReview{}, err
	}
	return r, nil
}

// Rights is the number of entries of rights behind the contracts; without any there is little to show.
func (r RightsReview) Rights() int { return len(r.Valuation.values) }

// Valued is the number of those with a value that counts.
func (r RightsReview) Valued() int {
	n := 0
	for _, v := range r.Valuation.values {
		if v.Gross.IsKnown() {
			n++
		}
	}
	return n
}

// Covered says whether the coverage after haircuts is at least the minimum of the policy on a day. It is
// Pass where the policy asks for none, and where nothing is outstanding any more.
func (r RightsReview) Covered(c CoveragePoint) Outcome {
	least, asked := r.Policy.MinCoverage.Get()
	if !asked || c.Balance == 0 {
		return Pass
	}
	return c.AtLeast(least)
}

// Short gives the margins of the contracts that a right does not outlive by the minimum of the policy.
func (r RightsReview) Short() []Margin {
	var list []Margin
	for _, m := range r.Margins.Margins {
		if m.Outcome == Fail {
			list = append(list, m)
		}
	}
	return list
}

// Remarks gives what a reader has to know of the review, one thing to a line: short coverage, rights that
// end too early, rights pledged several times, conflicts, and guarantors beyond their limits or too close to
// the risk. It is empty when there is nothing to say. What is merely unknown is not in it, but for what
// leaves an over-pledge or a conflict open.
func (r RightsReview) Remarks() []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	p := r.Valuation.pool
	paid := func(a money.Amount) string { return a.FormatGrouped(p.currency) }
	for _, c := range r.Coverage {
		if r.Covered(c) == Fail {
			say("coverage after haircuts is at most %s on %s, below the minimum of %s", percentText(ratioOf(c.Net.High, c.Balance)), c.Date, percentText(share1e12(r.Policy.MinCoverage.Or(0))))
			break
		}
	}
	if short := r.Short(); len(short) > 0 {
		var ids []string
		for _, m := range short {
			months, _ := m.Weakest.Get()
			ids = append(ids, fmt.Sprintf("%s (%s, %.1f months)", p.contracts[m.Contract].ID, p.rights[m.WeakestRight].ID, months.Float64()))
		}
		text := ""
		if r.Margins.Renewable > 0 {
			text = "; renewals by the holders would mend " + paid(r.Margins.Renewable)
		}
		late := "before maturity"
		if least := r.Policy.MinMarginMonths; least > 0 {
			late = "less than " + counted(least, "month") + " after maturity"
		}
		say("a right ends %s of %s owing %s: %s%s", late, counted(len(short), "contract"), paid(r.Margins.Exposed), strings.Join(ids, ", "), text)
	}
	for _, o := range r.OverPledges {
		value := "without a value"
		if v, ok := o.Value.Get(); ok {
			naive, _ := o.Naive.Get()
			value = fmt.Sprintf("its value %s counts as %s and not as %s", paid(v), r.rangeText(o.Counted), paid(naive))
		}
		say("right %s secures %s: %s", p.rights[o.Right].ID, r.claimants(o.SharedRight), value)
	}
	for _, c := range r.Conflicts {
		what := "conflict"
		if c.Outcome != Fail {
			what = "possible conflict, undecided for want of " + strings.Join(c.Missing, ", ")
		}
		say("right %s: %s of %s", p.rights[c.Right].ID, what, strings.Join(c.Places(), " and "))
	}
	for _, l := range r.Loops {
		if l.Outcome == Fail {
			say("contract %s: its licence loop is not allowed as it stands; expected %s", p.contracts[l.Contract].ID, strings.Join(l.Missing, "; "))
		}
	}
	if n, owed := r.licensedByOriginator(); n > 0 {
		say("the licence back of %s owing %s is granted by the originator or its group: its insolvency ends the licence and the fees together", counted(n, "contract"), paid(owed))
	}
	for _, g := range append(append([]GuarantorExposure{}, r.Guarantors.Guarantors...), r.Guarantors.Groups...) {
		name := r.GuarantorName(g)
		if g.WithinLimit == Fail {
			limit, _ := g.Limit.Get()
			say("%s guarantees %s, beyond the limit of %s", name, paid(g.Guaranteed), paid(limit))
		}
		if g.Originator.Or(false) {
			say("%s is the originator, or of its group, and fails when it is needed most", name)
		}
		if g.Obligor.Or(false) {
			say("%s is an obligor, or of its group, of a contract that it guarantees", name)
		}
	}
	return list
}

// licensedByOriginator counts the sub-licence contracts whose lessor is known to be the originator or of its
// group, and what they owe.
func (r RightsReview) licensedByOriginator() (contracts int, owed money.Amount) {
	p := r.Valuation.pool
	for _, l := range r.Loops {
		if c := p.contracts[l.Contract]; c.Originator != NoParty && p.related(c.lessor(), c.Originator).Or(false) {
			contracts++
			owed += c.Principal
		}
	}
	return contracts, owed
}

// GuarantorName names a guarantor, or the group of several.
func (r RightsReview) GuarantorName(g GuarantorExposure) string {
	if len(g.Parties) > 1 {
		return "group " + g.Group
	}
	return r.Valuation.pool.parties[g.Parties[0]].Name
}

func (r RightsReview) rangeText(x Range) string {
	c := r.Valuation.pool.currency
	if x.Known() {
		return x.Low.FormatGrouped(c)
	}
	return x.Low.FormatGrouped(c) + " to " + x.High.FormatGrouped(c)
}

// claimants names the contracts that share a right, and counts the claims from outside.
func (r RightsReview) claimants(s SharedRight) string {
	var names []string
	for _, n := range s.Contracts {
		names = append(names, r.Valuation.pool.contracts[n].ID)
	}
	if outside := len(s.Claims) - len(s.Contracts); outside > 0 {
		names = append(names, counted(outside, "claim")+" from outside the pool")
	}
	return strings.Join(names, ", ")
}

// Places names what stands against each other in a conflict.
func (c LicenceConflict) Places() []string {
	places := []string{c.First.Place}
	if second, ok := c.Second.Get(); ok {
		places = append(places, second.Place)
	}
	if q, ok := c.Pledge.Get(); ok {
		places = append(places, q.Place)
	}
	return places
}
