package credit

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// rightsOf gives the agents of the rights behind a contract, each once.
func (r *resolver) rightsOf(c pool.Contract) []int {
	var list []int
	for k := range c.NumRights() {
		right := c.RightIndex(k)
		at, ok := r.rightAt[right]
		if !ok {
			at = len(r.m.agents)
			r.rightAt[right] = at
			r.m.agents = append(r.m.agents, ModelAgent{ID: r.pool.Right(right).ID, Role: AgentRight, Party: pool.NoParty, Right: right})
		}
		if !slices.Contains(list, at) {
			list = append(list, at)
		}
	}
	return list
}

// rights makes what the document says about rights part of the model. The agents of rights on which
// losses depend are there already.
func (r *resolver) rights() {
	s := r.spec.Rights
	if s == nil {
		return
	}
	if len(s.Hazards) == 0 {
		r.faults.Add("rights.hazards", faults.Missing, nil, "at least one row")
	}
	r.word("rights.expiry", expiryNames, uint8(s.Expiry), true)
	if s.AnnuityEnds && s.Expiry == ExpiryIgnored {
		r.faults.Add("rights.annuity_ends", faults.Inconsistent, true, "an expiry that is not ignored")
	}
	r.defaultsOnLoss(s)
	r.decay(s)
	curves := make([]Curve, len(s.Hazards))
	for k, h := range s.Hazards {
		c, err := h.Curve.Resolve(r.pool.AsOf())
		r.faults.Append(faults.Index("rights.hazards", k)+".curve", err)
		curves[k] = c
	}
	for i := range r.m.agents {
		a := &r.m.agents[i]
		if a.Role != AgentRight {
			continue
		}
		right := r.pool.Right(a.Right)
		k := slices.IndexFunc(s.Hazards, func(h RightHazard) bool { return h.covers(right) })
		if k < 0 {
			if len(s.Hazards) > 0 {
				r.faults.Add("rights.hazards", faults.Missing, nil,
					fmt.Sprintf("a row for the right %s of type %q and status %q", a.ID, right.Type, right.Status))
			}
			continue
		}
		a.Source = faults.Index("rights.hazards", k)
		a.Curve = r.withEnd(s, a, curves[k])
		r.rightLoadings(s, a, right)
	}
	if s.Loadings == nil {
		r.faults.Add("rights.loadings", faults.Missing, nil, "weights of global and ip_type, or {} for rights that end independently")
		return
	}
	for _, x := range []struct {
		name   string
		weight float64
	}{{"global", s.Loadings.Global}, {"ip_type", s.Loadings.IPType}} {
		if !isCorrelation(x.weight) {
			r.faults.Add("rights.loadings."+x.name, faults.OutOfRange, x.weight, "a weight between -1 and 1")
		}
	}
	if sum := s.Loadings.Global*s.Loadings.Global + s.Loadings.IPType*s.Loadings.IPType; sum > maxLoading {
		r.faults.Add("rights.loadings", faults.Inconsistent, sum, "weights whose squares sum to at most 1")
	}
}

// withEnd ends a curve on the last day of the right's life.
func (r *resolver) withEnd(s *RightsSpec, a *ModelAgent, c Curve) Curve {
	rules := pool.LifeRules{}
	if s.Expiry == ExpiryLegal {
		rules.Terms = pool.ChineseRightTerms()
	}
	if s.AnnuityEnds {
		rules.Annuity = pool.AnnuityEnds
	}
	life := r.pool.RightLife(a.Right, rules)
	ends, known := life.Ends.Get()
	switch {
	case life.Cause == pool.EndLapsed || known && !ends.After(r.pool.AsOf()) && s.Expiry != ExpiryIgnored:
		r.note("right %s has ended by the cut-off date (%s)", a.ID, life.Cause)
	case s.Expiry == ExpiryIgnored:
		return c
	case s.Renewed && life.Cause == pool.EndExpiry && renewable(r.pool.Right(a.Right)):
		r.note("right %s, which expires on %s, is taken to be renewed", a.ID, ends)
		return c
	case !known:
		r.note("right %s: its last day is not known (%s); no expiry ends it", a.ID, orElse(life.Legal.Missing, "expires"))
		return c
	}
	return c.endingOn(ends)
}

