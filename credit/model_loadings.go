package credit

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

var inf = math.Inf(1)

// loadings gives every party its weights on the factors.
func (r *resolver) loadings() {
	s := &r.spec.Correlation
	preset, ok := r.correlationKind()
	r.checkLoadings()
	if !ok {
		return
	}
	if preset.global != nil || s.Loadings != nil && s.Loadings.Global != 0 {
		r.factor(FactorGlobal, "") // the first factor, where there is one
	}
	shares := r.sectorShares()
	said := map[string]bool{} // places that have been told of weights that sum to too much
	for i := range r.m.agents {
		a := &r.m.agents[i]
		w, path := FactorLoadings{Group: s.Group}, "correlation"
		switch own, given := s.Parties[a.ID]; {
		case given:
			w, path = own, faults.Join("correlation.parties", a.ID)
		case s.Loadings != nil:
			w, path = *s.Loadings, "correlation.loadings"
		case preset.global != nil:
			path = "correlation.group"
			pd, err := a.Curve.PD(DaysPerYear)
			if err != nil {
				r.faults.Add("correlation.preset", faults.Inconsistent, s.Preset,
					fmt.Sprintf("a curve of one year or more for %s, from whose one-year PD the preset computes", a.ID))
				continue
			}
			w.Global = preset.global(pd)
		}
		variance := r.varianceOf(i, w, shares[i], path)
		if a.Loadings = loadingsOf(variance); squares(a.Loadings) > maxLoading && !said[path] {
			said[path] = true
			r.faults.Add(path, faults.Inconsistent, squares(a.Loadings), fmt.Sprintf("weights whose squares sum to at most 1; those of %s do not", a.ID))
		}
	}
}

// correlationKind checks that exactly one kind of correlation is given, and finds the preset.
func (r *resolver) correlationKind() (Preset, bool) {
	s := &r.spec.Correlation
	given := 0
	for _, is := range []bool{s.Preset != "", s.Independent, s.Loadings != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		code, seen := faults.Missing, any(nil)
		if given > 1 {
			code, seen = faults.Inconsistent, fmt.Sprintf("%d of them", given)
		}
		r.faults.Add("correlation", code, seen, "exactly one of preset, independent and loadings: no correlation is true by default")
	}
	if s.Loadings != nil && s.Group != 0 {
		r.faults.Add("correlation.group", faults.Inconsistent, s.Group, "nothing beside loadings, which have a group of their own")
	}
	if s.Preset == "" {
		return Preset{}, given == 1
	}
	preset, ok := presetNamed(s.Preset)
	if !ok {
		var names []string
		for _, p := range Presets() {
			names = append(names, p.Name)
		}
		r.faults.Add("correlation.preset", faults.Unknown, s.Preset, "one of "+strings.Join(names, ", "))
	}
	return preset, ok && given == 1
}

// checkLoadings checks each weight that the document states.
func (r *resolver) checkLoadings() {
	s := &r.spec.Correlation
	if !isCorrelation(s.Group) {
		r.faults.Add("correlation.group", faults.OutOfRange, s.Group, "a weight between -1 and 1")
	}
	if s.Loadings != nil {
		s.Loadings.check(&r.faults, "correlation.loadings")
	}
	for _, id := range slices.Sorted(maps.Keys(s.Parties)) {
		path := faults.Join("correlation.parties", id)
		if p, ok := r.partyNamed[id]; !ok {
			r.faults.Add(path, faults.Unknown, id, "the id of a party of the pool")
		} else if _, ok := r.partyAt[p]; !ok {
			r.faults.Add(path, faults.Inconsistent, id, "a party that can default: it owes nothing here and is no agent")
		}
		s.Parties[id].check(&r.faults, path)
	}
}

func (w FactorLoadings) check(list *faults.List, path string) {
	for _, x := range []struct {
		name   string
		weight float64
		least  float64
	}{{"global", w.Global, -1}, {"industry", w.Industry, -1}, {"region", w.Region, -1}, {"ip_type", w.IPType, -1}, {"group", w.Group, -1},
		{"guarantor", w.Guarantor, 0}, {"originator", w.Originator, 0}, {"as_agent", w.AsAgent, 0}} {
		if !(x.weight >= x.least && x.weight <= 1) {
			list.Add(path+"."+x.name, faults.OutOfRange, x.weight, fmt.Sprintf("a weight between %v and 1", x.least))
		}
	}
}

