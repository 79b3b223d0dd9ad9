package optimize

import (
	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/certify"
)

// ErrNotVerified is the class of what Verify refuses.
var ErrNotVerified = errors.New("optimize: the result does not hold")

// Verify checks a result against its problem, with nothing of the solver: that the choice is made of the
// candidates and keeps every rule in exact arithmetic, measured anew by package concentration where it
// is whole; that the objective is what it says; that the cuts of the program cut off nothing that is
// within the rules; and that the bound, or the proof that nothing fits, follows from the certificate. It
// gives nil or errors that wrap [ErrNotVerified], all of them joined.
func Verify(p *Problem, r *Result) error {
	var errs []error
	refuse := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: %s", ErrNotVerified, fmt.Sprintf(format, args...)))
	}
	if r.Problem != p.print {
		refuse("it is of another problem, %s, not %s", r.Problem, p.print)
		return errors.Join(errs...)
	}
	if r.Taken != nil {
		verifyChoice(p, r, refuse)
	}
	if err := verifyBound(p, r); err != nil {
		refuse("%v", err)
	}
	sign := 1.0
	if p.objective.goal.Maximises() {
		sign = -1
	}
	if gap := relativeGap(sign*r.Objective, sign*r.Bound); r.Taken != nil && gap != r.Gap {
		refuse("gap %v is stated, objective and bound make %v", r.Gap, gap)
	}
	return errors.Join(errs...)
}

// boundTolerance is how far a recomputed bound or objective may be from the stated one, relative to it:
// rounding.
const boundTolerance = 1e-9

func verifyChoice(p *Problem, r *Result, refuse func(string, ...any)) {
	if len(r.Taken) != p.c.n {
		refuse("amounts of %d contracts for %d candidates", len(r.Taken), p.c.n)
		return
	}
	for i, a := range r.Taken {
		lot := p.c.lot[i] * float64(p.c.principal[i])
		if a != 0 && (a > p.c.principal[i] || float64(a) < lot) {
			refuse("%s: %s is taken of %s with a lot of %g", p.c.pool.Contract(i).ID, a.Format(p.currency()), p.c.principal[i].Format(p.currency()), p.c.lot[i])
		}
	}
	x := p.c.choose(r.Taken)
	for i, rule := range p.rules {
		if !rule.holds(x) {
			refuse("%s is broken", p.describe(i, rule.limit).Name)
		}
	}
	if r.Whole(p) {
		for _, text := range measuredAnew(p, r) {
			refuse("%s", text)
		}
	}
	if v := p.objective.value(x); math.Abs(v-r.Objective) > boundTolerance*math.Abs(v) {
		refuse("objective %v is stated, the choice has %v", r.Objective, v)
	}
}

// verifyBound recomputes the bound from the certificate.
func verifyBound(p *Problem, r *Result) error {
	c := r.certificate
	if c == nil {
		if r.Status == StatusOptimal || r.Status == StatusInfeasible {
			return fmt.Errorf("%s is stated without a certificate", r.Status)
		}
		return nil
	}
	for _, e := range c.memory.excluded {
		taken := make([]int, 0)
		x := p.c.choose(p.wholeOf(e.in))
		for i, in := range e.in {
			if in {
				taken = append(taken, i)
			}
		}
		if e.rule < 0 || e.rule >= len(p.rules) || p.rules[e.rule].holds(x) {
			return fmt.Errorf("the choice of %d contracts is excluded and breaks no rule", len(taken))
		}
	}
	if math.IsInf(c.bound, -1) {
		return nil
	}
	m := variant{p: p}.model(c.memory, 0)
	bound, err := certify.Bound(&m.p, &c.proof)
	if err != nil {
		return err
	}
	if r.Status == StatusInfeasible {
		if !math.IsInf(bound, 1) {
			return errors.New("infeasibility is stated; the certificate does not prove it")
		}
		return nil
	}
	if !(bound >= c.bound) {
		return fmt.Errorf("the certificate proves a bound of %v, stated %v", bound, c.bound)
	}
	sign := 1.0
	if p.objective.goal.Maximises() {
		sign = -1
	}
	if stated := sign * r.Bound / p.objective.unitOf(p.c); math.Abs(stated-c.bound) > boundTolerance*math.Abs(c.bound) {
		return fmt.Errorf("bound %v is stated, the certificate is about %v", stated, c.bound)
	}
	return nil
}
