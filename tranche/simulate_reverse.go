package tranche

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// ReverseMethod is how breaking sets are looked for.
type ReverseMethod string

// The methods.
const (
	// Enumeration tries every set: exact without any assumption on the deal.
	Enumeration ReverseMethod = "enumeration"
	// BranchAndBound leaves out sets that cannot break the class, or are less likely than those found. It takes
	// for granted that a further default never mends the class.
	BranchAndBound ReverseMethod = "branch_and_bound"
)

// ReverseSpec asks what it takes to break a class (反向压力测试).
type ReverseSpec struct {
	Class string
	// Day is the day on which everyone of a set defaults; zero means the day after the cut-off date, when the
	// most is outstanding.
	Day calendar.Date
	// Most is the number of sets that are given; 0 means 10.
	Most int
	// Method is Enumeration or BranchAndBound; empty means the first up to 16 parties, the second beyond.
	Method ReverseMethod
	// MaxNodes ends a search after so many decisions; 0 means 100,000.
	MaxNodes int
}

// ReverseStress is the answer: sets of defaults by the last payment that break the class, each with the
// probability that the model gives it.
type ReverseStress struct {
	Class string
	Day   calendar.Date
	// Parties are the agents whose defaults make the sets.
	Parties []string
	Method  ReverseMethod
	// Sets are those that break the class, the likeliest first.
	Sets []BreakingSet
	// Proven says that no set which breaks the class and is not among Sets is likelier than the last of them.
	// Otherwise the search has ended early, and Sets are the best that it, or the greedy start of it, has found:
	// no other is likelier than Bound.
	Proven bool
	Bound  float64
	// Nodes is the number of decisions of a search.
	Nodes int
	// Breaking is the number of sets that break it, of Tried, and Probability theirs together: all of them in
	// an enumeration; in a search only those that are given, so that Probability is a lower bound.
	Breaking, Tried int
	Probability     float64
	// Error is the estimated error of the probabilities.
	Error float64
	// Assumptions say what the answer takes for granted.
	Assumptions []string
}

// BreakingSet is a set of parties of which all default and no other does.
type BreakingSet struct {
	Parties     []string
	Probability float64
	Loss        money.Amount // of the class
}

const (
	// mostParties bounds the number of sets of an enumeration: 2^16.
	mostParties     = 16
	mostSearched    = 2000
	defaultMaxNodes = 100_000
)

// ErrTooManyParties says that a pool is too large for sets of defaults to be tried.
var ErrTooManyParties = fmt.Errorf("%w: too many parties for all sets of defaults", ErrSimulation)

