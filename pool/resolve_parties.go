package pool

import (
	"github.com/ipabs/ipabs/faults"
)

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
	} else if _, ok := r.partyOf(s.ID); ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.partyIndex.Add(s.ID, len(r.parties))
	}
	r.parties = append(withRoom(r, r.parties, &r.partyIndex), r.partyTerms(path, s))
}

// partyTerms resolves what a party says beside its id.
func (r *resolver) partyTerms(path string, s *PartySpec) Party {
	if !s.Province.isMember() {
		r.faults.Add(path+".province", faults.Unknown, s.Province, "a code of GB/T 2260 such as 11")
	}
	p := Party{ID: s.ID, Name: s.Name, Group: s.Group, Industry: s.Industry, Province: s.Province, Rating: s.Rating,
		PD: r.optRatio(path, "pd", s.PD), GuaranteeLimit: r.optAmount(path, "guarantee_limit", s.GuaranteeLimit), Standing: s.Standing.resolve()}
	if p.Name == "" {
		p.Name = s.ID
	}
	return p
}

func (r *resolver) right(path string, s *RightSpec) {
	if s.ID == "" {
		r.missing(path+".id", "an identifier of the right")
	} else if _, ok := r.rightOf(s.ID); ok {
		r.duplicate(path+".id", s.ID)
	} else {
		r.rightIndex.Add(s.ID, len(r.rights))
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
	r.refer(len(r.rights), s)
	r.rights = append(withRoom(r, r.rights, &r.rightIndex), x)
}
