package pool

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// MaxContracts is the largest number of contracts in one pool.
const MaxContracts = 10_000_000

// Resolve checks the whole specification and gives the pool, or an error of type *faults.Error that
// carries every fault with its path, such as "contracts[12].maturity". A pool without contracts is
// a fault.
//
// Amounts must be exact in the minor unit of the currency. The sum of all balances is bounded here
// once, so that later sums of balances cannot overflow.
func (s Spec) Resolve() (*Pool, error) {
	r := &resolver{spec: s, partyIndex: make(map[string]PartyIndex, len(s.Parties)), rightIndex: make(map[string]int32, len(s.Rights))}
	r.header()
	for i, p := range s.Parties {
		r.party(faults.Index("parties", i), p)
	}
	for i, p := range s.Rights {
		r.right(faults.Index("rights", i), p)
	}
	r.contracts()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return &Pool{asOf: s.AsOf, currency: s.Currency, parties: r.parties, rights: r.rights, contracts: r.resolved, principal: r.total}, nil
}

// resolver carries what the checks of one specification share.
type resolver struct {
	spec       Spec
	faults     faults.List
	partyIndex map[string]PartyIndex
	rightIndex map[string]int32
	parties    []Party
	rights     []Right
	resolved   []Contract
	total      money.Amount
}

func (r *resolver) header() {
	if r.spec.Schema != "" && r.spec.Schema != Schema {
		r.faults.Add("schema", faults.Unsupported, r.spec.Schema, Schema)
	}
	if r.spec.AsOf.IsZero() {
		r.missing("as_of", "the cut-off date of the pool")
	}
	if r.spec.Currency.IsZero() {
		r.missing("currency", "an ISO 4217 code such as CNY")
	}
}

func (r *resolver) party(path string, s PartySpec) {
	if s.ID == "" {
		r.missing(path+".id", "an identifier of the party")
	} else if _, ok := r.partyIndex[s.ID]; ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.partyIndex[s.ID] = PartyIndex(len(r.parties))
	}
	p := Party{ID: s.ID, Name: s.Name, Group: s.Group, Industry: s.Industry, Province: s.Province, Rating: s.Rating, PD: r.optRatio(path+".pd", s.PD)}
	if p.Name == "" {
		p.Name = s.ID
	}
	r.parties = append(r.parties, p)
}

func (r *resolver) right(path string, s RightSpec) {
	if s.ID == "" {
		r.missing(path+".id", "an identifier of the right")
	} else if _, ok := r.rightIndex[s.ID]; ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.rightIndex[s.ID] = int32(len(r.rights))
	}
	if s.Count < 0 {
		r.outOfRange(path+".count", s.Count, "the number of rights in the bundle, 1 or more")
	}
	if !s.Filed.IsZero() && !s.Expires.IsZero() && s.Expires.Before(s.Filed) {
		r.inconsistent(path+".expires", s.Expires, "an expiry after the filing, "+s.Filed.String())
	}
	r.rights = append(r.rights, Right{
		ID: s.ID, Type: s.Type, Title: s.Title, Number: s.Number, Owner: r.partyRef(path+".owner", s.Owner),
		Filed: s.Filed, Expires: s.Expires, Status: s.Status, Count: max(s.Count, 1),
		Appraisal: r.optAmount(path+".appraisal", s.Appraisal), AppraisalDate: s.AppraisalDate, Appraiser: s.Appraiser,
	})
}

func (r *resolver) contracts() {
	switch n := len(r.spec.Contracts); {
	case n == 0:
		r.missing("contracts", "at least one contract")
	case n > MaxContracts:
		r.outOfRange("contracts", n, "at most 10,000,000 contracts")
		return
	}
	ids := make(map[string]bool, len(r.spec.Contracts))
	r.resolved = make([]Contract, 0, len(r.spec.Contracts))
	for i := range r.spec.Contracts {
		s := &r.spec.Contracts[i]
		path := faults.Index("contracts", i)
		switch {
		case s.ID == "":
			r.missing(path+".id", "the number of the contract")
		case ids[s.ID]:
			r.duplicate(path+".id", s.ID)
		}
		ids[s.ID] = true
		c := r.contract(path, s)
		total, err := r.total.Add(c.Principal)
		if err != nil {
			r.outOfRange(path+".balance", s.Balance, "balances whose sum fits the range of an amount")
		} else {
			r.total = total
		}
		r.resolved = append(r.resolved, c)
	}
}

