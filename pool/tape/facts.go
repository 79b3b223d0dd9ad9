package tape

import "github.com/ipabs/ipabs/pool"

// claimFacts are the columns that say something of the claim, with the place of each in a specification.
var claimFacts = []struct {
	field field
	of    func(*pool.ClaimFactsSpec) **bool
}{
	{fValid, func(s *pool.ClaimFactsSpec) **bool { return &s.Valid }},
	{fAssignable, func(s *pool.ClaimFactsSpec) **bool { return &s.Assignable }},
	{fEncumbered, func(s *pool.ClaimFactsSpec) **bool { return &s.Encumbered }},
	{fWhole, func(s *pool.ClaimFactsSpec) **bool { return &s.Whole }},
	{fNotified, func(s *pool.ClaimFactsSpec) **bool { return &s.Notified }},
	{fSecurityMove, func(s *pool.ClaimFactsSpec) **bool { return &s.SecurityMove }},
	{fSensitive, func(s *pool.ClaimFactsSpec) **bool { return &s.Sensitive }},
	{fRelatedParty, func(s *pool.ClaimFactsSpec) **bool { return &s.RelatedParty }},
}

// standingFacts are the columns that say something of the obligors.
var standingFacts = []struct {
	field field
	of    func(*pool.PartyStandingSpec) **bool
}{
	{fDomestic, func(s *pool.PartyStandingSpec) **bool { return &s.Domestic }},
	{fBankrupt, func(s *pool.PartyStandingSpec) **bool { return &s.Bankrupt }},
	{fRestricted, func(s *pool.PartyStandingSpec) **bool { return &s.Restricted }},
	{fLitigation, func(s *pool.PartyStandingSpec) **bool { return &s.Litigation }},
	{fGovernmentVehicle, func(s *pool.PartyStandingSpec) **bool { return &s.GovernmentVehicle }},
}

// readFacts reads what the row says of the claim and of its obligors. A fact of the obligors holds for
// every firm of the obligor's cell; of co-obligors in columns of their own the row says nothing, but the
// sheet of affiliates may.
func (d *draft) readFacts() {
	for _, fact := range claimFacts {
		if answer := d.flag(fact.field); answer != nil {
			if d.spec.Facts == nil {
				d.spec.Facts = new(pool.ClaimFactsSpec)
			}
			*fact.of(d.spec.Facts) = answer
		}
	}
	standing := d.standing()
	for i := range d.ownObligors {
		d.mentions[i].standing = standing
	}
}

// standing reads what the row says of a firm, nil for nothing.
func (r *rowReader) standing() *pool.PartyStandingSpec {
	var s *pool.PartyStandingSpec
	for _, fact := range standingFacts {
		if answer := r.flag(fact.field); answer != nil {
			if s == nil {
				s = new(pool.PartyStandingSpec)
			}
			*fact.of(s) = answer
		}
	}
	return s
}

// flag reads a column of yes and no; nil where the row does not say. Here 无 is an answer: a column that
// asks for encumbrances says with it that there are none.
func (r *rowReader) flag(f field) *bool {
	yes, ok := take(r, f, parseFact, showBool)
	if !ok {
		return nil
	}
	answer := yes
	return &answer
}

// parseFact reads the words with which desks answer such columns.
func parseFact(t text) reading[bool] {
	switch squeeze(t.raw) {
	case "存在", "涉及", "已通知", "已进入", "属于", "可转让", "可", "有效", "合法有效", "境内":
		return stated(true)
	case "不存在", "不涉及", "未通知", "未进入", "不属于", "不可转让", "不可", "无效", "境外", "没有":
		return stated(false)
	}
	return parseYesNo(t)
}

func showFlag(b *bool) string {
	if b == nil {
		return ""
	}
	return showBool(*b)
}
