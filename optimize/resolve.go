package optimize

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Resolve checks a selection against what it is made from and reports every fault with its path, as a
// *faults.Error.
func (s Spec) Resolve(in Inputs) (*Problem, error) {
	r := &resolver{spec: s, in: in, groups: map[concentration.Measure]*grouping{}, names: map[string]string{}}
	if s.Schema != Schema {
		r.Add("schema", faults.Unsupported, s.Schema, strconv.Quote(Schema))
	}
	before := r.Len()
	if s.numbers(&r.List); r.Len() > before {
		return nil, r.Err()
	}
	servicing, _ := s.Servicing.Float64()
	if s.Servicing.IsNegative() || servicing >= 1 {
		r.Add("servicing", faults.OutOfRange, s.Servicing, "a fraction of one per year, 0 or more")
	}
	r.c = newCandidates(in, servicing, &r.List)
	if r.c == nil {
		return nil, r.Err()
	}
	r.p = &Problem{spec: s, c: r.c}
	r.index = make(map[string]int, r.c.n)
	for i, contract := range in.Pool.Contracts() {
		r.index[contract.ID] = i
	}
	r.shares()
	r.stop()
	r.goal()
	s.Explain.check(&r.List)
	if len(s.Rules) == 0 {
		r.Add("rules", faults.Missing, nil, "at least one rule, such as a range of principal")
	}
	for i, spec := range s.Rules {
		r.rule(faults.Index("rules", i), spec)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	var err error
	r.p.print, err = r.p.fingerprint()
	return r.p, err
}

type resolver struct {
	faults.List
	spec   Spec
	in     Inputs
	c      *candidates
	p      *Problem
	index  map[string]int // of contracts by id
	groups map[concentration.Measure]*grouping
	names  map[string]string // of rules, with their paths
}

func (r *resolver) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.p.notes, text) {
		r.p.notes = append(r.p.notes, text)
	}
}

// shares sets the lots.
func (r *resolver) shares() {
	s := r.spec.Shares
	if s == nil {
		return
	}
	lot, _ := s.Lot.Float64()
	if !(lot > 0 && lot < 1) {
		r.Add("shares.lot", faults.OutOfRange, s.Lot, "a fraction above 0 and below 1")
	}
	if len(s.Contracts) == 0 {
		for i := range r.c.lot {
			r.c.lot[i] = lot
		}
	}
	for _, i := range r.contracts("shares.contracts", s.Contracts) {
		r.c.lot[i] = lot
	}
}

// stop checks and sets the settings of the document.
func (r *resolver) stop() {
	s := r.spec.Stop
	if s == nil {
		r.p.settings = Settings{Nodes: defaultNodes}
		return
	}
	set := &r.p.settings
	if s.Gap != nil {
		if set.Gap, _ = s.Gap.Float64(); !(set.Gap >= 0 && set.Gap < 1) {
			r.Add("stop.gap", faults.OutOfRange, s.Gap, "a fraction of one, such as 0.0001")
		}
		if set.Gap == 0 {
			set.Gap = -1 // exactly none
		}
	}
	if s.Nodes < 0 {
		r.Add("stop.nodes", faults.OutOfRange, s.Nodes, "0 for no limit, or more")
	}
	set.Nodes = s.Nodes
	if s.Seconds != nil {
		seconds, _ := s.Seconds.Float64()
		if !(seconds > 0 && seconds <= 1e9) {
			r.Add("stop.seconds", faults.OutOfRange, s.Seconds, "seconds above 0")
			return
		}
		set.Time = time.Duration(seconds * float64(time.Second))
	}
}

// contracts finds contracts by their ids.
func (r *resolver) contracts(path string, ids []string) []int {
	list := make([]int, 0, len(ids))
	for k, id := range ids {
		i, ok := r.index[id]
		switch {
		case !ok:
			r.Add(faults.Index(path, k), faults.Unknown, id, "the number of a candidate")
		case slices.Contains(list, i):
			r.Add(faults.Index(path, k), faults.Duplicate, id, "each contract once")
		default:
			list = append(list, i)
		}
	}
	return list
}

