package credit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
	"github.com/ipabs/ipabs/pool"
)

// Resolve checks the document against a pool and gives the model, or an error of type *faults.Error
// that carries every fault with its path in the document, such as "pd.ratings.AA.points[2].pd". What
// the document needs and the pool does not state, such as the rating of a party, is a fault too. A nil
// pool is [ErrArgument].
func (s Spec) Resolve(p *pool.Pool) (*Model, error) {
	if p == nil {
		return nil, fmt.Errorf("%w: no pool", ErrArgument)
	}
	r := &resolver{spec: s, pool: p, m: &Model{pool: p, copula: s.Copula, risk: s.RiskUntil, name: s.Name, assumptions: slices.Clone(s.Assumptions)},
		factorAt: map[Factor]int{}, partyAt: map[pool.PartyIndex]int{}, rightAt: map[int]int{}, partyNamed: map[string]pool.PartyIndex{}, contractAt: map[string]int{}}
	for i := range p.NumParties() {
		r.partyNamed[p.Party(pool.PartyIndex(i)).ID] = pool.PartyIndex(i)
	}
	r.header()
	r.contracts()
	r.curves()
	r.loadings()
	r.losses()
	r.rights()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	r.m.fingerprint = r.fingerprint()
	return r.m, nil
}

// resolver carries what the steps of Resolve share.
type resolver struct {
	spec       Spec
	pool       *pool.Pool
	m          *Model
	faults     faults.List
	factorAt   map[Factor]int
	partyAt    map[pool.PartyIndex]int // agents
	rightAt    map[int]int             // agents
	partyNamed map[string]pool.PartyIndex
	contractAt map[string]int
}

func (r *resolver) header() {
	s := &r.spec
	switch s.Schema {
	case Schema:
	case "":
		r.faults.Add("schema", faults.Missing, nil, Schema)
	default:
		r.faults.Add("schema", faults.Unsupported, s.Schema, Schema)
	}
	if v := s.Copula.DegreesOfFreedom; v != 0 && !(v >= fewestDegrees && v <= maxDegrees) {
		r.faults.Add("copula.degrees_of_freedom", faults.OutOfRange, v, "0 for the Gaussian copula, or a number from 0.5 to 1e6")
	}
	r.word("risk_until", riskUntilNames, uint8(s.RiskUntil), true)
	r.word("joint_obligors", jointNames, uint8(s.JointObligors), false)
	r.word("guarantors", supportNames, uint8(s.Guarantors), false)
	r.word("originators", supportNames, uint8(s.Originators), false)
	r.word("correlation.unknown", unknownSectorNames, uint8(s.Correlation.Unknown), false)
}

// word checks a value that a program may have set to no constant at all.
func (r *resolver) word(path string, w words.Table, v uint8, required bool) {
	switch {
	case int(v) >= len(w.Names):
		r.faults.Add(path, faults.Unknown, w.Name(v), orList(w.Names[1:]))
	case v == 0 && required:
		r.faults.Add(path, faults.Missing, nil, "the "+w.What+": "+orList(w.Names[1:]))
	}
}

func orList(names []string) string {
	text := names[0]
	for i, n := range names[1:] {
		if i == len(names)-2 {
			text += " or " + n
		} else {
			text += ", " + n
		}
	}
	return text
}

// contracts makes the contracts and the agents that are parties.
func (r *resolver) contracts() {
	s, several := &r.spec, 0
	for i, c := range r.pool.Contracts() {
		r.contractAt[c.ID] = i
		mc := ModelContract{Contract: i, Joint: FirstNamed, End: float64(c.Maturity.Sub(r.pool.AsOf()))}
		if s.RiskUntil == RiskHorizon {
			mc.End = inf
		}
		for k := range c.NumObligors() {
			mc.Obligors = append(mc.Obligors, r.party(c.Obligor(k).Party, AgentObligor))
		}
		if len(mc.Obligors) > 1 {
			several++
			mc.Joint = s.JointObligors
		}
		if s.Guarantors == SupportAsAgents {
			for _, g := range c.Guarantors() {
				at := r.party(g, AgentGuarantor)
				if slices.Contains(mc.Obligors, at) {
					r.note("contract %s: %s guarantees what it owes itself, which keeps no loss down; the guarantee is left out", c.ID, r.m.agents[at].ID)
					continue
				}
				mc.Guarantors = append(mc.Guarantors, at)
			}
		}
		if s.Originators == SupportAsAgents {
			if c.Originator != pool.NoParty {
				r.party(c.Originator, AgentOriginator)
			} else {
				r.note("contract %s: no originator is stated; none is an agent for it", c.ID)
			}
		}
		r.m.contracts = append(r.m.contracts, mc)
	}
	if several > 0 && s.JointObligors == JointUnstated {
		r.faults.Add("joint_obligors", faults.Missing, nil,
			fmt.Sprintf("first_named, all_default or any_default, for %d contracts with several obligors", several))
	}
	for k, id := range s.Agents {
		path := faults.Index("agents", k)
		if slices.Contains(s.Agents[:k], id) {
			r.faults.Add(path, faults.Duplicate, id, "each party once")
		} else if at, ok := r.partyNamed[id]; ok {
			r.party(at, AgentFurther)
		} else {
			r.faults.Add(path, faults.Unknown, id, "the id of a party of the pool")
		}
	}
}

