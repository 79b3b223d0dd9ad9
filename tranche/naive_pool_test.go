package tranche_test

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

// parts are the amounts of a collection that are cash, in the order in which deposits are used for them.
var cashParts = []string{"interest", "principal", "other", "recovery", "repurchased"}

// exchanged gives a collection in the deal's currency, in cents: at the fixed rate of the swap for as much
// as it covers, spread over the parts in proportion, and at spot for the rest.
func (n *naive) exchanged(k int, c cashflow.Collection) map[string]int64 {
	p := map[string]int64{"opening": int64(c.Opening), "closing": int64(c.Closing), "interest": int64(c.Interest), "principal": int64(c.Principal), "other": int64(c.Other),
		"recovery": int64(c.Recovery), "repurchased": int64(c.Repurchased), "defaulted": int64(c.Defaulted), "deposit": int64(c.FromDeposit),
		"o0": int64(c.Overdue[0]), "o1": int64(c.Overdue[1]), "o2": int64(c.Overdue[2]), "o3": int64(c.Overdue[3])}
	fx := n.spec.Collections.FX
	if fx == nil {
		return p
	}
	spot := n.curve(fx.Spot, n.days[k])
	var weights []*big.Rat
	total := num(0)
	for _, name := range cashParts {
		weights = append(weights, fenOf(p[name]))
		total = add(total, fenOf(p[name]))
	}
	covered := share(num(0), weights)
	fixed := num(0)
	if fx.Swapped != "" {
		covered = share(least(total, n.amountOf(fx.Swapped)), weights)
		fixed = n.read(fx.Rate).x
	}
	out := map[string]int64{}
	for name, amount := range p {
		out[name] = cents(toCents(mul(fenOf(amount), spot)))
	}
	for i, name := range cashParts {
		out[name] = cents(add(toCents(mul(sub(weights[i], covered[i]), spot)), toCents(mul(covered[i], fixed))))
	}
	return out
}

// closingDay issues the classes, where the document has a closing waterfall.
func (n *naive) closingDay() {
	n.k, n.day = -1, n.spec.Dates.Closing
	n.fresh()
	n.pool = map[string]*big.Rat{}
	for _, name := range []string{"interest", "principal", "other", "recovery", "repurchased", "defaulted", "overdue 0", "overdue 30", "overdue 60", "overdue 90"} {
		n.pool[name] = num(0)
	}
	n.pool["opening"], n.pool["closing"] = n.poolInitial, n.poolInitial
	if n.spec.Deposits != nil && n.spec.Deposits.HandedOver == "closing" {
		n.takeDeposits()
	}
	if len(n.spec.Waterfalls.Closing) == 0 {
		return
	}
	for _, a := range n.spec.Accounts {
		n.cash["collection"] = sub(n.cash["collection"], rat(a.Opening))
	}
	for _, t := range n.spec.Tranches {
		n.cash["collection"] = add(n.cash["collection"], paidFor(t))
	}
	for _, f := range n.spec.Fees {
		if f.Per == tranche.PerClosing && n.holds(f.When) {
			if f.Amount != "" {
				n.feeDue[f.Name] = n.amountOf(f.Amount)
			} else {
				n.feeDue[f.Name] = toCents(mul(n.amountOf(f.Of), rat(*f.Rate)))
			}
		}
	}
	n.steps(n.spec.Waterfalls.Closing)
}

func (n *naive) takeDeposits() {
	n.handedOver = true
	for _, amount := range n.deposit {
		n.cash[n.spec.Deposits.Account] = add(n.cash[n.spec.Deposits.Account], amount)
	}
}

func (n *naive) collect(c cashflow.Collection) {
	if n.sold {
		c = cashflow.Collection{}
	}
	x := n.exchanged(n.k, c)
	n.pool = map[string]*big.Rat{"overdue 0": fenOf(x["o0"] + x["o1"] + x["o2"] + x["o3"]), "overdue 30": fenOf(x["o1"] + x["o2"] + x["o3"]), "overdue 60": fenOf(x["o2"] + x["o3"]), "overdue 90": fenOf(x["o3"])}
	for _, name := range append([]string{"opening", "closing", "defaulted", "deposit"}, cashParts...) {
		n.pool[name] = fenOf(x[name])
	}
	if !n.sold {
		n.addBought()
		n.substitute()
	}
	n.cumDefaulted, n.cumRecovered = add(n.cumDefaulted, n.pool["defaulted"]), add(n.cumRecovered, n.pool["recovery"])
	if n.spec.Deposits != nil && !n.handedOver && n.events["perfection"] && !n.sold {
		n.takeDeposits()
	}
	fromAccount := n.useDeposits(c)
	v := n.spec.Collections
	for i, part := range cashParts {
		account := []string{v.Interest, v.Principal, v.Other, v.Recovery, v.Repurchased}[i]
		if account == "" {
			account = "collection"
		}
		n.cash[account] = add(n.cash[account], n.pool[part])
		if part != "repurchased" {
			settled := least(fromAccount, n.pool[part])
			fromAccount = sub(fromAccount, settled)
			if settled.Sign() > 0 {
				n.cash[n.spec.Deposits.Account] = sub(n.cash[n.spec.Deposits.Account], settled)
			}
		}
	}
}

