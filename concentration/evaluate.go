package concentration

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/pool"
)

// RuleInputs are what Evaluate needs beyond the pool, the rules and the facts. The zero value divides
// contracts among joint obligors in equal parts and knows no future cash flow.
type RuleInputs struct {
	Inputs
	// Allocation is how contracts with several obligors are divided. No rule says it, so the caller
	// does, and every verdict names it.
	Allocation Allocation
}

// Evaluate applies a rule pack to a pool and gives one verdict per rule, in the order of the pack, parts
// of combined rules included.
//
// Decisions are made in whole numbers: a share is compared with its limit as amount × 10^12 against
// limit × total in 128 bits. What the pool does not say is not guessed: a rule passes only if it
// passes wherever the unknown amounts belong, and fails only if it fails wherever they do. A rule
// that fails and could be excused by a fact that nobody has stated is unknown, not passed.
//
// MetricShare by tags is unknown when no contract of the pool carries any of the tags. Once one does,
// a contract without them counts as one that they do not apply to. A contract of which the pool names
// no originator leaves MetricOriginatorShare open.
//
// An error means that nothing could be evaluated: faults of the inputs (*faults.Error), stated shares
// that a contract does not state, sums that do not fit (ErrTooLarge). A basis that the inputs do not
// give is not an error but makes the rules on it unknown.
func Evaluate(p *pool.Pool, pack *Pack, facts Facts, in RuleInputs) ([]Verdict, error) {
	e := evaluator{pool: p, facts: facts, in: in, measured: map[Measure]*Exposures{}}
	if err := in.check(p); err != nil {
		return nil, err
	}
	var err error
	if e.groups, err = newAffiliation(p, in.Relations); err != nil {
		return nil, err
	}
	list := make([]Verdict, len(pack.rules))
	for i, r := range pack.rules {
		v, err := e.verdict(r, list)
		if err != nil {
			return nil, err
		}
		v.Pack = pack.spec.ID
		list[i] = v
	}
	return list, nil
}

type evaluator struct {
	pool     *pool.Pool
	facts    Facts
	in       RuleInputs
	groups   *affiliation
	measured map[Measure]*Exposures
}

func (e *evaluator) verdict(r rule, before []Verdict) (Verdict, error) {
	s := r.spec
	v := Verdict{Rule: s.ID, Article: s.Article, Date: s.Date, Text: s.Text, TextZH: s.TextZH,
		Consequence: s.Consequence, Metric: s.Metric, Top: s.Top, Require: r.need, Limit: s.Limit, Part: r.part,
		currency: e.pool.Currency(), rule: r}
	switch s.Metric {
	case MetricFact:
		v.Measured = e.facts[s.Fact].outcome()
		if v.Measured == pool.OutcomeUnknown {
			v.Missing = []string{"fact " + s.Fact}
		}
	case MetricAnyOf:
		combine(&v, r, before)
	default:
		if err := e.measure(&v, r); err != nil {
			return Verdict{}, err
		}
	}
	v.Outcome = v.Measured
	if v.Measured != pool.Pass {
		held, missing := exemption(s.Exempt, e.facts)
		switch held {
		case pool.Pass:
			v.Outcome, v.Exempt, v.Missing = pool.Pass, true, nil
		case pool.OutcomeUnknown:
			v.Outcome = pool.OutcomeUnknown
			for _, name := range missing {
				v.Missing = appendNew(v.Missing, "fact "+name)
			}
		}
	}
	return v, nil
}

