package report

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/tranche"
)

// Content is what a workbook shows. Every part may be absent: its sheets are then left out.
type Content struct {
	// Title stands on the cover; there is a plain one when it is empty.
	Title string
	// Generated is the date on the cover and in the properties of the file. The package reads no
	// clock.
	Generated calendar.Date

	// Tape is what was read from the desk's spreadsheet: for the findings.
	Tape *tape.Result
	// Pool is what the deal rests on: the tape's pool, or what was chosen from it.
	Pool *pool.Pool
	// Eligibility are the answers of rules for Pool.
	Eligibility []pool.RuleResult
	// Rights is the review of the rights behind Pool.
	Rights *pool.RightsReview
	// Exposures are measures of concentration, in the order in which they are shown.
	Exposures []*concentration.Exposures
	// Selection says how Pool was chosen, where it was.
	Selection *Selection
	// Losses are the losses of Pool under a credit document, and of the classes in a static structure.
	// Capital are risk weights of the classes, shown beside them.
	Losses  *credit.StaticLoss
	Capital []ClassCapital

	// Performance is the projection of Pool under a scenario: which assumption holds for which contract, and
	// what it comes to.
	Performance *cashflow.Performance
	// Flows is the projection of Pool.
	Flows *cashflow.Flows
	// Collections are the flows by collection period. When they are absent they are taken from
	// Result, or else the flows are shown by calendar month.
	Collections []cashflow.Collection
	// ContractFlows asks for a sheet with every row of Flows, from which the collections can be
	// recomputed. It makes the file of a large pool large.
	ContractFlows bool

	// Deal and Result are the structure and one run of it.
	Deal   *tranche.Deal
	Result *tranche.Result

	// Simulation is what futures of Deal have shown.
	Simulation *tranche.Simulation
	// Structuring is what stands on top of the simulation; it is shown on its sheet.
	Structuring Structuring

	// Notes are remarks of the desk, shown with the assumptions.
	Notes []string
}

// ErrContent is the class of errors about content that cannot be shown: a part is missing or two
// parts contradict each other. The *faults.Error inside names every fault.
var ErrContent = errors.New("report: the content cannot be shown")

// SheetFullError says that a sheet has more rows than a spreadsheet can hold: 1,048,576.
type SheetFullError struct{ Sheet string }

// Error gives the limit; the error around it names the sheet.
func (e *SheetFullError) Error() string {
	return "more rows than the 1048576 that a spreadsheet can hold"
}

// check refuses parts that do not belong together.
func (c Content) check() error {
	var list faults.List
	if c.Generated.IsZero() {
		list.Add("generated", faults.Missing, nil, "the date of the report")
	} else if _, ok := serial(c.Generated); !ok {
		list.Add("generated", faults.OutOfRange, c.Generated, "a date from 1900-03-01 on")
	}
	if c.Tape == nil && c.Pool == nil && c.Flows == nil && c.Deal == nil && c.Result == nil && len(c.Exposures) == 0 && len(c.Collections) == 0 {
		list.Add("", faults.Missing, nil, "at least one part to show")
	}
	if len(c.Eligibility) > 0 && c.Pool == nil {
		list.Add("pool", faults.Missing, nil, "the pool that the eligibility rules were asked about")
	}
	if c.Performance != nil && (c.Pool == nil || c.Performance.Len() != c.Pool.Len()) {
		list.Add("performance", faults.Inconsistent, c.Performance.Len(), "the performance of the contracts of the pool shown")
	}
	if c.Rights != nil && (c.Pool == nil || c.Rights.Valuation.Pool() != c.Pool) {
		list.Add("rights", faults.Inconsistent, "another pool", "a review of the pool shown")
	}
	c.checkRules(&list)
	c.checkCurrencies(&list)
	c.checkFlows(&list)
	c.checkDeal(&list)
	c.checkLosses(&list)
	c.checkSelection(&list)
	c.checkSimulation(&list)
	if err := list.Err(); err != nil {
		return fmt.Errorf("%w:\n%w", ErrContent, err)
	}
	return nil
}

// checkRules refuses answers about contracts that the pool does not have.
func (c Content) checkRules(list *faults.List) {
	for i, r := range c.Eligibility {
		for _, f := range r.Findings {
			if c.Pool != nil && (f.Contract < 0 || f.Contract >= c.Pool.Len()) {
				list.Add(faults.Index("eligibility", i), faults.Inconsistent, f.Contract, "the place of a contract of the pool")
				break
			}
		}
	}
}

// checkCurrencies compares all currencies with the first.
func (c Content) checkCurrencies(list *faults.List) {
	first := c.currency()
	compare := func(path string, other money.Currency) {
		if other != first {
			list.Add(path, faults.Inconsistent, other, "the currency of the other parts, "+first.String())
		}
	}
	if c.Pool != nil {
		compare("pool.currency", c.Pool.Currency())
	}
	if c.Flows != nil {
		compare("flows.currency", c.Flows.Currency())
	}
	if c.Deal != nil {
		compare("deal.currency", c.Deal.Currency())
	}
	if c.Result != nil {
		compare("result.currency", c.Result.Currency)
	}
	for i, e := range c.Exposures {
		if e == nil {
			list.Add(faults.Index("exposures", i), faults.Missing, nil, "exposures")
			continue
		}
		compare(faults.Index("exposures", i)+".currency", e.Currency())
	}
}

