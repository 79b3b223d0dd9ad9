package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func knownAmount(a money.Amount) pool.Opt[money.Amount] { return pool.Known(a) }

func (r *resolver) revolving() {
	s := r.spec.Revolving
	if s == nil {
		return
	}
	if s.Until.IsZero() {
		r.faults.Add("revolving.until", faults.Missing, nil, "the last day of the revolving period")
	}
	r.deal.revolves = r.paymentsUntil(s.Until)
	r.claims("revolving", false, claimSpecs{s.Offers, s.Eligibility, s.Limits, s.Existing})
}

// substitution resolves the claims that can replace others.
func (r *resolver) substitution() {
	s := r.spec.Substitution
	if s == nil {
		return
	}
	if len(s.Offers) == 0 {
		r.faults.Add("substitution.offers", faults.Missing, nil, "the claims that can be handed over")
	}
	r.claims("substitution", true, claimSpecs{s.Offers, s.Eligibility, s.Limits, s.Existing})
}

// claimSpecs are claims that can come into the pool and the rules for them.
type claimSpecs struct {
	offers      []OfferSpec
	eligibility []EligibilitySpec
	limits      []LimitSpec
	existing    []ExistingSpec
}

// claims adds the offers of a section, each with the limits of the section.
func (r *resolver) claims(section string, replaces bool, s claimSpecs) {
	v := r.deal.revolving
	if v == nil {
		v = &revolving{}
	}
	if len(s.offers) > maxNames || len(s.existing) > 100*maxNames || len(s.limits) > maxNames {
		r.faults.Add(section+".offers", faults.OutOfRange, len(s.offers), "at most 1000 offers and limits, and 100,000 existing parts")
		return
	}
	own := claimSection{path: section, specs: s, replaces: replaces, first: len(v.limits)}
	for j, l := range s.limits {
		path := faults.Index(section+".limits", j)
		if l.Name == "" || l.By == "" {
			r.faults.Add(path, faults.Missing, nil, "a name, and obligor or an attribute that it counts by")
		}
		v.limits = append(v.limits, limit{name: l.Name, by: l.By, replaces: replaces, atMost: r.rate(path+".at_most", l.AtMost)})
	}
	for i, e := range s.existing {
		amount := r.amount(faults.Index(section+".existing", i)+".principal", e.Principal, 0)
		for j := own.first; j < len(v.limits); j++ {
			l := &v.limits[j]
			l.existing[l.part(partOf(l.by, e.Obligor, e.Attributes))] += amount
		}
	}
	for i, o := range s.offers {
		v.offers = append(v.offers, r.offer(faults.Index(section+".offers", i), o, own))
	}
	r.deal.revolving = v
}

// claimSection is one section of the document that brings claims into the pool; first is the place of its first
// limit.
type claimSection struct {
	path     string
	specs    claimSpecs
	replaces bool
	first    int
}

// partition gives every offer its part of the pool under every limit, those of the other section too: what
// was bought counts in the limits of what is handed over.
func (r *resolver) partition() {
	v := r.deal.revolving
	if v == nil {
		return
	}
	for i := range v.offers {
		o := &v.offers[i]
		for j := range v.limits {
			o.parts = append(o.parts, v.limits[j].part(partOf(v.limits[j].by, o.obligor, o.attributes)))
		}
		o.obligor, o.attributes = "", nil
	}
}

// partOf is the part of the pool that a claim belongs to: an attribute that is not stated is a part of
// its own, "unknown".
func partOf(by, obligor string, attributes map[string]string) string {
	word := attributes[by]
	if by == "obligor" {
		word = obligor
	}
	if word == "" {
		return "unknown"
	}
	return word
}

// part gives the place of a part, new or known.
func (l *limit) part(name string) int {
	i := slices.Index(l.parts, name)
	if i < 0 {
		i = len(l.parts)
		l.parts = append(l.parts, name)
		l.existing = append(l.existing, 0)
	}
	return i
}

func (r *resolver) offer(path string, s OfferSpec, own claimSection) offer {
	r.unique(path+".id", s.ID, "offer ")
	o := offer{id: s.ID, from: s.From, to: s.To, times: max(s.Times, 1), replaces: own.replaces, obligor: s.Obligor, attributes: s.Attributes}
	if s.Times < 0 || s.Times > 100_000 {
		r.faults.Add(path+".times", faults.OutOfRange, s.Times, "between 1 and 100,000 times")
	}
	if s.Obligor == "" {
		r.faults.Add(path+".obligor", faults.Missing, nil, "who owes the claim")
	}
	o.principal = r.amount(path+".principal", s.Principal, 1)
	price, err := money.RateFromDecimal(s.Price)
	if own.replaces {
		if !s.Price.IsZero() {
			r.faults.Add(path+".price", faults.Inconsistent, s.Price, "no price: a claim replaces another principal for principal")
		}
		price = money.One
	} else if err != nil || price <= 0 || price > 2*money.One {
		r.faults.Add(path+".price", faults.OutOfRange, s.Price, "the part of the principal that is paid, above 0 and at most 2")
		price = money.One
	}
	if o.cost, err = o.principal.MulRate(price); err != nil || o.cost == 0 {
		r.faults.Add(path+".price", faults.OutOfRange, s.Price, "a price of at least one minor unit")
		o.cost = 1
	}
	var principal money.Amount
	for j, c := range s.Cash {
		at := faults.Index(path+".cash", j)
		if c.Days < 1 || c.Days > 36_600 {
			r.faults.Add(at+".days", faults.OutOfRange, c.Days, "between 1 and 36,600 days after the purchase")
			continue
		}
		row := offerCash{c.Days, r.amount(at+".interest", c.Interest, 0), r.amount(at+".principal", c.Principal, 0)}
		principal += row.principal
		o.days = max(o.days, c.Days)
		o.cash = append(o.cash, row)
	}
	if principal != o.principal {
		r.faults.Add(path+".cash", faults.Inconsistent, principal.Format(r.spec.Currency), "principal that sums to that of the claim, "+o.principal.Format(r.spec.Currency))
	}
	r.eligible(s, &o, own)
	return o
}

// eligible applies the rules that hold for an offer whenever it is bought.
func (r *resolver) eligible(s OfferSpec, o *offer, own claimSection) {
	for j, rule := range own.specs.eligibility {
		at := faults.Index(own.path+".eligibility", j)
		if rule.Name == "" || (rule.Attribute == "") == (rule.MostDays == 0 && rule.LastCashBy.IsZero()) {
			if o.id == own.specs.offers[0].ID { // told once
				r.faults.Add(at, faults.Inconsistent, rule.Name, "a name, and either an attribute with one_of or not_one_of, or most_days, or last_cash_by")
			}
			continue
		}
		if rule.MostDays > 0 && o.days > rule.MostDays {
			o.refused = rule.Name
		}
		if !rule.LastCashBy.IsZero() && (o.by == 0 || int(rule.LastCashBy) < o.by) {
			o.by = int(rule.LastCashBy)
		}
		if rule.Attribute == "" {
			continue
		}
		word := partOf(rule.Attribute, s.Obligor, s.Attributes)
		if len(rule.OneOf) > 0 && !slices.Contains(rule.OneOf, word) || slices.Contains(rule.NotOneOf, word) || word == "unknown" {
			o.refused = rule.Name
		}
	}
}