// useDeposits gives what of the collections comes out of the plan's own account of deposits.
func (n *naive) useDeposits(c cashflow.Collection) *big.Rat {
	if n.spec.Deposits == nil || n.sold {
		return num(0)
	}
	used, unnamed := num(0), n.pool["deposit"]
	for _, u := range c.Deposits {
		amount := fenOf(u.Used)
		if fx := n.spec.Collections.FX; fx != nil {
			amount = toCents(mul(amount, n.curve(fx.Spot, n.days[n.k])))
		}
		amount = least(amount, unnamed)
		unnamed = sub(unnamed, amount)
		for _, name := range []string{u.Lessee, u.Name} {
			if left, ok := n.deposit[name]; ok {
				n.deposit[name] = sub(left, least(amount, left))
				used = add(used, least(amount, left))
				break
			}
		}
	}
	held := num(0)
	var left []*big.Rat
	for _, d := range n.spec.Deposits.Of {
		left = append(left, n.deposit[d.Lessee])
		held = add(held, n.deposit[d.Lessee])
	}
	shared := least(unnamed, held)
	used = add(used, shared)
	for i, part := range share(shared, left) {
		lessee := n.spec.Deposits.Of[i].Lessee
		n.deposit[lessee] = sub(n.deposit[lessee], part)
	}
	if !n.handedOver {
		return num(0)
	}
	return least(used, n.cash[n.spec.Deposits.Account])
}

// outstanding is the principal of what was bought that has not come back by a day.
func (p naivePurchase) outstanding(on calendar.Date, after calendar.Date) *big.Rat {
	left := rat(p.offer.Principal)
	for _, c := range p.offer.Cash {
		if !p.day.AddDays(c.Days).After(on) {
			left = sub(left, rat(c.Principal))
		}
	}
	return left
}

// came is everything that came into the pool after closing.
func (n *naive) came() []naivePurchase {
	return append(append([]naivePurchase{}, n.bought...), n.handed...)
}

func (n *naive) addBought() {
	for _, p := range n.came() {
		n.pool["opening"] = add(n.pool["opening"], p.outstanding(n.before, p.day))
		n.pool["closing"] = add(n.pool["closing"], p.outstanding(n.day, p.day))
		for _, c := range p.offer.Cash {
			if on := p.day.AddDays(c.Days); on.After(n.before) && !on.After(n.day) {
				n.pool["interest"] = add(n.pool["interest"], rat(c.Interest))
				n.pool["principal"] = add(n.pool["principal"], rat(c.Principal))
			}
		}
	}
}

// substitute hands claims over for those that are taken back.
func (n *naive) substitute() {
	s := n.spec.Substitution
	if s == nil {
		return
	}
	for _, o := range s.Offers {
		for n.times[o.ID] < max(1, o.Times) && rat(o.Principal).Cmp(n.pool["repurchased"]) <= 0 && n.fits(o, s.Eligibility, s.Limits, s.Existing) {
			n.times[o.ID]++
			n.handed = append(n.handed, naivePurchase{o, n.day})
			n.pool["repurchased"] = sub(n.pool["repurchased"], rat(o.Principal))
			n.pool["closing"] = add(n.pool["closing"], rat(o.Principal))
			n.substituted = add(n.substituted, rat(o.Principal))
		}
	}
}

func (n *naive) purchase(s tranche.StepSpec) {
	purse := n.purse(s)
	if n.status != "revolving" || n.sold || purse.Sign() == 0 {
		return
	}
	any := false
	for _, o := range n.spec.Revolving.Offers {
		cost := toCents(mul(rat(o.Principal), rat(o.Price)))
		for n.times[o.ID] < max(1, o.Times) && cost.Cmp(purse) <= 0 && n.fits(o, n.spec.Revolving.Eligibility, n.spec.Revolving.Limits, n.spec.Revolving.Existing) {
			n.times[o.ID]++
			n.bought = append(n.bought, naivePurchase{o, n.day})
			n.give(s, cost)
			purse = sub(purse, cost)
			n.pool["closing"] = add(n.pool["closing"], rat(o.Principal))
			n.purchased = add(n.purchased, rat(o.Principal))
			any = true
		}
	}
	if n.failed++; any {
		n.failed = 0
	}
}