// party gives the agent of a party, in a further role.
func (r *resolver) party(p pool.PartyIndex, role AgentRole) int {
	at, ok := r.partyAt[p]
	if !ok {
		at = len(r.m.agents)
		r.partyAt[p] = at
		r.m.agents = append(r.m.agents, ModelAgent{ID: r.pool.Party(p).ID, Party: p, Right: -1})
	}
	r.m.agents[at].Role |= role
	return at
}

func (r *resolver) factor(kind FactorKind, key string) int {
	f := Factor{kind, key}
	at, ok := r.factorAt[f]
	if !ok {
		at = len(r.m.factors)
		r.factorAt[f] = at
		r.m.factors = append(r.m.factors, f)
	}
	return at
}

func (r *resolver) note(format string, args ...any) {
	r.m.notes = append(r.m.notes, fmt.Sprintf(format, args...))
}

// curves gives every party its default curve.
func (r *resolver) curves() {
	s := &r.spec.PD
	byParty, byRating := r.curveTable("pd.parties", s.Parties), r.curveTable("pd.ratings", s.Ratings)
	for _, id := range slices.Sorted(maps.Keys(s.Parties)) {
		if _, ok := r.partyNamed[id]; !ok {
			r.faults.Add(faults.Join("pd.parties", id), faults.Unknown, id, "the id of a party of the pool")
		}
	}
	for k, src := range s.Sources {
		path := faults.Index("pd.sources", k)
		switch {
		case slices.Contains(s.Sources[:k], src):
			r.faults.Add(path, faults.Duplicate, src, "each source once")
		case src != PDStated && src != PDRating:
			r.faults.Add(path, faults.Unknown, src, "stated or rating")
		case src == PDRating && len(s.Ratings) == 0:
			r.faults.Add("pd.ratings", faults.Missing, nil, "a curve for each rating, because "+path+" asks for them")
		}
	}
	var otherwise Curve
	if s.Otherwise != nil {
		var err error
		otherwise, err = s.Otherwise.Resolve(r.pool.AsOf())
		r.faults.Append("pd.otherwise", err)
	}
	for i := range r.m.agents {
		a := &r.m.agents[i]
		party := r.pool.Party(a.Party)
		if c, ok := byParty[a.ID]; ok {
			a.Curve, a.Source = c, faults.Join("pd.parties", a.ID)
			continue
		}
		for _, src := range s.Sources {
			if pd, known := party.PD.Get(); src == PDStated && known {
				a.Curve, _ = CurveSpec{AnnualPD: &pd}.Resolve(r.pool.AsOf()) // the pool has checked it
				a.Source = "pool, stated"
			} else if c, ok := byRating[party.Rating]; src == PDRating && ok && party.Rating != "" {
				a.Curve, a.Source = c, faults.Join("pd.ratings", party.Rating)
			}
			if a.Source != "" {
				break
			}
		}
		if a.Source == "" && s.Otherwise != nil {
			a.Curve, a.Source = otherwise, "pd.otherwise"
		}
		if a.Source == "" {
			r.faults.Add(faults.Join("pd.parties", a.ID), faults.Missing, nil, "a curve: "+r.whyNoCurve(party))
		}
	}
}

// whyNoCurve says what was looked for.
func (r *resolver) whyNoCurve(p pool.Party) string {
	text := "the document names none for " + p.ID
	for _, src := range r.spec.PD.Sources {
		switch {
		case src == PDStated:
			text += ", the pool states no probability"
		case src == PDRating && p.Rating == "":
			text += ", the pool states no rating"
		case src == PDRating:
			text += fmt.Sprintf(", pd.ratings has no rating %q", p.Rating)
		}
	}
	return text
}

// curveTable resolves curves by name.
func (r *resolver) curveTable(path string, specs map[string]CurveSpec) map[string]Curve {
	table := map[string]Curve{}
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		c, err := specs[name].Resolve(r.pool.AsOf())
		r.faults.Append(faults.Join(path, name), err)
		table[name] = c
	}
	return table
}

func (r *resolver) fingerprint() string {
	document, err := json.Marshal(r.spec)
	if err != nil {
		panic("credit: a specification that was checked cannot be written: " + err.Error()) // its words and numbers are in range
	}
	sum := sha256.Sum256(append([]byte(r.pool.Fingerprint()+"\n"), document...))
	return hex.EncodeToString(sum[:])
}
