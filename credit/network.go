package credit

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// network is a portfolio compiled for exact computation: latent variables with their default
// thresholds, the variables that make everything else independent once they are known, and the items
// that are then independent of one another.
type network struct {
	latents []latent
	vars    []variable
	items   []item
	// events of each position, in the order of positions
	claims []claim
}

// latent is one latent variable. Usually it belongs to one agent; agents that default together share
// one.
type latent struct {
	all    []Loading // every factor, in order of factor
	loads  []varLoad // the factors shared with other latents, by variable
	own    float64   // weight of what is left: own term and factors that no other latent has
	pds    []float64 // distinct default probabilities of its thresholds, ascending
	limits []float64 // Φ⁻¹ or t⁻¹ of pds
	key    int       // its variable when others depend on its default, −1 otherwise
	// profile is the first latent with the same loads, own weight and limits.
	profile int
}

type varLoad struct {
	v int // variable
	w float64
}

// event is the default of a latent variable by one of its thresholds.
type event struct{ latent, threshold int }

// claim is a position in terms of events.
type claim struct {
	rule       JointRule // AllDefault or AnyDefault; one event needs neither
	obligors   []event
	essential  []event
	onLoss     float64 // probability of default when one of essential happens
	guarantors []event // empty when they make no difference
	pledged    []event // empty when they make no difference
	// private are the latents on which no other position depends, beside the first: they are averaged
	// over within the position.
	private []int
	lgds    [4]LGD // by support
	kappas  [4]float64
}

// support says what stands behind a position that has defaulted: a sum of noGuarantor and noPledge.
type support uint8

const (
	noGuarantor support = 1 << iota // all guarantors have defaulted
	noPledge                        // all pledged rights have ended
)

// supports lists the states of support that can occur.
func (c *claim) supports() []support {
	list := []support{0}
	if len(c.guarantors) > 0 {
		list = append(list, noGuarantor)
	}
	if len(c.pledged) > 0 {
		for _, s := range list {
			list = append(list, s|noPledge)
		}
	}
	return list
}

// anyLGD reports whether a loss given default that can apply has a property.
func (c *claim) anyLGD(has func(LGD) bool) bool {
	return slices.ContainsFunc(c.supports(), func(s support) bool { return has(c.lgds[s]) })
}

// state says, of a position, with what probability it is in default and what stands behind it then,
// when it is known which events have happened.
func (c *claim) state(happened func(event) bool) (chance float64, s support) {
	hits := 0
	for _, e := range c.obligors {
		if happened(e) {
			hits++
		}
	}
	switch {
	case hits == len(c.obligors) || hits > 0 && c.rule != AllDefault:
		chance = 1
	case slices.ContainsFunc(c.essential, happened):
		chance = c.onLoss
	}
	all := func(events []event) bool {
		return len(events) > 0 && !slices.ContainsFunc(events, func(e event) bool { return !happened(e) })
	}
	if all(c.guarantors) {
		s |= noGuarantor
	}
	if all(c.pledged) {
		s |= noPledge
	}
	return chance, s
}

type varKind uint8

const (
	varMixing varKind = iota // √(W/ν) of a t copula
	varFactor                // a common factor
	varKey                   // the default state of a latent that others depend on
)

// variable is what has to be fixed before items are independent. index is the factor or the latent.
type variable struct {
	kind  varKind
	index int
}

// item is a latent with the positions that hang on it, or (latent −1) positions that hang on key
// latents alone. Items are independent once the variables in vars are fixed.
type item struct {
	latent    int
	positions []int
	vars      []int // ascending
	varies    bool  // its loss given its own default state depends on the variables
}

func newNetwork(p *Portfolio) *network {
	n := &network{}
	of := n.addLatents(p)
	n.addClaims(p, of)
	n.fold(p)
	keys := n.findKeys()
	n.addVariables(p, keys)
	n.addItems(p)
	return n
}

// addLatents makes the latent variables of the agents. It returns the latent of each agent.
func (n *network) addLatents(p *Portfolio) []int {
	loadings := make([][]Loading, len(p.agents))
	for i, a := range p.agents {
		loadings[i] = a.Loadings
	}
	of, latents := shareLatents(loadings)
	for _, all := range latents {
		n.latents = append(n.latents, latent{all: all, key: -1})
	}
	return of
}

// shareLatents gives every agent a latent variable of its own, except that agents without an own term
// and with the same loadings share one. It returns the latent of each agent, and the loadings of each
// latent without zeros and by ascending factor.
func shareLatents(loadings [][]Loading) (of []int, latents [][]Loading) {
	of = make([]int, len(loadings))
	shared := map[string]int{}
	for i, loads := range loadings {
		all := slices.Clone(loads)
		slices.SortFunc(all, func(x, y Loading) int { return x.Factor - y.Factor })
		all = slices.DeleteFunc(all, func(l Loading) bool { return l.Weight == 0 })
		if 1-squares(all) < maxLoading-1 {
			var b strings.Builder
			for _, l := range all {
				fmt.Fprintf(&b, "%d:%x;", l.Factor, math.Float64bits(l.Weight))
			}
			if at, ok := shared[b.String()]; ok {
				of[i] = at
				continue
			}
			shared[b.String()] = len(latents)
		}
		of[i] = len(latents)
		latents = append(latents, all)
	}
	return of, latents
}

