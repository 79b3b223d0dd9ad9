package cashflow

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Scenario is a resolved ScenarioSpec, fixed to a pool. It is immutable and safe for concurrent use.
type Scenario struct {
	name      string
	pool      *pool.Pool
	clock     clock
	settings  Settings
	valuation *pool.Valuation
	plans     []assumed // by contract
	events    [][]event // by contract, in order of date
	hits      []Hit
	stress    map[StressOn][]stressStep
}

// Hit says which contracts an assumption or an event is about.
type Hit struct {
	// Name is that of the assumption or event, or its place in the document where it has none.
	Name string
	// What is default, prepayment, delinquency, recovery, dilution, extension, royalty or event.
	What string
	// Contracts are the places in the pool of those for which it holds; Replaced counts those in its
	// scope for which a later assumption holds instead.
	Contracts []int
	Replaced  int
}

// assumed is what a scenario assumes of one contract.
type assumed struct {
	defaults    *defaults
	prepayment  *prepayment
	delinquency *delinquency
	recovery    *recovery
	dilution    money.Rate
	extension   *extension
	royalty     *royaltyPath
}

// Resolve checks the whole scenario against a pool and the settings of its contractual projection. The
// error is a *faults.Error with every fault and its path, among them an assumption whose scope no
// contract meets, or that concerns none of those in its scope, such as a royalty where none is owed.
func (s ScenarioSpec) Resolve(p *pool.Pool, base Settings) (*Scenario, error) {
	var list faults.List
	if p == nil {
		list.Add("pool", faults.Missing, nil, "a pool")
		return nil, list.Err()
	}
	if s.Schema != ScenarioSchema && s.Schema != "" {
		list.Add("schema", faults.Unsupported, s.Schema, ScenarioSchema)
	}
	if s.Year > YearOfDays {
		list.Add("year", faults.Unknown, uint8(s.Year), "months or days")
	}
	r := &scenarioResolver{list: &list, pool: p, out: &Scenario{name: s.Name, pool: p, clock: clock{s.Year, p.AsOf()},
		plans: make([]assumed, p.Len()), events: make([][]event, p.Len())}}
	r.curves(s, base)
	r.stress(s.Stress)
	if s.Values != nil {
		r.out.valuation = s.Values.resolve(p, &list, "values")
	}
	owner := map[string][]int{} // by what: the place in hits of the assumption that holds, by contract
	for i, a := range s.Assumptions {
		r.assumption(faults.Index("assumptions", i), a, owner)
	}
	r.checkStress(s.Stress)
	for i, e := range s.Events {
		r.event(faults.Index("events", i), e)
	}
	for i := range r.out.plans {
		slices.SortStableFunc(r.out.events[i], func(a, b event) int { return int(a.date) - int(b.date) })
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	r.countHits(owner)
	return r.out, nil
}

// Name gives the name of the scenario.
func (s *Scenario) Name() string { return s.name }

// Pool is the pool that the scenario was resolved against.
func (s *Scenario) Pool() *pool.Pool { return s.pool }

// Hits says, in the order of the document, which contracts each assumption and event is about.
func (s *Scenario) Hits() []Hit {
	list := slices.Clone(s.hits)
	for i := range list {
		list[i].Contracts = slices.Clone(list[i].Contracts)
	}
	return list
}

type scenarioResolver struct {
	list *faults.List
	pool *pool.Pool
	out  *Scenario
}

func (r *scenarioResolver) assumption(path string, a AssumptionSpec, owner map[string][]int) {
	scope := a.AppliesTo.contracts(r.pool, r.list, path+".applies_to")
	name := a.Name
	if name == "" {
		name = path
	}
	parts := 0
	apply := func(what string, concerns func(pool.Contract) bool, want string, set func(*assumed)) {
		parts++
		if owner[what] == nil {
			owner[what] = slices.Repeat([]int{-1}, r.pool.Len())
		}
		hit := Hit{Name: name, What: what}
		for _, i := range scope {
			if concerns != nil && !concerns(r.pool.Contract(i)) {
				continue
			}
			hit.Contracts = append(hit.Contracts, i)
			owner[what][i] = len(r.out.hits)
			set(&r.out.plans[i])
		}
		if len(scope) > 0 && len(hit.Contracts) == 0 {
			r.list.Add(path+"."+what, faults.Inconsistent, "no contract in its scope", want)
		}
		r.out.hits = append(r.out.hits, hit)
	}
	if a.Default != nil {
		d := r.defaults(path+".default", *a.Default, scope)
		apply("default", nil, "", func(p *assumed) { p.defaults = d })
	}
	if a.Prepayment != nil {
		q := r.prepayment(path+".prepayment", *a.Prepayment, scope)
		apply("prepayment", nil, "", func(p *assumed) { p.prepayment = q })
	}
	if a.Delinquency != nil {
		d := r.delinquency(path+".delinquency", *a.Delinquency)
		apply("delinquency", nil, "", func(p *assumed) { p.delinquency = d })
	}
	if a.Recovery != nil {
		q := r.recovery(path+".recovery", *a.Recovery)
		apply("recovery", nil, "", func(p *assumed) { p.recovery = q })
	}
	if a.Dilution != nil {
		share := r.rate(path+".dilution.share", &a.Dilution.Share)
		apply("dilution", nil, "", func(p *assumed) { p.dilution = share })
	}
	if a.Extension != nil {
		e := &extension{share: r.rate(path+".extension.share", &a.Extension.Share), days: a.Extension.Days}
		if e.days < 1 || e.days > mostDays {
			r.list.Add(path+".extension.days", faults.OutOfRange, e.days, fmt.Sprintf("a number of days from 1 to %d", mostDays))
		}
		apply("extension", nil, "", func(p *assumed) { p.extension = e })
	}
	if a.Royalty != nil {
		y := r.royalty(path+".royalty", *a.Royalty)
		apply("royalty", owesRoyalty, "a contract that owes a royalty", func(p *assumed) { p.royalty = y })
	}
	if parts == 0 {
		r.list.Add(path, faults.Missing, nil, "at least one of default, prepayment, delinquency, recovery, dilution, extension and royalty")
	}
}

// mostDays and mostMonths bound delays: a century.
const mostDays, mostMonths = 36525, 1200

// countHits fills in how often each assumption is replaced by a later one.
func (r *scenarioResolver) countHits(owner map[string][]int) {
	for k := range r.out.hits {
		h := &r.out.hits[k]
		of, ok := owner[h.What]
		if !ok {
			continue
		}
		held := h.Contracts[:0:0]
		for _, i := range h.Contracts {
			if of[i] == k {
				held = append(held, i)
			}
		}
		h.Replaced = len(h.Contracts) - len(held)
		h.Contracts = held
	}
}

// rate reads a share of one.
func (r *scenarioResolver) rate(path string, d *decimal.Decimal) money.Rate {
	if d == nil {
		return 0
	}
	if d.IsNegative() || d.GreaterThan(decimal.NewFromInt(1)) {
		r.list.Add(path, faults.OutOfRange, d, "a share between 0 and 1")
		return 0
	}
	rate, err := money.RateFromDecimal(*d)
	if err != nil {
		r.list.Add(path, faults.Invalid, d, "a share with at most 12 decimals")
	}
	return rate
}

func (r *scenarioResolver) months(path string, months int) int {
	if months < 0 || months > mostMonths {
		r.list.Add(path, faults.OutOfRange, months, fmt.Sprintf("a number of months from 0 to %d", mostMonths))
		return 0
	}
	return months
}