func (r *resolver) contract(path string, s *ContractSpec) Contract {
	c := Contract{
		ID:                s.ID,
		Creditor:          r.partyRef(path+".creditor", s.Creditor),
		Originator:        r.partyRef(path+".originator", s.Originator),
		Principal:         r.amount(path+".balance", s.Balance, positive),
		ReceivableBalance: r.optAmount(path+".receivable_balance", s.ReceivableBalance),
		OriginalAmount:    r.optAmount(path+".original_amount", s.OriginalAmount),
		Rate:              r.optRate(path+".rate", s.Rate),
		Start:             s.Start,
		Maturity:          s.Maturity,
		OriginalTerm:      r.optTerm(path+".original_term_months", s.OriginalTermMonths),
		RemainingTerm:     r.optTerm(path+".remaining_term_months", s.RemainingTermMonths),
		Class:             s.Class,
		Security:          s.Security,
		Source:            s.Source,
		tags:              slices.Clone(s.Tags),
	}
	if s.OverdueDays != nil {
		if *s.OverdueDays < 0 {
			r.outOfRange(path+".overdue_days", *s.OverdueDays, "a number of days of 0 or more")
		}
		c.OverdueDays = Known(*s.OverdueDays)
	}
	r.dates(path, &c)
	if total, ok := c.ReceivableBalance.Get(); ok && total < c.Principal {
		r.inconsistent(path+".receivable_balance", s.ReceivableBalance, "at least the outstanding principal")
	}
	c.obligors = r.obligors(path+".obligors", s.Obligors)
	for i, name := range s.Guarantors {
		c.guarantors = append(c.guarantors, r.partyRef(faults.Index(path+".guarantors", i), name))
	}
	for i, name := range s.Rights {
		at, ok := r.rightIndex[name]
		if !ok {
			r.faults.Add(faults.Index(path+".rights", i), faults.Unknown, name, "the id of one of the rights")
		}
		c.rights = append(c.rights, at)
	}
	c.Terms = r.terms(path, s, &c)
	return c
}

func (r *resolver) dates(path string, c *Contract) {
	switch {
	case c.Maturity.IsZero():
		r.missing(path+".maturity", "the day of the last payment")
	case !r.spec.AsOf.IsZero() && !c.Maturity.After(r.spec.AsOf):
		r.inconsistent(path+".maturity", c.Maturity, "a day after the cut-off date, "+r.spec.AsOf.String())
	case !c.Start.IsZero() && !c.Maturity.After(c.Start):
		r.inconsistent(path+".maturity", c.Maturity, "a day after the start, "+c.Start.String())
	}
}

func (r *resolver) obligors(path string, specs []ObligorSpec) []Obligor {
	if len(specs) == 0 {
		r.missing(path, "at least one obligor")
		return nil
	}
	list := make([]Obligor, len(specs))
	var sum money.Rate
	stated := 0
	for i, o := range specs {
		at := faults.Index(path, i)
		if o.Party == "" {
			r.missing(at+".party", "the id of a party")
		}
		list[i].Party = r.partyRef(at+".party", o.Party)
		for _, before := range list[:i] {
			if o.Party != "" && before.Party == list[i].Party && before.Party != NoParty {
				r.duplicate(at+".party", o.Party)
			}
		}
		if o.Share != nil {
			share := r.rate(at+".share", *o.Share, positive)
			list[i].Share = Known(share)
			sum += share
			stated++
		}
	}
	one := money.Rate(1_000_000_000_000)
	switch {
	case stated != 0 && stated != len(specs):
		r.inconsistent(path, stated, "a share for every obligor or for none")
	case stated != 0 && sum != one:
		r.inconsistent(path, sum, "shares that sum to 1")
	}
	return list
}

// termsSpec is what the four kinds of specification have in common.
type termsSpec interface {
	resolve(r *resolver, path string, c *Contract) Terms
}

func (r *resolver) terms(path string, s *ContractSpec, c *Contract) Terms {
	var given []termsSpec
	var at string
	if s.Lease != nil {
		given, at = append(given, s.Lease), path+".lease"
	}
	if s.Receivable != nil {
		given, at = append(given, s.Receivable), path+".receivable"
	}
	if s.Microloan != nil {
		given, at = append(given, s.Microloan), path+".microloan"
	}
	if s.Sublicense != nil {
		given, at = append(given, s.Sublicense), path+".sublicense"
	}
	if len(given) != 1 {
		r.faults.Add(path, faults.Inconsistent, len(given), "the terms of exactly one kind: lease, receivable, microloan or sublicense")
		return Receivable{}
	}
	return given[0].resolve(r, at, c)
}

func (r *resolver) instalments(path string, s InstalmentsSpec, c *Contract) Instalments {
	p := Instalments{Form: s.Form, Frequency: s.Frequency, Timing: s.Timing, DayCount: s.DayCount}
	if s.Form != Irregular {
		if len(s.Table) > 0 {
			r.inconsistent(path+".table", s.Form, "a table only with the form irregular")
		}
		return p
	}
	if len(s.Table) == 0 {
		r.missing(path+".table", "the instalments after the cut-off date")
		return p
	}
	p.PrincipalOnly = s.Table[0].Principal != nil
	var sum money.Amount
	for i, row := range s.Table {
		at := faults.Index(path+".table", i)
		value := row.Payment
		if p.PrincipalOnly {
			value = row.Principal
		}
		if value == nil || row.Payment != nil && row.Principal != nil {
			r.inconsistent(at, nil, "either a payment or a principal, the same one in every row")
			continue
		}
		previous := r.spec.AsOf
		if i > 0 {
			previous = s.Table[i-1].Date
		}
		switch {
		case row.Date.IsZero():
			r.missing(at+".date", "a date")
		case !row.Date.After(previous):
			r.inconsistent(at+".date", row.Date, "a date after "+previous.String())
		}
		amount := r.amount(at, *value, notNegative)
		p.table = append(p.table, Instalment{Date: row.Date, Amount: amount})
		var err error
		if sum, err = sum.Add(amount); err != nil {
			r.outOfRange(at, value, "instalments whose sum fits the range of an amount")
		}
	}
	r.tableSum(path, s, c, p.PrincipalOnly, sum)
	return p
}