// goal resolves the objective and refuses fields that it has no use for.
func (r *resolver) goal() {
	s, o := r.spec.Objective, &r.p.objective
	o.goal = s.Goal
	if s.Goal == 0 || int(s.Goal) >= len(goalNames) {
		r.Add("objective.goal", faults.Missing, nil, "one of "+strings.Join(goalNames[1:], ", "))
		return
	}
	for _, f := range []struct {
		name        string
		given, need bool
		want        string
	}{
		{"tradeoff", s.Tradeoff != nil, s.Goal == VarianceLessIncome, "the variance that a unit of net income is worth"},
		{"level", s.Level != nil, s.Goal == LeastShortfall, "a level such as 0.95"},
		{"profile", s.Profile != nil, s.Goal == LeastDeviation, "the outstanding principal wanted on at least one day"},
	} {
		r.fits("objective."+f.name, f.name, f.given, f.need, false, f.want, "goal "+s.Goal.String())
	}
	switch s.Goal {
	case LeastVariance, VarianceLessIncome, LeastExpectedLoss:
		r.needLosses("objective.goal", s.Goal)
	case LeastShortfall:
		r.scenarios()
	}
	if s.Goal != LeastShortfall {
		r.fits("objective.scenarios", "scenarios", s.Scenarios != 0, false, false, "", "goal "+s.Goal.String())
		r.fits("objective.seed", "seed", s.Seed != 0, false, false, "", "goal "+s.Goal.String())
	}
	if s.Tradeoff != nil {
		if o.tradeoff, _ = s.Tradeoff.Float64(); o.tradeoff < 0 {
			r.Add("objective.tradeoff", faults.OutOfRange, s.Tradeoff, "0 or more")
		}
	}
	if s.Level != nil {
		if o.level, _ = s.Level.Float64(); !(o.level >= 0 && o.level < 1) {
			r.Add("objective.level", faults.OutOfRange, s.Level, "0 or more and below 1")
		}
	}
	for k, point := range s.Profile {
		path := faults.Index("objective.profile", k)
		if !point.Date.After(r.in.Pool.AsOf()) {
			r.Add(path+".date", faults.OutOfRange, point.Date, "a day after the cut-off date, "+r.in.Pool.AsOf().String())
			continue
		}
		wanted := r.amount(path+".amount", point.Amount)
		t := target{wanted: wanted, amounts: make([]money.Amount, r.c.n)}
		for i := range t.amounts {
			t.amounts[i] = r.c.outstanding(i, point.Date)
		}
		o.profile = append(o.profile, t)
	}
}

// fits asks for a field that is needed and refuses one that nothing reads.
func (r *resolver) fits(path, name string, given, need, may bool, want, of string) {
	switch {
	case need && !given:
		r.Add(path, faults.Missing, nil, want)
	case given && !need && !may:
		r.Add(path, faults.Inconsistent, name, "no such field with "+of)
	}
}

func (r *resolver) needLosses(path string, seen any) {
	if !r.c.hasLosses {
		r.Add(path, faults.Unsupported, seen, "the moments of losses of a credit model, which were not given")
	}
}

// amount converts exactly to minor units.
func (r *resolver) amount(path string, d decimal.Decimal) money.Amount {
	a, err := money.FromDecimal(d, r.in.Pool.Currency())
	if err != nil || a < 0 {
		r.Add(path, faults.Invalid, d, "an amount of 0 or more in "+r.in.Pool.Currency().Code()+", to the minor unit")
	}
	return a
}

