package cashflow

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
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

type defaults struct {
	cdr    *vector
	total  money.Rate
	timing []portion
}

type portion struct {
	months int
	share  money.Rate
}

type prepayment struct {
	cpr     *vector
	psa     float64
	lockout int
	penalty money.Rate
}

type delinquency struct {
	entry        *vector
	cure         []money.Rate
	defaultAfter int
	starting     bool
}

type source struct {
	share money.Rate
	lag   int
}

type recovery struct {
	deposit           bool
	guarantor, rights *source
	rate              money.Rate
	timing            []portion
	date              calendar.Date
}

type extension struct {
	share money.Rate
	days  int
}

type royaltyPath struct {
	sales      []salesStep
	growth     float64
	multiplier float64
	lag        int
}

type salesStep struct {
	from   calendar.Date
	annual float64 // minor units
}

type event struct {
	date  calendar.Date
	share money.Rate
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
		d := r.defaults(path+".default", *a.Default)
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

func owesRoyalty(c pool.Contract) bool {
	t, ok := c.Terms.(pool.Sublicense)
	return ok && t.Royalty.IsKnown()
}

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

// vector resolves a rate over time with the stress on it.
func (r *scenarioResolver) vector(path string, s VectorSpec, on StressOn) *vector {
	v := s.resolve(r.list, path)
	v.stress = r.out.stress[on]
	return &v
}

// timing reads parts that sum to 1.
func (r *scenarioResolver) timing(path string, specs []TimingSpec) []portion {
	var parts []portion
	sum := decimal.Decimal{}
	for i := range specs {
		at := faults.Index(path, i)
		parts = append(parts, portion{r.months(at+".months", specs[i].Months), r.rate(at+".share", &specs[i].Share)})
		sum = sum.Add(specs[i].Share)
		if i > 0 && specs[i].Months <= specs[i-1].Months {
			r.list.Add(at+".months", faults.Inconsistent, specs[i].Months, fmt.Sprintf("more than %d", specs[i-1].Months))
		}
	}
	if len(specs) > 0 && !sum.Equal(decimal.NewFromInt(1)) {
		r.list.Add(path, faults.Inconsistent, sum, "shares that sum to 1")
	}
	return parts
}

func (r *scenarioResolver) defaults(path string, s DefaultSpec) *defaults {
	d := &defaults{total: r.rate(path+".total", s.Total), timing: r.timing(path+".timing", s.Timing)}
	switch {
	case s.CDR == nil && s.Total == nil:
		r.list.Add(path, faults.Missing, nil, "a cdr, or a total with its timing")
	case s.CDR != nil && s.Total != nil:
		r.list.Add(path, faults.Inconsistent, "cdr and total", "one of the two")
	case s.CDR != nil:
		d.cdr = r.vector(path+".cdr", *s.CDR, StressDefault)
	}
	if (s.Total != nil) != (len(s.Timing) > 0) {
		r.list.Add(path+".timing", faults.Inconsistent, len(s.Timing), "a timing with a total, and none without")
	}
	return d
}

func (r *scenarioResolver) prepayment(path string, s PrepaymentSpec, scope []int) *prepayment {
	q := &prepayment{lockout: r.months(path+".lockout_months", s.LockoutMonths), penalty: r.rate(path+".penalty", s.Penalty)}
	switch {
	case (s.CPR == nil) == (s.PSA == nil):
		r.list.Add(path, faults.Inconsistent, "", "exactly one of cpr and psa")
	case s.CPR != nil:
		q.cpr = r.vector(path+".cpr", *s.CPR, StressPrepayment)
	default:
		q.psa, _ = s.PSA.Float64()
		if s.PSA.IsNegative() || s.PSA.GreaterThan(decimal.NewFromInt(16)) {
			r.list.Add(path+".psa", faults.OutOfRange, s.PSA, "a multiple from 0 to 16, such as 1.5 for 150 % PSA")
			return q
		}
		ramp := make([]float64, 30)
		for m := range ramp {
			ramp[m] = min(q.psa*0.002*float64(m+1), 1)
		}
		q.cpr = &vector{list: ramp, byAge: true, stress: r.out.stress[StressPrepayment]}
	}
	if q.cpr != nil && q.cpr.byAge || q.lockout > 0 {
		r.needStart(path, scope)
	}
	return q
}

// needStart reports contracts whose age is asked for and whose start is unknown.
func (r *scenarioResolver) needStart(path string, scope []int) {
	for _, i := range scope {
		if c := r.pool.Contract(i); c.Start.IsZero() {
			r.list.Add(path, faults.Missing, nil, fmt.Sprintf("the start of contract %q, from which its age is counted", c.ID))
		}
	}
}

func (r *scenarioResolver) delinquency(path string, s DelinquencySpec) *delinquency {
	d := &delinquency{entry: r.vector(path+".entry", s.Entry, StressDelinquency), defaultAfter: s.DefaultAfterDays, starting: s.Starting}
	for i := range s.Cure {
		d.cure = append(d.cure, r.rate(faults.Index(path+".cure", i), &s.Cure[i]))
	}
	if s.DefaultAfterDays < 1 || s.DefaultAfterDays > mostDays {
		r.list.Add(path+".default_after_days", faults.OutOfRange, s.DefaultAfterDays, fmt.Sprintf("a number of days from 1 to %d", mostDays))
	}
	return d
}

func (r *scenarioResolver) recovery(path string, s RecoverySpec) *recovery {
	q := &recovery{deposit: s.Deposit, rate: r.rate(path+".rate", s.Rate), timing: r.timing(path+".timing", s.Timing), date: s.Date}
	one := func(path string, s *SourceSpec) *source {
		if s == nil {
			return nil
		}
		return &source{r.rate(path+".share", &s.Share), r.months(path+".lag_months", s.LagMonths)}
	}
	q.guarantor, q.rights = one(path+".guarantor", s.Guarantor), one(path+".rights", s.Rights)
	if q.rights != nil && r.out.valuation == nil {
		r.list.Add(path+".rights", faults.Inconsistent, "no values", "a scenario with values, by which rights are valued")
	}
	given := 0
	for _, is := range []bool{s.LagMonths != 0, len(s.Timing) > 0, !s.Date.IsZero()} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		r.list.Add(path, faults.Inconsistent, given, "at most one of lag_months, timing and date")
	case given == 1 && s.Rate == nil:
		r.list.Add(path+".rate", faults.Missing, nil, "the share that is recovered at that time")
	}
	if len(q.timing) == 0 {
		q.timing = []portion{{r.months(path+".lag_months", s.LagMonths), money.One}}
	}
	if !s.Deposit && s.Guarantor == nil && s.Rights == nil && s.Rate == nil {
		r.list.Add(path, faults.Missing, nil, "at least one of deposit, guarantor, rights and rate; a rate of 0 recovers nothing")
	}
	return q
}