func appendNew(list []string, text string) []string {
	if slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// combine gives the outcome of a rule of other rules, which stand before it.
func combine(v *Verdict, r rule, before []Verdict) {
	lists := make([]pool.Outcome, len(r.anyOf))
	for i, places := range r.anyOf {
		outcomes := make([]pool.Outcome, len(places))
		clauses := make([]Clause, len(places))
		for k, at := range places {
			outcomes[k] = before[at].Outcome
			clauses[k] = Clause{before[at].Rule, outcomes[k]}
		}
		lists[i] = allOf(outcomes)
		v.AnyOf = append(v.AnyOf, clauses)
	}
	v.Measured = anyOf(lists)
	if v.Measured != pool.OutcomeUnknown {
		return
	}
	for i, places := range r.anyOf {
		if lists[i] != pool.OutcomeUnknown {
			continue
		}
		for _, at := range places {
			for _, text := range before[at].Missing {
				v.Missing = appendNew(v.Missing, text)
			}
		}
	}
}

// measure reads the value of a rule and decides.
func (e *evaluator) measure(v *Verdict, r rule) error {
	s := r.spec
	if s.Metric == MetricLargestAmount && *s.Currency != e.pool.Currency() {
		v.Measured = pool.OutcomeUnknown
		v.Missing = []string{fmt.Sprintf("amounts in %s: the pool is in %s", s.Currency.Code(), e.pool.Currency().Code())}
		return nil
	}
	if r.basis == FutureCashFlow && e.in.CashFlow.Amounts == nil {
		v.Measured = pool.OutcomeUnknown
		v.Missing = []string{"future cash flow of the contracts"}
		return nil
	}
	m := Measure{Key: r.key, Basis: r.basis, Allocation: e.in.Allocation}
	switch {
	case s.Metric == MetricOriginatorShare:
		m.Key = Obligor
	case s.Metric == MetricShare && s.Bucket == "":
		m.Key = Contract
	}
	x, err := e.exposures(m)
	if err != nil {
		return err
	}
	v.exposures = x
	v.bucketOf = e.bucketsOfParties(m.Key)
	switch s.Metric {
	case MetricShare:
		e.readShare(v, r, x)
	case MetricOriginatorShare:
		if err := e.readOriginators(v, r, x); err != nil {
			return err
		}
	default:
		v.Reading = read(r, x)
	}
	v.Measured = v.Reading.Outcome
	e.explain(v, r, x)
	v.measureHeadroom()
	return e.sideBySide(v, r, m)
}

// exposures measures the pool once for each measure.
func (e *evaluator) exposures(m Measure) (*Exposures, error) {
	if x, ok := e.measured[m]; ok {
		return x, nil
	}
	x, err := NewExposuresFrom(e.pool, m, e.in.Inputs)
	if err != nil {
		return nil, err
	}
	e.measured[m] = x
	return x, nil
}

// explain lists the offenders of a failure and what leaves the outcome open.
func (e *evaluator) explain(v *Verdict, r rule, x *Exposures) {
	s := r.spec
	if v.Measured == pool.OutcomeUnknown {
		switch {
		case v.Reading.Total == 0 && s.Metric != MetricCount:
			v.Missing = append(v.Missing, "a pool with an amount on "+r.basis.String())
		case s.Metric == MetricShare && s.Bucket == "":
			v.Missing = append(v.Missing, fmt.Sprintf("tag %s: no contract carries it", s.Tags[0]))
		case s.Metric == MetricOriginatorShare:
			v.Missing = append(v.Missing, "the originator of every contract")
		case s.Metric == MetricShare && len(x.unknown) == 0:
			v.Missing = append(v.Missing, fmt.Sprintf("whether contracts on mixed rights count as %s", s.Bucket))
		default:
			v.Missing = append(v.Missing, x.whatIsUnknown())
		}
	}
	if v.Measured == pool.Pass || !r.need.isCeiling() {
		return
	}
	switch s.Metric {
	case MetricLargest, MetricLargestAmount:
		for _, entry := range x.entries {
			alone := Reading{Low: entry.Amount, High: entry.Amount, Total: x.total}
			if entry.Key != Unknown && r.decide(alone) == pool.Fail {
				v.Offenders = append(v.Offenders, entry)
			}
		}
	case MetricTop:
		if v.Measured == pool.Fail {
			v.Offenders = slices.Clone(x.entries[:min(s.Top, len(x.entries))])
		}
	case MetricShare:
		if entry, ok := x.Find(s.Bucket); ok && s.Bucket != "" {
			v.Offenders = []Entry{entry}
		}
	}
}

// whatIsUnknown says of how much the pool does not say where it belongs.
func (e *Exposures) whatIsUnknown() string {
	things := "parties"
	switch e.measure.Key {
	case Creditor, CreditorGroup, Originator, Guarantor, RightClass, RightType:
		things = "contracts"
	}
	return fmt.Sprintf("%s of %d %s, %s in all", e.measure.Key, len(e.unknown), things, e.UnknownAmount().FormatGrouped(e.currency))
}

// sideBySide reads the metric by single names and with affiliates merged.
func (e *evaluator) sideBySide(v *Verdict, r rule, m Measure) error {
	pairs := [][2]Key{{Obligor, Group}, {Creditor, CreditorGroup}}
	i := slices.IndexFunc(pairs, func(p [2]Key) bool { return slices.Contains(p[:], m.Key) })
	if i < 0 || r.spec.Metric == MetricShare || r.spec.Metric == MetricOriginatorShare {
		return nil
	}
	for k, into := range []**Reading{&v.Single, &v.Affiliated} {
		m.Key = pairs[i][k]
		x, err := e.exposures(m)
		if err != nil {
			return err
		}
		reading := read(r, x)
		*into = &reading
	}
	return nil
}

// bucketsOfParties gives the bucket of every party of the pool, for a key of parties: what a named
// obligor adds to. It is nil for other keys.
func (e *evaluator) bucketsOfParties(k Key) map[string]string {
	switch k {
	case Obligor, Group, Creditor, CreditorGroup, Originator, Guarantor:
	default:
		return nil
	}
	buckets := make(map[string]string, e.pool.NumParties())
	for i := range e.pool.NumParties() {
		party := pool.PartyIndex(i)
		id := e.pool.Party(party).ID
		buckets[id] = id
		if k.mergesAffiliates() {
			buckets[id], _ = e.groups.of(party)
		}
	}
	return buckets
}
