package tranche

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/money"
)

// Draws are what a simulation draws on each path beside the defaults of the credit model. Nothing of it is drawn
// unless it is stated here, and the results carry it in their settings.
type Draws struct {
	// Prepayment lets contracts prepay in full. Of several entries that name a contract the last holds.
	Prepayment []PrepaymentDraw `json:"prepayment,omitempty"`
	// Royalty lets the sales behind royalties vary. Of several entries that name a contract the last holds.
	Royalty []RoyaltyDraw `json:"royalty,omitempty"`
	// Events lets outside events of the deal happen, at most one entry for each.
	Events []EventDraw `json:"events,omitempty"`
	// Purchases lets claims default that are bought in a revolving period; without it they never do, and the
	// results say so.
	Purchases *PurchaseDraw `json:"purchases,omitempty"`
}

// Dependence ties a random number to a factor of the credit model:
//
//	Z = w·F + √(1 − w²)·ε
//
// with ε of its own. The zero value is independence.
type Dependence struct {
	// Factor is the name of the factor, as credit.Factor's String gives it: "global", "industry C".
	Factor string  `json:"factor,omitempty"`
	Weight float64 `json:"weight,omitempty"`
}

// PrepaymentDraw lets each contract in its scope prepay in full at a random time (提前还款): after a payment it
// pays what is then outstanding, with a probability that over the days since the payment before is
//
//	1 − (1 − CPR)^(M · days/365)
//
// so that on average contracts prepay as in a scenario with that CPR by days. M is one number for the whole
// entry on each path, e^(σZ − σ²/2) of mean 1: prepayments of a path are fast or slow together. A contract
// that has prepaid can no longer default, and one in default no longer prepays.
type PrepaymentDraw struct {
	AppliesTo cashflow.ScopeSpec `json:"applies_to"`
	CPR       float64            `json:"cpr"`
	// LockoutMonths is the age, in months since the start, before which nothing can be prepaid, Penalty what
	// is paid on top of the prepaid amount, as a share of it.
	LockoutMonths int        `json:"lockout_months,omitempty"`
	Penalty       money.Rate `json:"penalty,omitempty"`
	// Volatility is σ.
	Volatility float64    `json:"volatility,omitempty"`
	DependsOn  Dependence `json:"depends_on,omitzero"`
}

// RoyaltyDraw multiplies the sales behind the royalties of each contract in its scope by a lognormal number of
// mean 1, e^(σZ − σ²/2), the same on all fee dates of a path. Cap and minimum guarantee hold after it. Every world
// needs a scenario that states the sales of these contracts.
type RoyaltyDraw struct {
	AppliesTo  cashflow.ScopeSpec `json:"applies_to"`
	Volatility float64            `json:"volatility"`
	DependsOn  Dependence         `json:"depends_on,omitzero"`
	// Together gives one number for all contracts of the entry, such as titles with one star; otherwise each
	// has its own ε.
	Together bool `json:"together,omitempty"`
}

// The streams of a path that belong to this package. Each kind of draw has its own, so that switching one on or
// off leaves the others as they are.
const (
	streamPrepayment = 1<<32 + iota
	streamRoyalty
	streamEvents
	streamPurchase
	streamRates
)

// dependence is a resolved Dependence.
type dependence struct {
	factor      int // −1 for none
	weight, own float64
}

func (d Dependence) resolve(m *credit.Model) (dependence, error) {
	out := dependence{factor: -1, own: 1}
	if !(math.Abs(d.Weight) <= 1) {
		return out, fmt.Errorf("a weight of %v; expected a number between -1 and 1", d.Weight)
	}
	if d.Weight == 0 {
		return out, nil
	}
	var names []string
	for i := range m.NumFactors() {
		if m.Factor(i).String() == d.Factor {
			return dependence{i, d.Weight, math.Sqrt(1 - d.Weight*d.Weight)}, nil
		}
		names = append(names, m.Factor(i).String())
	}
	return out, fmt.Errorf("the factor %q; expected one of %q", d.Factor, names)
}

// normal is Z on a path, given ε.
func (d *dependence) normal(w *credit.Drawer, own float64) float64 {
	if d.factor < 0 {
		return own
	}
	return float64(d.weight*w.Factor(d.factor)) + float64(d.own*own)
}

// drawn says that the factor has a value on every path.
func (d *dependence) drawn(w *credit.Drawer) bool {
	return d.factor < 0 || !math.IsNaN(w.Factor(d.factor))
}

// lognormal is e^(σz − σ²/2).
func lognormal(sigma, z float64) float64 { return math.Exp(sigma*z - 0.5*sigma*sigma) }

// draws is what a simulator draws beside defaults, resolved.
type draws struct {
	exponential *random.Exponential
	prepayment  []prepayer
	royalty     []royalDraw
	events      []eventDraw // by outside event of the deal
	purchases   *purchaseDraw
}

// resolve checks the draws against a deal and a model; bad is told every fault.
func (x *Draws) resolve(d *Deal, m *credit.Model, bad func(string, ...any)) draws {
	out := draws{}
	if len(x.Prepayment) > 0 {
		out.exponential = random.NewExponential()
	}
	out.resolvePrepayment(x, m, bad)
	out.resolveRoyalty(x, m, bad)
	out.resolveEvents(x, d, m, bad)
	if x.Purchases != nil {
		out.purchases = x.Purchases.resolve(d, m, bad)
	}
	return out
}

// undrawn finds a dependence on a factor that has no value on the paths.
func (x *draws) undrawn(w *credit.Drawer) (factor int, any bool) {
	see := func(d *dependence) {
		if !d.drawn(w) {
			factor, any = d.factor, true
		}
	}
	for i := range x.prepayment {
		see(&x.prepayment[i].depends)
	}
	for i := range x.royalty {
		see(&x.royalty[i].depends)
	}
	for i := range x.events {
		see(&x.events[i].depends)
	}
	if x.purchases != nil {
		see(&x.purchases.depends)
	}
	return factor, any
}