func (r *scenarioResolver) royalty(path string, s RoyaltyPathSpec) *royaltyPath {
	y := &royaltyPath{multiplier: 1, lag: s.Lag}
	if len(s.Sales) == 0 {
		r.list.Add(path+".sales", faults.Missing, nil, "at least one step of yearly sales")
	}
	for i, step := range s.Sales {
		at := faults.Index(path+".sales", i)
		switch {
		case step.From.IsZero():
			r.list.Add(at+".from", faults.Missing, nil, "the day from which the sales run")
		case i > 0 && !step.From.After(s.Sales[i-1].From):
			r.list.Add(at+".from", faults.Inconsistent, step.From, "a day after "+s.Sales[i-1].From.String())
		}
		amount, err := money.FromDecimal(step.Annual, r.pool.Currency())
		if err != nil || amount < 0 {
			r.list.Add(at+".annual", faults.OutOfRange, step.Annual, "yearly sales of 0 or more, in units of the currency")
		}
		y.sales = append(y.sales, salesStep{step.From, float64(amount)})
	}
	if s.Growth != nil {
		y.growth, _ = s.Growth.Float64()
		if y.growth <= -1 || y.growth > 10 {
			r.list.Add(path+".growth", faults.OutOfRange, s.Growth, "a yearly growth above -1 and at most 10")
		}
	}
	if s.Multiplier != nil {
		y.multiplier, _ = s.Multiplier.Float64()
		if y.multiplier < 0 || y.multiplier > 1000 {
			r.list.Add(path+".multiplier", faults.OutOfRange, s.Multiplier, "a multiplier from 0 to 1000")
		}
	}
	if s.Lag < 0 || s.Lag > mostMonths {
		r.list.Add(path+".lag", faults.OutOfRange, s.Lag, "a number of fee periods of 0 or more")
	}
	return y
}

func (r *scenarioResolver) event(path string, e EventSpec) {
	scope := e.AppliesTo.contracts(r.pool, r.list, path+".applies_to")
	share := money.Rate(money.One)
	if e.Share != nil {
		if share = r.rate(path+".share", e.Share); share == 0 {
			r.list.Add(path+".share", faults.OutOfRange, e.Share, "a share above 0 and at most 1")
		}
	}
	if !e.Date.After(r.pool.AsOf()) {
		r.list.Add(path+".date", faults.Inconsistent, e.Date, "a day after the cut-off date, "+r.pool.AsOf().String())
	}
	name := e.Name
	if name == "" {
		name = path
	}
	hit := Hit{Name: name, What: "event"}
	for _, i := range scope {
		if c := r.pool.Contract(i); e.Date.After(c.Maturity) {
			r.list.Add(path+".date", faults.Inconsistent, e.Date, fmt.Sprintf("a day no later than the maturity of contract %q, %s", c.ID, c.Maturity))
			continue
		}
		hit.Contracts = append(hit.Contracts, i)
		r.out.events[i] = append(r.out.events[i], event{e.Date, share})
	}
	r.out.hits = append(r.out.hits, hit)
}