// fits reports whether an offer meets the rules and leaves the pool within its limits.
func (n *naive) fits(o tranche.OfferSpec, rules []tranche.EligibilitySpec, limits []tranche.LimitSpec, there []tranche.ExistingSpec) bool {
	longest := 0
	for _, c := range o.Cash {
		longest = max(longest, c.Days)
	}
	for _, e := range rules {
		if e.MostDays > 0 && longest > e.MostDays || !e.LastCashBy.IsZero() && n.day.AddDays(longest).After(e.LastCashBy) {
			return false
		}
	}
	all := num(0)
	for _, p := range n.came() {
		all = add(all, p.outstanding(n.day, p.day))
	}
	original := sub(n.pool["closing"], all)
	for _, l := range limits {
		mine := rat(o.Principal)
		existing := num(0)
		for _, e := range there {
			if e.Obligor == o.Obligor {
				existing = add(existing, rat(e.Principal))
			}
		}
		if n.poolInitial.Sign() > 0 {
			mine = add(mine, toCents(quo(mul(existing, original), n.poolInitial)))
		}
		for _, p := range n.came() {
			if p.offer.Obligor == o.Obligor {
				mine = add(mine, p.outstanding(n.day, p.day))
			}
		}
		if mine.Cmp(mul(rat(l.AtMost), add(n.pool["closing"], rat(o.Principal)))) > 0 {
			return false
		}
	}
	return true
}

// ---- what the dealer draws of the pool's side

func (d *dealer) poolSide() {
	if len(d.accounts) > 0 && d.sometimes(4, "deposits") {
		d.s.Events = []tranche.EventSpec{{Event: tranche.EventPerfection, On: pick(d, "perfection", append([]calendar.Date{0}, d.days...)...)}}
		d.s.Deposits = &tranche.DepositsSpec{Account: d.accounts[0], HandedOver: pick(d, "handed over", "", "perfection", "closing"),
			Of: []tranche.DepositSpec{{Lessee: "L1", Amount: d.cents(300_00, "deposit")}, {Lessee: "L2", Amount: d.cents(300_00, "deposit")}}}
	}
	if d.sometimes(5, "fx") {
		spot := tranche.CurveSpec{Name: "USDCNY", Steps: []cashflow.RateStep{{From: d.s.Dates.CutOff.AddDays(-10), Rate: 7_123_456_789_012}, {From: pick(d, "fixing", d.days...), Rate: 6_500_000_000_000}}}
		d.s.Curves = append(d.s.Curves, spot)
		d.s.Collections.FX = &tranche.FXSpec{Currency: usd, Spot: "USDCNY"}
		if d.yes("swapped") {
			d.s.Collections.FX.Swapped, d.s.Collections.FX.Rate, d.s.Collections.FX.Counterparty = formulaOf(d.cents(9_000_00, "swapped")), "6.987654321", "bank"
		}
	}
	d.substitution()
	if !d.sometimes(4, "revolving") {
		return
	}
	r := &tranche.RevolvingSpec{Until: pick(d, "until", d.days...)}
	r.Offers, r.Eligibility, r.Limits, r.Existing = d.claims("P", 20_000_00)
	for i := range r.Offers {
		o := &r.Offers[i]
		if o.Price = d.rate(9900, "price").Add(decimal.New(1, -2)); o.Principal.Mul(o.Price).RoundBank(2).IsZero() {
			o.Price = decimal.New(1, 0)
		}
	}
	d.s.Revolving = r
	d.conds = append(d.conds, "failed_purchases >= 1")
	d.amounts = append(d.amounts, "0.1 * cumulative_purchased")
}

func (d *dealer) substitution() {
	if !d.sometimes(4, "substitution") {
		return
	}
	s := &tranche.SubstitutionSpec{}
	s.Offers, s.Eligibility, s.Limits, s.Existing = d.claims("S", 4_000_00)
	d.s.Substitution = s
	d.conds = append(d.conds, "cumulative_substituted > 0")
	d.amounts = append(d.amounts, "0.1 * cumulative_substituted")
}

// claims draws what can come into the pool, and the rules for it.
func (d *dealer) claims(id string, largest int64) (offers []tranche.OfferSpec, rules []tranche.EligibilitySpec, limits []tranche.LimitSpec, existing []tranche.ExistingSpec) {
	for i := range d.int(1, 3, "offers") {
		principal := rand64(d, 1, largest, "principal")
		o := tranche.OfferSpec{ID: id + string(rune('1'+i)), Obligor: pick(d, "obligor", "O1", "O2"), Principal: centsOf(principal), Times: d.int(0, 4, "times")}
		first := rand64(d, 0, principal, "first")
		o.Cash = []tranche.OfferCashSpec{{Days: d.int(1, 200, "days"), Principal: centsOf(first), Interest: d.cents(500, "interest")}, {Days: d.int(1, 500, "days"), Principal: centsOf(principal - first)}}
		offers = append(offers, o)
	}
	if d.yes("limit") {
		limits = []tranche.LimitSpec{{Name: "obligor", By: "obligor", AtMost: d.rate(9000, "at most")}}
		existing = []tranche.ExistingSpec{{Obligor: "O1", Principal: d.cents(90_000_00, "existing")}, {Obligor: "O3", Principal: d.cents(90_000_00, "existing")}}
	}
	if d.yes("rule") {
		rules = []tranche.EligibilitySpec{{Name: "term", MostDays: d.int(50, 500, "most")}, {Name: "last", LastCashBy: d.days[len(d.days)-1]}}
	}
	return offers, rules, limits, existing
}

func rand64(d *dealer, low, high int64, label string) int64 {
	return low + d.cents(high-low, label).Shift(2).IntPart()
}