// limits gives the limits of a rule as senses and exact numbers, in minor units for amounts.
func (r *resolver) limits(path string, l Limits, u unit) (list []clause) {
	for _, f := range []struct {
		name  string
		value *decimal.Decimal
		sense sense
	}{{"at_least", l.AtLeast, atLeast}, {"above", l.Above, above}, {"at_most", l.AtMost, atMost}, {"below", l.Below, below}} {
		if f.value == nil {
			continue
		}
		at := path + "." + f.name
		limit := f.value.Rat()
		switch {
		case u == ofAmount:
			limit = big.NewRat(int64(r.amount(at, *f.value)), 1)
		case u == ofCount && (!limit.IsInt() || limit.Sign() < 0):
			r.Add(at, faults.Invalid, f.value, "a whole number of 0 or more")
		case (u == ofYears || u == ofMonths || u == ofSquare || u == ofIndex) && limit.Sign() < 0:
			r.Add(at, faults.OutOfRange, f.value, "0 or more")
		case u == ofShare && (limit.Cmp(big.NewRat(1, 1)) > 0 || limit.Cmp(big.NewRat(-1, 1)) < 0):
			r.Add(at, faults.OutOfRange, f.value, "a fraction of one, such as 0.24 for 24 %")
		}
		list = append(list, clause{sense: f.sense, limit: limit})
	}
	if len(list) == 0 {
		r.Add(path, faults.Missing, nil, "at_most, below, at_least or above")
	}
	return list
}

// group gives the buckets of a key on a basis, once for each.
func (r *resolver) group(path string, key concentration.Key, basis concentration.Basis) *grouping {
	m := concentration.Measure{Key: key, Basis: basis, Allocation: r.spec.Allocation}
	if g, ok := r.groups[m]; ok {
		return g
	}
	in := r.ruleInputs().Inputs
	s, err := concentration.NewState(r.in.Pool, m, in)
	if err != nil {
		r.Append(path, err)
		r.groups[m] = nil
		return nil
	}
	g := newGrouping(s)
	r.groups[m] = g
	return g
}

// ruleInputs are what concentration measures with: future cash flow is the contractual one.
func (r *resolver) ruleInputs() concentration.RuleInputs { return ruleInputs(r.spec, r.in.Flows) }

// add takes a rule in.
func (r *resolver) add(v rule) {
	if before, twice := r.names[v.name+signs[v.sense]]; twice && v.pack == "" {
		r.Add(v.path+".name", faults.Duplicate, v.name, "a name of its own: "+before+" has it")
	}
	r.names[v.name+signs[v.sense]] = v.path
	r.p.rules = append(r.p.rules, v)
}

// rated gives the rating factor of every contract: that of its obligors, weighted as they owe it.
func (r *resolver) rated(path string, s RuleSpec) []float64 {
	factors := make([]float64, r.c.n)
	missing := map[string]bool{}
	for i, contract := range r.in.Pool.Contracts() {
		obligors := contract.Obligors()
		for _, o := range obligors {
			rating := r.in.Pool.Party(o.Party).Rating
			f, ok := s.Factors[rating]
			if !ok && s.Otherwise != nil {
				f, ok = *s.Otherwise, true
			}
			if !ok && !missing[rating] {
				missing[rating] = true
				r.Add(path+".factors", faults.Missing, rating, fmt.Sprintf("a factor for the rating %q of %s, or otherwise", rating, r.in.Pool.Party(o.Party).ID))
			}
			v, _ := f.Float64()
			factors[i] += v / float64(len(obligors))
		}
	}
	return factors
}

// terms gives the remaining months of every contract.
func (r *resolver) terms() []float64 {
	list := make([]float64, r.c.n)
	for i, contract := range r.in.Pool.Contracts() {
		list[i] = r.in.Pool.RemainingMonths(contract)
	}
	return list
}

func outcomeOf(a concentration.Answer) pool.Outcome {
	switch a {
	case concentration.Yes:
		return pool.Pass
	case concentration.No:
		return pool.Fail
	}
	return pool.OutcomeUnknown
}