func (r *scenarioResolver) stress(specs []StressSpec) {
	r.out.stress = map[StressOn][]stressStep{}
	for i, s := range specs {
		path := faults.Index("stress", i)
		factor, _ := s.Factor.Float64()
		switch {
		case s.On == StressUnstated || s.On > StressRecovery:
			r.list.Add(path+".on", faults.Missing, nil, "default, prepayment, delinquency or recovery")
		case factor < 0 || factor > 1e6:
			r.list.Add(path+".factor", faults.OutOfRange, s.Factor, "a factor from 0 to 1,000,000")
		}
		if s.From.IsZero() {
			r.list.Add(path+".from", faults.Missing, nil, "the day from which the factor applies")
		}
		if !s.Until.IsZero() && !s.Until.After(s.From) {
			r.list.Add(path+".until", faults.Inconsistent, s.Until, "a day after "+s.From.String())
		}
		r.out.stress[s.On] = append(r.out.stress[s.On], stressStep{s.From, s.Until, factor})
	}
}

// checkStress reports factors on rates that no assumption sets.
func (r *scenarioResolver) checkStress(specs []StressSpec) {
	set := map[StressOn]bool{}
	for _, p := range r.out.plans {
		set[StressDefault] = set[StressDefault] || p.defaults != nil && p.defaults.cdr != nil
		set[StressPrepayment] = set[StressPrepayment] || p.prepayment != nil
		set[StressDelinquency] = set[StressDelinquency] || p.delinquency != nil
		set[StressRecovery] = set[StressRecovery] || p.recovery != nil
	}
	for i, s := range specs {
		if s.On != StressUnstated && s.On <= StressRecovery && !set[s.On] {
			r.list.Add(faults.Index("stress", i)+".on", faults.Inconsistent, s.On, "something that an assumption of the scenario sets")
		}
	}
}

// curves joins the scenario's curves with those of the base settings, and adds the shocks.
func (r *scenarioResolver) curves(s ScenarioSpec, base Settings) {
	curves := maps.Clone(base.Curves)
	if curves == nil {
		curves = map[string][]RateStep{}
	}
	maps.Copy(curves, s.Curves)
	for i, shock := range s.Shocks {
		path := faults.Index("shocks", i)
		steps, ok := curves[shock.Index]
		switch {
		case !ok:
			r.list.Add(path+".index", faults.Unknown, shock.Index, "an index that the scenario or the settings have a curve for")
			continue
		case shock.From.IsZero():
			r.list.Add(path+".from", faults.Missing, nil, "the day from which the shock applies")
			continue
		case !shock.Until.IsZero() && !shock.Until.After(shock.From):
			r.list.Add(path+".until", faults.Inconsistent, shock.Until, "a day after "+shock.From.String())
			continue
		}
		shocked, err := shock.apply(steps)
		if err != nil {
			r.list.Add(path+".add", faults.OutOfRange, shock.Add, "a shock that leaves every rate in range")
			continue
		}
		curves[shock.Index] = shocked
	}
	base.Curves = curves
	if len(curves) == 0 {
		base.Curves = nil
	}
	resolved, err := base.resolve()
	r.list.Append("", err)
	r.out.settings = resolved
}

// apply adds the shock to a curve.
func (s ShockSpec) apply(steps []RateStep) ([]RateStep, error) {
	at := func(day calendar.Date) (money.Rate, bool) {
		k := -1
		for i := range steps {
			if !steps[i].From.After(day) {
				k = i
			}
		}
		if k < 0 {
			return 0, false
		}
		return steps[k].Rate, true
	}
	var days []calendar.Date
	for _, step := range steps {
		days = append(days, step.From)
	}
	days = append(days, s.From)
	if !s.Until.IsZero() {
		days = append(days, s.Until)
	}
	slices.Sort(days)
	var out []RateStep
	for _, day := range slices.Compact(days) {
		rate, known := at(day)
		if !known {
			continue
		}
		if !day.Before(s.From) && (s.Until.IsZero() || day.Before(s.Until)) {
			var err error
			if rate, err = rate.Add(s.Add); err != nil {
				return nil, err
			}
		}
		out = append(out, RateStep{From: day, Rate: rate})
	}
	return out, nil
}