// ReverseStress finds the likeliest sets of defaults, of obligors, guarantors and outsiders of the deal, under
// which a class is not paid in full. Contracts lose their mean loss given default, with what stands behind
// them under the set; rights do not end, nothing prepays, and outside events happen as the document says.
//
// Up to 16 parties all sets are tried. Beyond, branch and bound finds the likeliest and proves them so, within
// MaxNodes; a search that ends early says so and gives a bound (see [ReverseStress]).
//
// Errors: [ErrNoClass]; [ErrSimulation] for a specification out of range; [ErrTooManyParties] for more than 16
// parties and an enumeration or a t copula, and for more than 2,000; the cause of ctx when it ends.
func (s *Simulator) ReverseStress(ctx context.Context, spec ReverseSpec) (*ReverseStress, error) {
	class, ok := indexOf(s.deal.tranches, spec.Class)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNoClass, spec.Class)
	}
	day := spec.Day
	if day.IsZero() {
		day = s.deal.cutOff.AddDays(1)
	}
	if !day.After(s.deal.cutOff) || spec.Most < 0 || spec.MaxNodes < 0 {
		return nil, fmt.Errorf("%w: defaults on %s, %d sets, %d nodes; expected a day after %s and numbers of 0 or more", ErrSimulation, day, spec.Most, spec.MaxNodes, s.deal.cutOff)
	}
	if spec.Most == 0 {
		spec.Most = 10
	}
	if spec.MaxNodes == 0 {
		spec.MaxNodes = defaultMaxNodes
	}
	agents := s.partiesThatMatter()
	out := &ReverseStress{Class: spec.Class, Day: day, Method: spec.Method, Assumptions: []string{
		fmt.Sprintf("all of a set default on %s and nobody else by the last payment, contracts lose their mean loss given default, and no right ends", day)}}
	if out.Method == "" {
		out.Method = Enumeration
		if len(agents) > mostParties {
			out.Method = BranchAndBound
		}
	}
	for _, a := range agents {
		out.Parties = append(out.Parties, s.model.Agent(a).ID)
	}
	breaks := s.breaker(agents, class, int32(day.Sub(s.deal.cutOff)))
	var err error
	switch {
	case out.Method == BranchAndBound && len(agents) <= mostSearched:
		err = s.searchSets(ctx, spec, agents, breaks, out)
	case out.Method == Enumeration && len(agents) <= mostParties:
		err = s.enumerateSets(ctx, spec, agents, breaks, out)
	case out.Method == Enumeration || out.Method == BranchAndBound:
		return nil, fmt.Errorf("%w: %d of them by %s; expected at most %d, or %d by %s", ErrTooManyParties, len(agents), out.Method, mostParties, mostSearched, BranchAndBound)
	default:
		err = fmt.Errorf("%w: the method %q; expected %s or %s", ErrSimulation, spec.Method, Enumeration, BranchAndBound)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// breaker gives what a class loses when a set of agents defaults on a day.
func (s *Simulator) breaker(agents []int, class int, day int32) func(in []bool) (money.Amount, error) {
	w := s.newWalker()
	w.fates.given = make([]int32, s.model.NumAgents())
	contracts := make([]credit.ModelContract, s.model.NumContracts())
	for i := range contracts {
		contracts[i] = s.model.Contract(i)
	}
	return func(in []bool) (money.Amount, error) {
		for j, a := range agents {
			w.fates.given[a] = 0
			if in[j] {
				w.fates.given[a] = day
			}
		}
		if err := s.giveSet(w.future, contracts, w.fates.given, day); err != nil {
			return 0, err
		}
		r, err := w.pay()
		if err != nil {
			return 0, err
		}
		return lossOf(r, class), nil
	}
}

// enumerateSets tries all sets.
func (s *Simulator) enumerateSets(ctx context.Context, spec ReverseSpec, agents []int, breaks func([]bool) (money.Amount, error), out *ReverseStress) error {
	law, accuracy, err := s.lawOfSets(ctx, agents)
	if err != nil {
		return err
	}
	out.Tried, out.Error, out.Proven = 1<<len(agents), accuracy, true
	in := make([]bool, len(agents))
	for set := range 1 << len(agents) {
		if set%256 == 0 && ctx.Err() != nil {
			return fmt.Errorf("tranche: reverse stress: %w", context.Cause(ctx))
		}
		for j := range in {
			in[j] = set>>j&1 == 1
		}
		loss, err := breaks(in)
		if err != nil {
			return err
		}
		if loss > 0 {
			p := law[set]
			out.Breaking++
			out.Probability += p
			out.Sets = append(out.Sets, out.setOf(in, p, loss))
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
	out.Sets = slices.Clone(out.Sets[:min(spec.Most, len(out.Sets))])
	return nil
}

func (r *ReverseStress) setOf(in []bool, p float64, loss money.Amount) BreakingSet {
	x := BreakingSet{Probability: p, Loss: loss}
	for j, is := range in {
		if is {
			x.Parties = append(x.Parties, r.Parties[j])
		}
	}
	return x
}

// searchSets searches by branch and bound.
func (s *Simulator) searchSets(ctx context.Context, spec ReverseSpec, agents []int, breaks func([]bool) (money.Amount, error), out *ReverseStress) error {
	law, err := s.newSetLaw(agents, 0)
	if err != nil {
		return err
	}
	weight, at := make([]float64, len(agents)), map[int]int{}
	for j, a := range agents {
		at[a] = j
	}
	for i := range s.model.NumContracts() {
		c := s.model.Contract(i)
		weight[at[c.Obligors[0]]] += float64(s.model.Pool().Contract(i).Principal) * c.LGD.Mean
	}
	search := newReverseSearch(ctx, law, weight, spec.Most, spec.MaxNodes, breaks)
	if err := search.run(); err != nil {
		return err
	}
	out.Nodes, out.Bound, out.Proven = search.nodes, search.bestPossible(), search.open == 0
	out.Assumptions = append(out.Assumptions, "a further default never mends the class")
	for _, x := range search.found {
		out.Sets = append(out.Sets, out.setOf(x.in, x.probability, x.loss))
		out.Probability += x.probability
	}
	out.Breaking, out.Tried = len(out.Sets), search.nodes
	if law.exact || len(search.found) == 0 {
		out.Error = ruleError
		return nil
	}
	// Over more than two factors the points are a sample: its error is told by others.
	out.Assumptions = append(out.Assumptions, "the factors are averaged over 1,024 quasi-random points, and sets compared on the same ones")
	sum, square := 0.0, 0.0
	const nets = 8
	for number := range uint64(nets) {
		other, err := s.newSetLaw(agents, number+1)
		if err != nil {
			return err
		}
		p := other.of(search.found[0].in)
		sum += p
		square += p * p
	}
	out.Error = 4 * math.Sqrt(max(square/nets-sum/nets*sum/nets, 0)*nets/(nets-1))
	return nil
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

// lawOfSets gives the probability of every set of agents, with the estimated error: by a rule where up to two
// factors are shared, otherwise from the distribution of a loss of 2^j by agent j, so that every set has a loss
// of its own.
func (s *Simulator) lawOfSets(ctx context.Context, agents []int) ([]float64, float64, error) {
	if s.model.Copula().IsGaussian() {
		law, err := s.newSetLaw(agents, 0)
		if err != nil {
			return nil, 0, err
		}
		if law.exact {
			return law.all(), ruleError, nil
		}
	}
	spec, err := s.model.PortfolioSpec(credit.PortfolioSettings{Horizon: s.deal.payments[len(s.deal.payments)-1].Payment, Basis: credit.BasisPrincipal})
	if err != nil {
		return nil, 0, err
	}
	spec.Positions = nil
	for j, a := range agents {
		spec.Positions = append(spec.Positions, credit.Position{ID: s.model.Agent(a).ID, Exposure: 1 << j, Obligors: []int{a}, Joint: credit.FirstNamed, LGD: credit.LGD{Mean: 1}})
	}
	p, err := spec.Resolve()
	if err != nil {
		return nil, 0, err
	}
	law, err := p.Distribution(ctx, credit.DistributionSettings{Unit: 1, Method: credit.MethodRecursion})
	if err != nil {
		return nil, 0, err
	}
	list := make([]float64, 1<<len(agents))
	for set := range list {
		list[set] = law.Probability(set)
	}
	return list, law.Quality().Error, nil
}

// ruleError is the error of the rule over factors: that of its reach.
const ruleError = 1e-12

// giveSet sets a future to the default, on a day, of the agents that have it in a list.
func (s *Simulator) giveSet(f *future, contracts []credit.ModelContract, falls []int32, day int32) error {
	in := func(a int) bool { return falls[a] > 0 }
	s.joint.begin(f, s.deal, 0)
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
	c := &r.class[i]
	return c.balance + c.writtenDown + c.unpaid
}
