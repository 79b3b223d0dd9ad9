package pool

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// MaxContracts is the largest number of contracts in one pool.
const MaxContracts = 10_000_000

// MaxRightCount is the largest number of rights that one entry of the list of rights may stand for.
const MaxRightCount = 1_000_000

// Resolve checks the whole specification and gives the pool, or an error of type *faults.Error that
// carries every fault with its path, such as "contracts[12].maturity". A pool without contracts is
// a fault. The pool shares no memory with the specification.
//
// Amounts must be exact in the minor unit of the currency. The sum of every amount field over the
// whole document (all balances, all receivable balances, all original amounts, all instalments, ...)
// must fit an amount too: it is bounded here once, so that later sums cannot overflow. A value that
// is itself a fault is left out of every comparison, so that one mistake is reported once.
func (s Spec) Resolve() (*Pool, error) {
	r := &resolver{
		spec:       s,
		partyIndex: make(map[string]PartyIndex, len(s.Parties)),
		rightIndex: make(map[string]int32, len(s.Rights)),
		totals:     make(map[string]money.Amount),
	}
	r.parties, r.rights = make([]Party, 0, len(s.Parties)), make([]Right, 0, len(s.Rights))
	r.header()
	r.fxTable()
	for i := range s.Parties {
		n := r.faults.Len()
		r.party("", &s.Parties[i])
		r.nest(n, "parties", i)
	}
	for i := range s.Rights {
		n := r.faults.Len()
		r.right("", &s.Rights[i])
		r.nest(n, "rights", i)
	}
	r.contracts()
	r.contractRefs()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return &Pool{asOf: r.asOf, currency: s.Currency, parties: r.parties, rights: r.rights, contracts: r.resolved, principal: r.totals["balance"]}, nil
}

// resolver carries what the checks of one specification share.
type resolver struct {
	spec       Spec
	faults     faults.List
	asOf       calendar.Date
	partyIndex map[string]PartyIndex
	rightIndex map[string]int32
	parties    []Party
	rights     []Right
	resolved   []Contract
	fx         *money.FXTable
	totals     map[string]money.Amount // by the name of the field; see amount
}

// nest puts the faults of one element, those after the first n, under its place in the document. Elements
// are checked under an empty path: to write a path for every field of a large pool would take longer
// than to check it.
func (r *resolver) nest(n int, list string, i int) {
	if r.faults.Len() > n {
		r.faults.Nest(n, faults.Index(list, i))
	}
}

func (r *resolver) header() {
	if r.spec.Schema != "" && r.spec.Schema != Schema {
		r.faults.Add("schema", faults.Unsupported, r.spec.Schema, Schema)
	}
	r.asOf = r.date("as_of", r.spec.AsOf)
	if r.spec.AsOf.IsZero() {
		r.missing("as_of", "the cut-off date of the pool")
	}
	switch {
	case r.spec.Currency.IsZero():
		r.missing("currency", "an ISO 4217 code such as CNY")
	case !r.spec.Currency.IsKnown():
		r.faults.Add("currency", faults.Unknown, r.spec.Currency, "an ISO 4217 code such as CNY")
	}
}

func (r *resolver) party(path string, s *PartySpec) {
	if s.ID == "" {
		r.missing(path+".id", "an identifier of the party")
	} else if _, ok := r.partyIndex[s.ID]; ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.partyIndex[s.ID] = PartyIndex(len(r.parties))
	}
	if !s.Province.isMember() {
		r.faults.Add(path+".province", faults.Unknown, s.Province, "a code of GB/T 2260 such as 11")
	}
	p := Party{ID: s.ID, Name: s.Name, Group: s.Group, Industry: s.Industry, Province: s.Province, Rating: s.Rating,
		PD: r.optRatio(path, "pd", s.PD), GuaranteeLimit: r.optAmount(path, "guarantee_limit", s.GuaranteeLimit), Standing: s.Standing.resolve()}
	if p.Name == "" {
		p.Name = s.ID
	}
	r.parties = append(r.parties, p)
}

func (r *resolver) right(path string, s *RightSpec) {
	if s.ID == "" {
		r.missing(path+".id", "an identifier of the right")
	} else if _, ok := r.rightIndex[s.ID]; ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.rightIndex[s.ID] = int32(len(r.rights))
	}
	checkName(r, path+".type", rightNames, s.Type)
	checkName(r, path+".status", statusNames, s.Status)
	if s.Count < 0 || s.Count > MaxRightCount {
		r.outOfRange(path+".count", s.Count, "the number of rights in the bundle, 1 to 1,000,000")
	}
	x := Right{
		ID: s.ID, Type: s.Type, Title: s.Title, Number: s.Number, Owner: r.partyRef(path+".owner", s.Owner),
		Filed: r.date(path+".filed", s.Filed), Expires: r.date(path+".expires", s.Expires), Status: s.Status, Count: max(s.Count, 1),
		Appraisal: r.optAmount(path, "appraisal", s.Appraisal), AppraisalDate: r.date(path+".appraisal_date", s.AppraisalDate), Appraiser: s.Appraiser,
	}
	if !x.Filed.IsZero() && !x.Expires.IsZero() && !x.Expires.After(x.Filed) {
		r.inconsistent(path+".expires", x.Expires, "a day after the filing, "+x.Filed.String())
	}
	r.rightDetail(path, s, &x)
	r.rights = append(r.rights, x)
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
		n := r.faults.Len()
		switch {
		case s.ID == "":
			r.missing("id", "the number of the contract")
		case ids[s.ID]:
			r.duplicate("id", s.ID)
		}
		ids[s.ID] = true
		r.resolved = append(r.resolved, r.stated("", s))
		r.nest(n, "contracts", i)
	}
}