func (r *resolver) tableSum(path string, s InstalmentsSpec, c *Contract, principalOnly bool, sum money.Amount) {
	switch {
	case principalOnly && sum != c.Principal:
		r.inconsistent(path+".table", sum.Format(r.spec.Currency), "principal that sums to the balance, "+c.Principal.Format(r.spec.Currency))
	case !principalOnly && sum < c.Principal:
		r.inconsistent(path+".table", sum.Format(r.spec.Currency), "payments that sum to at least the balance, "+c.Principal.Format(r.spec.Currency))
	}
	if last := s.Table[len(s.Table)-1].Date; !last.IsZero() && !c.Maturity.IsZero() && last.After(c.Maturity) {
		r.inconsistent(path+".table", last, "a last instalment no later than the maturity, "+c.Maturity.String())
	}
}

func (r *resolver) partyRef(path, id string) PartyIndex {
	if id == "" {
		return NoParty
	}
	i, ok := r.partyIndex[id]
	if !ok {
		r.faults.Add(path, faults.Unknown, id, "the id of one of the parties")
		return NoParty
	}
	return i
}

// bound is the range that a number must lie in.
type bound uint8

const (
	signed bound = iota
	notNegative
	positive
)

func (b bound) admits(sign int) bool {
	return b == signed || b == notNegative && sign >= 0 || b == positive && sign > 0
}

func (b bound) words(what string) string {
	switch b {
	case notNegative:
		return what + " of 0 or more"
	case positive:
		return what + " above 0"
	}
	return what
}

func (r *resolver) amount(path string, d decimal.Decimal, b bound) money.Amount {
	if !b.admits(d.Sign()) {
		r.outOfRange(path, d, b.words("an amount"))
		return 0
	}
	a, err := money.FromDecimal(d, r.spec.Currency)
	if err != nil && !r.spec.Currency.IsZero() {
		r.faults.Add(path, faults.Invalid, d, "an amount in whole minor units of "+r.spec.Currency.String()+" within the range of an amount")
	}
	return a
}

func (r *resolver) optAmount(path string, d *decimal.Decimal) Opt[money.Amount] {
	if d == nil {
		return Opt[money.Amount]{}
	}
	return Known(r.amount(path, *d, notNegative))
}

func (r *resolver) rate(path string, d decimal.Decimal, b bound) money.Rate {
	if !b.admits(d.Sign()) {
		r.outOfRange(path, d, b.words("a rate"))
		return 0
	}
	rate, err := money.RateFromDecimal(d)
	if err != nil {
		r.faults.Add(path, faults.Invalid, d, "a rate as a fraction of one with at most 12 decimals")
	}
	return rate
}

// maxYearlyRate refuses rates that can only be percentages written as fractions: 100 % and more.
var maxYearlyRate = decimal.New(1, 0)

func (r *resolver) optRate(path string, d *decimal.Decimal) Opt[money.Rate] {
	if d == nil {
		return Opt[money.Rate]{}
	}
	if d.GreaterThanOrEqual(maxYearlyRate) {
		r.outOfRange(path, *d, "a yearly rate as a fraction below 1: 5.35 % is 0.0535")
		return Opt[money.Rate]{}
	}
	return Known(r.rate(path, *d, notNegative))
}

func (r *resolver) optRatio(path string, d *decimal.Decimal) Opt[float64] {
	if d == nil {
		return Opt[float64]{}
	}
	if d.Sign() < 0 || d.GreaterThan(maxYearlyRate) {
		r.outOfRange(path, *d, "a fraction between 0 and 1")
		return Opt[float64]{}
	}
	return Known(d.InexactFloat64())
}

// maxTerm is the longest term that is believed, in months: 100 years.
var maxTerm = decimal.New(1200, 0)

func (r *resolver) optTerm(path string, d *decimal.Decimal) Opt[float64] {
	if d == nil {
		return Opt[float64]{}
	}
	if d.Sign() < 0 || d.GreaterThan(maxTerm) {
		r.outOfRange(path, *d, "a term between 0 and 1200 months")
		return Opt[float64]{}
	}
	return Known(d.InexactFloat64())
}

func (r *resolver) missing(path, want string) { r.faults.Add(path, faults.Missing, nil, want) }
func (r *resolver) duplicate(path, seen string) {
	r.faults.Add(path, faults.Duplicate, seen, "each once")
}
func (r *resolver) outOfRange(p string, v any, want string) {
	r.faults.Add(p, faults.OutOfRange, v, want)
}
func (r *resolver) inconsistent(p string, v any, want string) {
	r.faults.Add(p, faults.Inconsistent, v, want)
}