// sectors are the parts of a party's contracts, by principal, that fall to types of right, guarantors
// and originators.
type sectors struct {
	types, guarantors, originators map[string]float64
	owes                           bool
}

// sectorShares collects the sectors of every agent. Where all contracts of a party have no principal
// they count alike.
func (r *resolver) sectorShares() []sectors {
	total := make([]float64, len(r.m.agents))
	for _, mc := range r.m.contracts {
		for _, a := range mc.Obligors {
			total[a] += float64(r.pool.Contract(mc.Contract).Principal)
		}
	}
	list := make([]sectors, len(r.m.agents))
	for i, mc := range r.m.contracts {
		c := r.pool.Contract(i)
		types, guarantors := r.typesOf(c), []string(nil)
		for _, g := range c.Guarantors() {
			guarantors = append(guarantors, r.pool.Party(g).ID)
		}
		originators := []string{r.pool.Party(c.Originator).ID} // "" where none is stated
		for _, a := range mc.Obligors {
			weight := float64(c.Principal)
			if total[a] == 0 {
				weight = 1
			}
			s := &list[a]
			s.owes = true
			share(&s.types, types, weight)
			share(&s.guarantors, guarantors, weight)
			share(&s.originators, originators, weight)
		}
	}
	return list
}

// typesOf lists the classes of the rights behind a contract; one unknown where it has none.
func (r *resolver) typesOf(c pool.Contract) []string {
	var types []string
	for k := range c.NumRights() {
		if t := r.pool.Right(c.RightIndex(k)).Type.Class().String(); !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if types == nil {
		types = []string{""}
	}
	return types
}

// share divides a weight over keys.
func share(m *map[string]float64, keys []string, weight float64) {
	if *m == nil {
		*m = map[string]float64{}
	}
	for _, k := range keys {
		(*m)[k] += weight / float64(len(keys))
	}
}

// signed is a variance with the sign of its weight.
type signed struct{ variance, sign float64 }

// varianceOf divides the weights of a party, which stand at a path, over factors.
func (r *resolver) varianceOf(agent int, w FactorLoadings, s sectors, path string) map[int]signed {
	a := r.m.agents[agent]
	party := r.pool.Party(a.Party)
	out := map[int]signed{}
	add := func(kind FactorKind, key string, weight, part float64) {
		if weight == 0 || part == 0 {
			return
		}
		f := r.factor(kind, key)
		out[f] = signed{out[f].variance + weight*weight*part, math.Copysign(1, weight)}
	}
	sector := func(name string, kind FactorKind, key string, weight, part float64) {
		switch {
		case weight == 0 || key == "" && r.spec.Correlation.Unknown == UnknownIsOwn:
		case key == "" && r.spec.Correlation.Unknown == UnknownIsFault:
			r.faults.Add(path+"."+name, faults.Missing, nil,
				fmt.Sprintf("the %s of %s, which the pool does not state; or correlation.unknown, own or one_sector", strings.ReplaceAll(name, "ip_type", "type of right"), a.ID))
		default:
			add(kind, key, weight, part)
		}
	}
	add(FactorGlobal, "", w.Global, 1)
	sector("industry", FactorIndustry, party.Industry.Section(), w.Industry, 1)
	sector("region", FactorRegion, party.Province.String(), w.Region, 1)
	parts(s.types, func(key string, part float64) { sector("ip_type", FactorIPType, key, w.IPType, part) })
	if party.Group != "" {
		add(FactorGroup, party.Group, w.Group, 1)
	}
	parts(s.guarantors, func(key string, part float64) { add(FactorParty, key, w.Guarantor, part) })
	parts(s.originators, func(key string, part float64) { sector("originator", FactorParty, key, w.Originator, part) })
	if a.Role&(AgentGuarantor|AgentOriginator) != 0 {
		add(FactorParty, a.ID, w.AsAgent, 1)
	}
	return out
}

// parts visits the keys in order with their parts of the whole.
func parts(m map[string]float64, visit func(key string, part float64)) {
	keys := slices.Sorted(maps.Keys(m))
	total := 0.0
	for _, k := range keys {
		total += m[k]
	}
	for _, k := range keys {
		visit(k, m[k]/total)
	}
}

// loadingsOf turns variances by factor into weights.
func loadingsOf(variance map[int]signed) []Loading {
	var list []Loading
	for _, f := range slices.Sorted(maps.Keys(variance)) {
		list = append(list, Loading{f, variance[f].sign * math.Sqrt(variance[f].variance)})
	}
	return list
}