// currency is that of the first part that has one.
func (c Content) currency() money.Currency {
	switch {
	case c.Pool != nil:
		return c.Pool.Currency()
	case c.Flows != nil:
		return c.Flows.Currency()
	case c.Deal != nil:
		return c.Deal.Currency()
	case c.Result != nil:
		return c.Result.Currency
	}
	for _, e := range c.Exposures {
		if e != nil {
			return e.Currency()
		}
	}
	var none money.Currency
	return none
}

func (c Content) checkFlows(list *faults.List) {
	if c.ContractFlows && c.Flows == nil {
		list.Add("flows", faults.Missing, nil, "the flows that the sheet of contract flows shows")
	}
	if c.Flows == nil || c.Pool == nil {
		return
	}
	if c.Flows.Len() != c.Pool.Len() {
		list.Add("flows", faults.Inconsistent, c.Flows.Len(), fmt.Sprintf("a projection of the %d contracts of the pool", c.Pool.Len()))
	}
	if c.Flows.AsOf() != c.Pool.AsOf() {
		list.Add("flows.as_of", faults.Inconsistent, c.Flows.AsOf(), "the pool's cut-off date, "+c.Pool.AsOf().String())
	}
	if c.Flows.Principal() != c.Pool.Principal() {
		list.Add("flows.principal", faults.Inconsistent, c.Flows.Principal().Format(c.Flows.Currency()), "the pool's principal, "+c.Pool.Principal().Format(c.Pool.Currency()))
	}
}

func (c Content) checkDeal(list *faults.List) {
	if c.Deal != nil && c.Result != nil && c.Deal.Fingerprint() != c.Result.Fingerprint {
		list.Add("result.fingerprint", faults.Inconsistent, c.Result.Fingerprint, "a run of the deal shown, "+c.Deal.Fingerprint())
	}
	if c.Result == nil {
		return
	}
	c.checkRun(list)
	if len(c.Collections) == 0 {
		return
	}
	// A deal that buys claims, sells the pool or exchanges currencies pays out other amounts than those given.
	same := func(x cashflow.Collection, p tranche.Period) bool { return x.Equal(p.Collection) }
	if c.Result.Transforms {
		same = func(x cashflow.Collection, p tranche.Period) bool { return x.Period == p.Collection.Period }
	}
	if !slices.EqualFunc(c.Collections, c.Result.Periods, same) {
		list.Add("collections", faults.Inconsistent, fmt.Sprintf("%d periods", len(c.Collections)), "the collections that the result paid out")
	}
}

// checkRun refuses a run whose payments do not all speak of the same classes, fees and accounts. Runs
// that come from the engine do.
func (c Content) checkRun(list *faults.List) {
	if len(c.Result.Periods) == 0 {
		list.Add("result.periods", faults.Missing, nil, "at least one payment")
		return
	}
	first := c.Result.Periods[0]
	for k, p := range c.Result.Periods {
		path := faults.Index("result.periods", k)
		if p.Number != k+1 {
			list.Add(path+".number", faults.Inconsistent, p.Number, fmt.Sprint(k+1))
		}
		if !slices.EqualFunc(p.Tranches, c.Result.Tranches, func(l tranche.TrancheLine, t tranche.TrancheSummary) bool { return l.Name == t.Name }) {
			list.Add(path+".tranches", faults.Inconsistent, len(p.Tranches), "a line for each class of the result, in its order")
		}
		if !slices.EqualFunc(p.Fees, first.Fees, func(x, y tranche.FeeLine) bool { return x.Name == y.Name }) {
			list.Add(path+".fees", faults.Inconsistent, len(p.Fees), "the fees of the first payment, in their order")
		}
		if !slices.EqualFunc(p.Accounts, first.Accounts, func(x, y tranche.AccountLine) bool { return x.Name == y.Name }) {
			list.Add(path+".accounts", faults.Inconsistent, len(p.Accounts), "the accounts of the first payment, in their order")
		}
	}
}

// collections gives what the cash-flow sheet shows.
func (c Content) collections() []cashflow.Collection {
	switch {
	case len(c.Collections) > 0:
		return c.Collections
	case c.Result != nil:
		list := make([]cashflow.Collection, len(c.Result.Periods))
		for k, p := range c.Result.Periods {
			list[k] = p.Collection
		}
		return list
	case c.Flows != nil:
		return c.Flows.ByMonth()
	}
	return nil
}

// title is the title on the cover.
func (c Content) title() string {
	if c.Title != "" {
		return c.Title
	}
	return "知识产权资产池与证券结构报告 IP asset pool and structure report"
}
