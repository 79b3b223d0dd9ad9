package tranche

import (
	"context"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// ReverseSpec asks what it takes to break a class (反向压力测试).
type ReverseSpec struct {
	Class string
	// Day is the day on which everyone of a set defaults; zero means the day after the cut-off date, when the
	// most is outstanding.
	Day calendar.Date
	// Most is the number of sets that are given; 0 means 10.
	Most int
}

// ReverseStress is the answer, exact for what it assumes: all sets of defaults by the last payment have been
// tried, each with the very probability that the model gives it.
type ReverseStress struct {
	Class string
	Day   calendar.Date
	// Parties are the agents whose defaults make the sets.
	Parties []string
	// Sets are those that break the class, the likeliest first.
	Sets []BreakingSet
	// Breaking is the number of sets that break it, of Tried, and Probability theirs together.
	Breaking, Tried int
	Probability     float64
	// Error is the estimated error of the probabilities.
	Error float64
}

// BreakingSet is a set of parties of which all default and no other does.
type BreakingSet struct {
	Parties     []string
	Probability float64
	Loss        money.Amount // of the class
}

// mostParties bounds the number of sets: 2^16.
const mostParties = 16

// ErrTooManyParties says that a pool is too large for all sets of defaults to be tried.
var ErrTooManyParties = fmt.Errorf("%w: too many parties for all sets of defaults", ErrSimulation)

// ReverseStress finds the likeliest sets of defaults, of obligors, guarantors and outsiders of the deal, under
// which a class is not paid in full. Contracts lose their mean loss given default, with what stands behind
// them under the set; rights do not end. Only for up to 16 parties: the error wraps [ErrTooManyParties]
// otherwise.
func (s *Simulator) ReverseStress(ctx context.Context, spec ReverseSpec) (*ReverseStress, error) {
	class, ok := indexOf(s.deal.tranches, spec.Class)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNoClass, spec.Class)
	}
	day := spec.Day
	if day.IsZero() {
		day = s.deal.cutOff.AddDays(1)
	}
	if !day.After(s.deal.cutOff) {
		return nil, fmt.Errorf("%w: defaults on %s; expected a day after %s", ErrSimulation, day, s.deal.cutOff)
	}
	agents := s.partiesThatMatter()
	if len(agents) > mostParties {
		return nil, fmt.Errorf("%w: %d of them; expected at most %d", ErrTooManyParties, len(agents), mostParties)
	}
	law, err := s.lawOfSets(ctx, agents)
	if err != nil {
		return nil, err
	}
	out := &ReverseStress{Class: spec.Class, Day: day, Tried: 1 << len(agents), Error: law.Quality().Error}
	for _, a := range agents {
		out.Parties = append(out.Parties, s.model.Agent(a).ID)
	}
	w := s.newWalker()
	w.fates.given = make([]int32, s.model.NumAgents())
	contracts := make([]credit.ModelContract, s.model.NumContracts())
	for i := range contracts {
		contracts[i] = s.model.Contract(i)
	}
	for set := range 1 << len(agents) {
		if set%256 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := s.giveSet(w.future, &w.fates, contracts, agents, set, int32(day.Sub(s.deal.cutOff))); err != nil {
			return nil, err
		}
		r, err := w.pay()
		if err != nil {
			return nil, err
		}
		if loss := lossOf(r, class); loss > 0 {
			p := law.Probability(set)
			out.Breaking++
			out.Probability += p
			x := BreakingSet{Probability: p, Loss: loss}
			for j := range agents {
				if set>>j&1 == 1 {
					x.Parties = append(x.Parties, out.Parties[j])
				}
			}
			out.Sets = append(out.Sets, x)
		}
	}
	slices.SortStableFunc(out.Sets, func(a, b BreakingSet) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		}
		return len(a.Parties) - len(b.Parties)
	})
	most := spec.Most
	if most <= 0 {
		most = 10
	}
	out.Sets = slices.Clone(out.Sets[:min(most, len(out.Sets))])
	return out, nil
}

// partiesThatMatter are the agents that owe or guarantee a contract or stand for an outsider, in order.
func (s *Simulator) partiesThatMatter() []int {
	seen := map[int]bool{}
	for i := range s.model.NumContracts() {
		c := s.model.Contract(i)
		for _, a := range slices.Concat(c.Obligors, c.Guarantors) {
			seen[a] = true
		}
	}
	for _, a := range s.outsiders {
		if a >= 0 {
			seen[a] = true
		}
	}
	var list []int
	for a := range s.model.NumAgents() {
		if seen[a] {
			list = append(list, a)
		}
	}
	return list
}

// lawOfSets gives the probability of every set of agents, exactly: agent j is a position that loses 2^j, so that
// every set has a loss of its own.
func (s *Simulator) lawOfSets(ctx context.Context, agents []int) (*credit.Distribution, error) {
	horizon := s.deal.payments[len(s.deal.payments)-1].Payment
	spec, err := s.model.PortfolioSpec(credit.PortfolioSettings{Horizon: horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		return nil, err
	}
	spec.Positions = nil
	for j, a := range agents {
		spec.Positions = append(spec.Positions, credit.Position{ID: s.model.Agent(a).ID, Exposure: 1 << j, Obligors: []int{a}, Joint: credit.FirstNamed, LGD: credit.LGD{Mean: 1}})
	}
	p, err := spec.Resolve()
	if err != nil {
		return nil, err
	}
	return p.Distribution(ctx, credit.DistributionSettings{Unit: 1, Method: credit.MethodRecursion})
}

// giveSet sets a future to the default of a set of agents on a day.
func (s *Simulator) giveSet(f *future, fates *claimFates, contracts []credit.ModelContract, agents []int, set int, day int32) error {
	in := func(a int) bool {
		j, ok := slices.BinarySearch(agents, a)
		return ok && set>>j&1 == 1
	}
	s.joint.begin(f, s.deal, 0)
	for _, a := range agents {
		fates.given[a] = 0
		if in(a) {
			fates.given[a] = day
		}
	}
	for i := range contracts {
		c := &contracts[i]
		if float64(day) > c.End {
			continue
		}
		falls := false
		switch c.Joint {
		case credit.AllDefault:
			falls = !slices.ContainsFunc(c.Obligors, func(a int) bool { return !in(a) })
		case credit.AnyDefault:
			falls = slices.ContainsFunc(c.Obligors, in)
		default:
			falls = in(c.Obligors[0])
		}
		if !falls {
			continue
		}
		alone := len(c.Guarantors) > 0 && !slices.ContainsFunc(c.Guarantors, func(a int) bool { return !in(a) })
		lgd := s.model.LGDOn(i, float64(day), alone, false).Mean
		if err := s.joint.defaultContract(f, credit.ContractDefault{Contract: int32(i), Day: day, LGD: lgd, NoGuarantor: alone}, -1); err != nil {
			return err
		}
	}
	for i, a := range s.outsiders {
		if a >= 0 && in(a) {
			s.joint.defaultParty(f, i, day)
		}
	}
	s.joint.finish(f)
	return nil
}

// lossOf is what class i is still owed after the last payment.
func lossOf(r *Runner, i int) money.Amount {
	var written money.Amount
	for k := range r.deal.payments {
		s := r.trancheAt(k, i)
		written += s.writeDown - s.writeUp
	}
	last := r.trancheAt(len(r.deal.payments)-1, i)
	return last.closing + written + last.unpaid
}