func squares(loads []Loading) float64 {
	sum := 0.0
	for _, l := range loads {
		sum += l.Weight * l.Weight
	}
	return sum
}

// addClaims turns positions into events and collects the thresholds of each latent.
func (n *network) addClaims(p *Portfolio, of []int) {
	for _, q := range p.positions {
		for j, a := range q.Obligors {
			if j == 0 || q.Joint != FirstNamed {
				n.addThreshold(of[a], q.pd(p, j))
			}
		}
		if q.guarantorsMatter() {
			for _, a := range q.Guarantors {
				n.addThreshold(of[a], p.agents[a].PD)
			}
		}
		for _, e := range append(q.essential(), q.pledged()...) {
			n.addThreshold(of[e.Agent], e.PD)
		}
	}
	for i := range n.latents {
		l := &n.latents[i]
		slices.Sort(l.pds)
		l.pds = slices.Compact(l.pds)
		l.limits = make([]float64, len(l.pds))
		for t, pd := range l.pds {
			l.limits[t] = p.copula.threshold(pd)
		}
	}
	for _, q := range p.positions {
		var c claim
		c.rule = q.Joint
		for j, a := range q.Obligors {
			if j == 0 || q.Joint != FirstNamed {
				c.obligors = addEvent(c.obligors, n.event(of[a], q.pd(p, j)), c.rule)
			}
		}
		if q.guarantorsMatter() {
			for _, a := range q.Guarantors {
				c.guarantors = addEvent(c.guarantors, n.event(of[a], p.agents[a].PD), AllDefault)
			}
		}
		c.onLoss = q.OnLoss
		for _, e := range q.essential() {
			c.essential = addEvent(c.essential, n.event(of[e.Agent], e.PD), AnyDefault)
		}
		for _, e := range q.pledged() {
			c.pledged = addEvent(c.pledged, n.event(of[e.Agent], e.PD), AllDefault)
		}
		c.lgds = [...]LGD{0: q.LGD, noGuarantor: q.Unguaranteed, noPledge: q.Unpledged, noGuarantor | noPledge: q.Bare}
		for _, s := range c.supports() {
			c.kappas[s] = n.kappa(p, c.obligors[0], c.lgds[s])
		}
		n.claims = append(n.claims, c)
	}
}

func (q Position) pd(p *Portfolio, j int) float64 {
	if q.PDs != nil {
		return q.PDs[j]
	}
	return p.agents[q.Obligors[j]].PD
}

func (q Position) guarantorsMatter() bool {
	return len(q.Guarantors) > 0 && (q.LGD != q.Unguaranteed || len(q.Pledged) > 0 && q.Unpledged != q.Bare)
}

// essential lists the rights whose end can bring a default.
func (q Position) essential() []RightEnd {
	if q.OnLoss == 0 {
		return nil
	}
	return slices.Clone(q.Essential)
}

// pledged lists the pledged rights if their end makes a difference.
func (q Position) pledged() []RightEnd {
	if q.LGD == q.Unpledged && (len(q.Guarantors) == 0 || q.Unguaranteed == q.Bare) {
		return nil
	}
	return q.Pledged
}

// threshold is the limit below which a latent variable means default.
func (c Copula) threshold(pd float64) float64 {
	if c.IsGaussian() {
		return NormalQuantile(pd)
	}
	return StudentQuantile(pd, c.DegreesOfFreedom)
}

func (n *network) addThreshold(latent int, pd float64) {
	n.latents[latent].pds = append(n.latents[latent].pds, pd)
}

func (n *network) event(latent int, pd float64) event {
	t, _ := slices.BinarySearch(n.latents[latent].pds, pd)
	return event{latent, t}
}

// addEvent adds an event to a list of which all or any must happen. Two events of one latent are
// nested, so only the narrower or the wider one counts.
func addEvent(list []event, e event, rule JointRule) []event {
	for i, before := range list {
		if before.latent != e.latent {
			continue
		}
		if rule == AllDefault {
			list[i].threshold = min(before.threshold, e.threshold)
		} else {
			list[i].threshold = max(before.threshold, e.threshold)
		}
		return list
	}
	return append(list, e)
}

