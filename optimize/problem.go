package optimize

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Problem is a resolved selection. It is immutable and safe for concurrent use.
type Problem struct {
	spec      Spec
	c         *candidates
	rules     []rule
	objective objective
	settings  Settings
	notes     []string
	print     string
}

// rule is one resolved rule: a measure, how it must stand to its limit, and how the desk calls it.
type rule struct {
	name    string
	path    string // in the document
	kind    RuleKind
	pack    string // of a rule of a pack: its id
	measure measure
	sense   sense
	limit   *big.Rat
	top     int
}

func (r rule) holds(x *choice) bool {
	v, ok := r.measure.read(x)
	return ok && holds(v, r.sense, r.limit)
}

// Rule describes a rule of a problem.
type Rule struct {
	// Name is what the desk calls it, with the limit, such as "region 44 ≤ 24%".
	Name string
	// Path is its place in the selection document, such as "rules[3]".
	Path string
	Kind RuleKind
	// Pack is the id of the rule in its pack; empty for a rule of the document itself.
	Pack string
	// Limit is the limit in the rule's own unit, written out.
	Limit string
}

// Rules lists the rules in the order of the document, those of packs one by one.
func (p *Problem) Rules() []Rule {
	list := make([]Rule, len(p.rules))
	for i := range p.rules {
		list[i] = p.describe(i, p.rules[i].limit)
	}
	return list
}

func (p *Problem) describe(i int, limit *big.Rat) Rule {
	r := p.rules[i]
	return Rule{Name: r.words(p.currency(), limit), Path: r.path, Kind: r.kind, Pack: r.pack, Limit: write(limit, r.measure.unit(), p.currency())}
}

// Pool is the pool of the candidates.
func (p *Problem) Pool() *pool.Pool { return p.c.pool }

// Name is the name of the selection document.
func (p *Problem) Name() string { return p.spec.Name }

// Goal is what is best.
func (p *Problem) Goal() Goal { return p.objective.goal }

// Unit is that of the goal: the currency, or the currency squared ("CNY²").
func (p *Problem) Unit() string {
	unit := p.currency().Code()
	if g := p.Goal(); g == LeastVariance || g == VarianceLessIncome {
		unit += "²"
	}
	return unit
}

// Settings are those that the document asks for.
func (p *Problem) Settings() Settings { return p.settings }

// Notes lists what a reader of the result must know: rules of packs that are excused, buckets that no
// candidate is in, what was taken at its worst.
func (p *Problem) Notes() []string { return slices.Clone(p.notes) }

// Fingerprint identifies the problem: pool, document and the figures of every candidate. It is a
// SHA-256 in hexadecimal.
func (p *Problem) Fingerprint() string { return p.print }

func (p *Problem) currency() money.Currency { return p.c.pool.Currency() }

// fingerprint hashes what the problem is made of.
func (p *Problem) fingerprint() (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	c := p.c
	for _, part := range []any{p.spec, c.pool.Fingerprint(), c.years, c.income, c.life, c.loss, c.factors, c.diagonal, c.scenarios, p.Rules()} {
		if err := e.Encode(part); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
