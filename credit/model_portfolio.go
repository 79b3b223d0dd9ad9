package credit

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
	"github.com/ipabs/ipabs/money"
)

// Basis says what counts as the exposure of a contract (口径).
type Basis uint8

// The bases. There is no default.
const (
	BasisUnstated   Basis = iota
	BasisPrincipal        // outstanding principal at the cut-off date (未偿本金余额)
	BasisReceivable       // receivable balance at the cut-off date (应收余额); every contract must state one
)

var basisNames = words.Table{Class: ErrUnknownName, What: "exposure basis", Names: []string{"", "principal", "receivable"}}

// String gives the name used in documents.
func (b Basis) String() string { return basisNames.Name(uint8(b)) }

// MarshalText writes the name.
func (b Basis) MarshalText() ([]byte, error) { return basisNames.Marshal(uint8(b)) }

// UnmarshalText reads the name.
func (b *Basis) UnmarshalText(text []byte) error { return basisNames.Unmarshal((*uint8)(b), text) }

// PortfolioSettings say at which horizon and on which basis a model is measured.
type PortfolioSettings struct {
	// Horizon is a day after the cut-off date: losses are counted until then.
	Horizon calendar.Date
	Basis   Basis
}

// Portfolio gives the positions of the pool at a horizon: position i is contract i of the pool, and
// agent a is agent a of the model. It is what the exact [Portfolio.Distribution], the [Portfolio.Moments]
// that selection minimises and the losses of tranches are computed from.
//
// Three things about time are simplified, because a portfolio knows one horizon only. The exposure is
// that of the cut-off date until the end of risk. A guarantor has failed when it defaults by the
// horizon, a pledge when all its rights have ended by the end of the contract's risk, whether before or
// after the contract's default. Value decay acts by its mean over the default days of the obligor named
// first, which keeps the expected loss of a contract with one obligor exact; that defaults come earlier
// in bad times, before the value has decayed, is left out of the second moments.
//
// Errors: a *faults.Error for the settings and for contracts without a receivable balance; joined
// errors that wrap [ErrHorizon], one for each curve that ends before the horizon.
func (m *Model) Portfolio(s PortfolioSettings) (*Portfolio, error) {
	spec, err := m.PortfolioSpec(s)
	if err != nil {
		return nil, err
	}
	return spec.Resolve()
}

// PortfolioSpec is Portfolio in plain numbers, for callers who change some before they resolve it.
func (m *Model) PortfolioSpec(s PortfolioSettings) (PortfolioSpec, error) {
	exposures, err := m.exposures(s)
	if err != nil {
		return PortfolioSpec{}, err
	}
	horizon := float64(s.Horizon.Sub(m.AsOf()))
	spec := PortfolioSpec{Copula: m.copula}
	for _, f := range m.factors {
		spec.Factors = append(spec.Factors, f.String())
	}
	var errs []error
	for _, a := range m.agents {
		pd, err := a.Curve.PD(horizon)
		if err != nil {
			errs = append(errs, fmt.Errorf("credit: %s (%s): %w", a.ID, a.Source, err))
		}
		spec.Agents = append(spec.Agents, Agent{ID: a.ID, PD: pd, Loadings: append([]Loading(nil), a.Loadings...)})
	}
	if err := errors.Join(errs...); err != nil {
		return PortfolioSpec{}, err
	}
	for i, c := range m.contracts {
		spec.Positions = append(spec.Positions, m.position(c, exposures[i], horizon))
	}
	return spec, nil
}

// exposures gives the amounts of all contracts on the basis asked for.
func (m *Model) exposures(s PortfolioSettings) ([]money.Amount, error) {
	var list faults.List
	if s.Horizon.IsZero() || !s.Horizon.After(m.AsOf()) {
		list.Add("horizon", faults.OutOfRange, s.Horizon, "a day after the cut-off date, "+m.AsOf().String())
	}
	if s.Basis == BasisUnstated || s.Basis > BasisReceivable {
		list.Add("basis", faults.Missing, nil, "principal or receivable")
	}
	amounts := make([]money.Amount, len(m.contracts))
	for i, c := range m.pool.Contracts() {
		amounts[i] = c.Principal
		if s.Basis == BasisReceivable {
			var known bool
			if amounts[i], known = c.ReceivableBalance.Get(); !known {
				list.Add(faults.Index("contracts", i)+".receivable_balance", faults.Missing, nil, "a receivable balance of "+c.ID+", the basis of the exposures")
			}
		}
	}
	return amounts, list.Err()
}

// position is a contract at a horizon. Curves reach it: PortfolioSpec has asked them.
func (m *Model) position(c ModelContract, exposure money.Amount, horizon float64) Position {
	end := min(c.End, horizon)
	by := func(agent int) float64 {
		pd, _ := m.agents[agent].Curve.PD(end)
		return pd
	}
	p := Position{ID: m.pool.Contract(c.Contract).ID, Exposure: exposure, Obligors: append([]int(nil), c.Obligors...), Joint: c.Joint, OnLoss: c.OnLoss}
	if end < horizon {
		for _, a := range c.Obligors {
			p.PDs = append(p.PDs, by(a))
		}
	}
	for _, a := range c.Essential {
		if pd := by(a); pd > 0 {
			p.Essential = append(p.Essential, RightEnd{a, pd})
		}
	}
	left := m.agents[c.Obligors[0]].Curve.remainingAtDefault(c.Decay, end)
	p.LGD, p.Unpledged = c.lgdAfter(false, false, left), c.lgdAfter(false, true, 0)
	p.Unguaranteed, p.Bare = c.lgdAfter(true, false, left), c.lgdAfter(true, true, 0)
	if p.LGD != p.Unguaranteed || p.Unpledged != p.Bare {
		p.Guarantors = append([]int(nil), c.Guarantors...)
	}
	// A right that cannot end in time keeps the pledge alive; one that is sure to end takes no part in it.
	var uncertain []RightEnd
	for _, a := range c.Pledged {
		switch pd := by(a); {
		case pd == 0:
			return p
		case pd < 1:
			uncertain = append(uncertain, RightEnd{a, pd})
		}
	}
	if p.Pledged = uncertain; len(c.Pledged) > 0 && len(uncertain) == 0 {
		p.LGD, p.Unguaranteed = p.Unpledged, p.Bare
	}
	return p
}