// fold finds which factors are shared. A factor that moves one latent only is part of its own term:
// conditioning on it would make nothing independent that is not already.
func (n *network) fold(p *Portfolio) {
	users := make([]int, len(p.factors))
	for _, l := range n.latents {
		if len(l.pds) == 0 {
			continue // no position depends on it
		}
		for _, b := range l.all {
			users[b.Factor]++
		}
	}
	for i := range n.claims {
		c := &n.claims[i]
		for _, s := range c.supports() {
			if g := c.lgds[s]; g.linked() {
				users[g.Link.Factor] += 2
			}
		}
	}
	at := make([]int, len(p.factors))
	if !p.copula.IsGaussian() {
		n.vars = append(n.vars, variable{varMixing, 0})
	}
	for f, u := range users {
		if u > 1 {
			at[f] = len(n.vars)
			n.vars = append(n.vars, variable{varFactor, f})
		} else {
			at[f] = -1
		}
	}
	for i := range n.latents {
		l := &n.latents[i]
		variance := 0.0
		for _, b := range l.all {
			if v := at[b.Factor]; v >= 0 {
				l.loads = append(l.loads, varLoad{v, b.Weight})
				variance += b.Weight * b.Weight
			}
		}
		if own := 1 - variance; own > maxLoading-1 {
			l.own = math.Sqrt(own)
		}
	}
	first := map[string]int{}
	for i := range n.latents {
		l := &n.latents[i]
		key := fmt.Sprint(l.loads, l.own, l.limits)
		if _, seen := first[key]; !seen {
			first[key] = i
		}
		l.profile = first[key]
	}
}

func (g LGD) linked() bool { return g.Link.Weight != 0 && g.Mean > 0 && g.Mean < 1 }

// findKeys chooses the latents whose default state must be fixed so that every position depends on
// at most one other latent, but for those that are its own alone: all but the first obligor of a
// position with several parties.
func (n *network) findKeys() []bool {
	keys, users := make([]bool, len(n.latents)), make([]int, len(n.latents))
	for i := range n.claims {
		for _, e := range n.claims[i].parties() {
			users[e.latent]++
		}
	}
	for i := range n.claims {
		c := &n.claims[i]
		for j, e := range c.parties() {
			switch {
			case j == 0:
			case users[e.latent] == 1:
				c.private = append(c.private, e.latent)
			default:
				keys[e.latent] = true
			}
		}
	}
	return keys
}

// parties are the events on which the loss of a position depends, each latent once.
func (c claim) parties() []event {
	list := slices.Clone(c.obligors)
	for _, g := range slices.Concat(c.essential, c.guarantors, c.pledged) {
		if !slices.ContainsFunc(list, func(e event) bool { return e.latent == g.latent }) {
			list = append(list, g)
		}
	}
	return list
}

// events are the distinct events on which the loss of a position depends: those of one latent in a row,
// the widest first, the latents in the order of parties.
func (c claim) events() []event {
	var list []event
	for _, p := range c.parties() {
		first := len(list)
		for _, e := range slices.Concat(c.obligors, c.essential, c.guarantors, c.pledged) {
			if e.latent == p.latent && !slices.Contains(list, e) {
				list = append(list, e)
			}
		}
		slices.SortFunc(list[first:], func(a, b event) int { return b.threshold - a.threshold })
	}
	return list
}

func (n *network) addVariables(p *Portfolio, keys []bool) {
	for i, isKey := range keys {
		if isKey {
			n.latents[i].key = len(n.vars)
			n.vars = append(n.vars, variable{varKey, i})
		}
	}
}

// addItems groups the positions by the latent that remains once the keys are fixed.
func (n *network) addItems(p *Portfolio) {
	at := make([]int, len(n.latents))
	for i := range at {
		at[i] = -1
	}
	for i, q := range p.positions {
		if q.Exposure == 0 {
			continue
		}
		free := -1
		for _, e := range n.claims[i].parties() {
			if n.latents[e.latent].key < 0 && !slices.Contains(n.claims[i].private, e.latent) {
				free = e.latent
			}
		}
		if free < 0 {
			n.items = append(n.items, item{latent: -1, positions: []int{i}})
			continue
		}
		if at[free] < 0 {
			at[free] = len(n.items)
			n.items = append(n.items, item{latent: free})
		}
		it := &n.items[at[free]]
		it.positions = append(it.positions, i)
	}
	for i := range n.items {
		n.items[i].finish(n, p)
	}
}

// finish collects the variables of an item.
func (it *item) finish(n *network, p *Portfolio) {
	need := make(map[int]bool)
	addLatent := func(l int) {
		for _, b := range n.latents[l].loads {
			need[b.v] = true
		}
		if !p.copula.IsGaussian() {
			need[0] = true
		}
	}
	if it.latent >= 0 {
		addLatent(it.latent)
	}
	for _, i := range it.positions {
		c := &n.claims[i]
		for _, e := range c.parties() {
			if v := n.latents[e.latent].key; v >= 0 {
				need[v] = true
				it.varies = true
				addLatent(e.latent)
			}
		}
		for _, l := range c.private {
			it.varies = true
			addLatent(l)
		}
		for _, s := range c.supports() {
			g := c.lgds[s]
			if g.linked() {
				it.varies = true
				need[n.factorVar(g.Link.Factor)] = true
			}
		}
	}
	it.vars = slices.Sorted(maps.Keys(need))
}

// factorVar is the variable of a factor, −1 when the factor is not shared.
func (n *network) factorVar(factor int) int {
	return slices.IndexFunc(n.vars, func(v variable) bool { return v.kind == varFactor && v.index == factor })
}
