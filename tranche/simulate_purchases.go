package tranche

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/money"
)

// PurchaseDraw lets claims default that are bought in a revolving period (循环购买资产违约).
//
// An offer whose obligor is an agent of the credit model, by id, name or Agents, falls with that agent: what
// was bought of it pays nothing from that day on, and nothing of it is bought any more. Every other claim
// that is bought stands for a debtor of its own, each time it is bought, and defaults by Curve counted from the
// day of purchase. What is outstanding then loses LGD; the rest comes back as the settings of recoveries say.
type PurchaseDraw struct {
	// Curve is needed unless all offers are owed by agents.
	Curve     *credit.CurveSpec `json:"curve,omitempty"`
	DependsOn Dependence        `json:"depends_on,omitzero"`
	LGD       float64           `json:"lgd"`
	// Agents gives the ids of agents by the obligor of the offers in the deal document.
	Agents map[string]string `json:"agents,omitempty"`
}

// purchaseDraw is a resolved PurchaseDraw.
type purchaseDraw struct {
	curve   credit.Curve
	depends dependence
	keep    money.Rate // 1 − LGD
	agents  []int      // by offer; −1 for none
}

func (s *PurchaseDraw) resolve(d *Deal, m *credit.Model, bad func(string, ...any)) *purchaseDraw {
	if d.revolving == nil {
		bad("purchases: the deal buys no claims; expected a deal with a revolving period")
		return nil
	}
	if !(s.LGD >= 0 && s.LGD <= 1) {
		bad("purchases: a loss given default of %v; expected a share between 0 and 1", s.LGD)
		return nil
	}
	x := &purchaseDraw{keep: money.Rate(math.RoundToEven((1 - s.LGD) * float64(money.One)))}
	var err error
	if x.depends, err = s.DependsOn.resolve(m); err != nil {
		bad("purchases: %v", err)
	}
	used, own := map[string]bool{}, false
	for _, offer := range d.Spec().Revolving.Offers {
		debtor := offer.Obligor
		id, named := s.Agents[debtor]
		used[debtor] = true
		agent := -1
		for a := range m.NumAgents() {
			x := m.Agent(a)
			if named && x.ID == id || !named && (x.ID == debtor || x.Right < 0 && m.Pool().Party(x.Party).Name == debtor) {
				agent = a
				break
			}
		}
		if named && agent < 0 {
			bad("purchases: %q is to stand for %q; expected the id of an agent of the credit model", id, debtor)
		}
		own = own || agent < 0
		x.agents = append(x.agents, agent)
	}
	for debtor := range s.Agents {
		if !used[debtor] {
			bad("purchases: agents names %q; expected obligors of offers", debtor)
		}
	}
	switch {
	case s.Curve != nil:
		if x.curve, err = resolveCurve(*s.Curve, m, d); err != nil {
			bad("purchases: curve: %v", err)
		}
	case own:
		bad("purchases: no curve; expected one, for there are offers whose obligor is no agent of the credit model")
	}
	return x
}

// claimFates tells a runner which of the claims that it buys default, on the path of a walker.
type claimFates struct {
	w    *walker
	path uint64
	// given, when it is not nil, are the days on which agents default on a path that nobody draws, by agent, 0 for
	// never; claims of other debtors then pay.
	given []int32
}

func (c *claimFates) agentDay(agent int) int32 {
	if c.given != nil {
		return c.given[agent]
	}
	return c.w.drawer.DefaultDay(agent)
}

// claimEnd is the default of a claim that was bought.
type claimEnd struct {
	offer          int
	day            calendar.Date
	exposure, loss money.Amount
}

// day is the day from which the n-th claim bought of an offer pays nothing, zero for never.
func (c *claimFates) day(offer, n int, bought calendar.Date) calendar.Date {
	s, x := c.w.s, c.w.s.draws.purchases
	if a := x.agents[offer]; a >= 0 {
		if day := c.agentDay(a); day > 0 {
			return max(s.deal.cutOff.AddDays(int(day)), bought.AddDays(1))
		}
		return 0
	}
	if c.given != nil {
		return 0
	}
	stream := random.NewStream(s.settings.Seed, c.path, streamPurchase+uint64(n)<<33+uint64(offer)<<51)
	u := stream.Float64()
	if x.depends.factor >= 0 {
		u = credit.NormalCDF(x.depends.normal(c.w.drawer, credit.NormalQuantile(u)))
	}
	if day := x.curve.FirstDay(u, s.lastDay); day > 0 {
		return bought.AddDays(int(day))
	}
	return 0
}

// fallen reports whether the obligor of an offer is in default on a day.
func (c *claimFates) fallen(offer int, on calendar.Date) bool {
	a := c.w.s.draws.purchases.agents[offer]
	if a < 0 {
		return false
	}
	day := c.agentDay(a)
	return day > 0 && c.w.s.deal.cutOff.AddDays(int(day)) <= on
}

// end books the default of a claim of which so much is outstanding, among the cash that is to come.
func (c *claimFates) end(r *Runner, offer int, day calendar.Date, exposure money.Amount) error {
	s, p := c.w.s, &r.purchases
	k := s.joint.calculatedBy(day)
	if k < len(p.defaulted) {
		p.defaulted[k] += exposure
	}
	back, err := exposure.MulRate(s.draws.purchases.keep)
	if err != nil {
		return err
	}
	f := c.w.future
	if err := s.joint.divideRecovery(f, back); err != nil {
		return err
	}
	for i, part := range s.joint.parts {
		if k := s.joint.calculatedBy(day.AddMonths(part.Months)); k < len(p.recovery) {
			p.recovery[k] += f.parts[i]
		} else {
			p.late += f.parts[i]
			f.late += f.parts[i]
		}
	}
	f.bought = append(f.bought, claimEnd{offer, day, exposure, exposure - back})
	return nil
}

// takeBought adds the defaults of claims that were bought to those of the pool, once the path is paid out.
func (f *future) takeBought(j *joint, contracts int) {
	for _, x := range f.bought {
		f.defaulted += x.exposure
		f.lost += x.loss
		f.losses = append(f.losses, contractLoss{contract: int32(contracts + x.offer), day: int32(x.day.Sub(j.cutOff)), right: -1, exposure: x.exposure, loss: x.loss})
	}
}

// purchaseNote says that claims which are bought never default.
func (s *Simulator) purchaseNote() {
	if s.deal.revolving != nil && s.draws.purchases == nil {
		s.notes = append(s.notes, fmt.Sprintf("claims that are bought never default: the settings draw none for the %d offers of the deal", len(s.deal.revolving.offers)))
	}
}