// renewable reports whether the holder can renew a right: a trademark, whatever its end rests on.
func renewable(right pool.Right) bool {
	return slices.ContainsFunc(pool.ChineseRightTerms().Terms(), func(t pool.RightTerm) bool { return t.Type == right.Type && t.Renewable })
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// endingOn is the curve of what lives no longer than through a last day.
func (c Curve) endingOn(last calendar.Date) Curve {
	day := float64(last.Sub(c.asOf))
	if n := len(c.days); c.ends && n > 0 && c.days[n-1] < day {
		return c // it says nothing about the last day
	}
	out := Curve{asOf: c.asOf}
	if day > 0 && len(c.days) > 0 {
		for i, d := range c.days {
			if d < day {
				out.days, out.total = append(out.days, d), append(out.total, c.total[i])
			}
		}
		out.days, out.total = append(out.days, day), append(out.total, c.hazardTo(day))
	}
	out.days, out.total = append(out.days, max(day, 0)+1), append(out.total, inf)
	return out
}

func (r *resolver) rightLoadings(s *RightsSpec, a *ModelAgent, right pool.Right) {
	if s.Loadings == nil {
		return
	}
	variance := map[int]signed{}
	add := func(f int, weight float64) { variance[f] = signed{weight * weight, math.Copysign(1, weight)} }
	if s.Loadings.Global != 0 {
		add(r.factor(FactorGlobal, ""), s.Loadings.Global)
	}
	class := right.Type.Class().String()
	switch {
	case s.Loadings.IPType == 0 || class == "" && r.spec.Correlation.Unknown == UnknownIsOwn:
	case class == "" && r.spec.Correlation.Unknown == UnknownIsFault:
		r.faults.Add("rights.loadings.ip_type", faults.Missing, nil,
			fmt.Sprintf("the type of right %s, which the pool does not state; or correlation.unknown, own or one_sector", a.ID))
	default:
		add(r.factor(FactorIPType, class), s.Loadings.IPType)
	}
	a.Loadings = loadingsOf(variance)
}

// defaultsOnLoss finds the rights without which contracts cannot be paid.
func (r *resolver) defaultsOnLoss(s *RightsSpec) {
	for k, row := range s.DefaultOnLoss {
		path := faults.Index("rights.default_on_loss", k)
		if !isProbability(row.Probability) {
			r.faults.Add(path+".probability", faults.OutOfRange, row.Probability, "a probability between 0 and 1")
		}
		if row.Contract != "" {
			if _, ok := r.contractAt[row.Contract]; !ok {
				r.faults.Add(path+".contract", faults.Unknown, row.Contract, "the number of a contract of the pool")
			}
		}
	}
	if len(s.DefaultOnLoss) == 0 {
		return
	}
	for i := range r.m.contracts {
		mc, c := &r.m.contracts[i], r.pool.Contract(i)
		k := slices.IndexFunc(s.DefaultOnLoss, func(row LossRow) bool { return row.covers(c) })
		if k < 0 {
			r.faults.Add("rights.default_on_loss", faults.Missing, nil,
				fmt.Sprintf("a row for contract %s of kind %s; a last row without contract and kind covers the rest", c.ID, c.Kind()))
			continue
		}
		if mc.OnLoss = s.DefaultOnLoss[k].Probability; mc.OnLoss == 0 {
			continue
		}
		if mc.Essential = r.rightsOf(c); len(mc.Essential) == 0 {
			mc.OnLoss = 0
			r.note("contract %s: %s lets it default with a right, but the pool lists none behind it", c.ID, faults.Index("rights.default_on_loss", k))
		}
	}
}

// decay gives contracts the rate at which the value of their pledged rights decays.
func (r *resolver) decay(s *RightsSpec) {
	if len(s.Decay) == 0 {
		return
	}
	if _, err := pool.NewDecayTable(s.Decay); err != nil {
		r.faults.Append("rights.decay", err)
		return
	}
	missing := map[int]bool{}
	for i := range r.m.contracts {
		mc := &r.m.contracts[i]
		for _, a := range mc.Pledged {
			right := r.pool.Right(r.m.agents[a].Right)
			k := slices.IndexFunc(s.Decay, func(h pool.HalfLife) bool { return typeCovers(h.Type, right.Type) })
			switch {
			case k >= 0 && !s.Decay[k].Steady:
				mc.Decay = max(mc.Decay, math.Ln2/(float64(s.Decay[k].Months)*DaysPerYear/12))
			case k < 0 && !missing[a]:
				missing[a] = true
				r.faults.Add("rights.decay", faults.Missing, nil, fmt.Sprintf("a row for the right %s of type %q", right.ID, right.Type))
			}
		}
	}
}

// remainingAtDefault is what is left on average of a value that decays at a rate per day, over the
// defaults that a curve has within a number of days:
//
//	E[e^(−rate·τ) | τ ≤ days],  with the hazard λ constant between two points a, b of the curve
//	∫ λ·e^(−λ(t−a))·e^(−rate·t) dt = e^(−rate·a)·λ/(λ + rate)·(1 − e^(−(λ + rate)(b − a)))
func (c Curve) remainingAtDefault(rate, days float64) float64 {
	pd, err := c.PD(days)
	if rate == 0 || pd == 0 || err != nil {
		return 1 // there are no defaults over which to take a mean
	}
	points := append(slices.Clone(c.days), inf)
	sum, a, before := 0.0, 0.0, 0.0
	for _, b := range points {
		b = min(b, days)
		if b <= a {
			continue
		}
		h := c.hazardTo(b)
		if math.IsInf(h, 1) { // all that survived goes at once
			sum += math.Exp(-before) * math.Exp(-rate*a)
			break
		}
		hazard := (h - before) / (b - a)
		if hazard > 0 {
			sum += math.Exp(-before) * math.Exp(-rate*a) * hazard / (hazard + rate) * -math.Expm1(-(hazard+rate)*(b-a))
		}
		a, before = b, h
		if b == days {
			break
		}
	}
	return min(sum/pd, 1)
}
