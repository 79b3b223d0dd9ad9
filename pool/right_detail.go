package pool

import "github.com/ipabs/ipabs/calendar"

// rightDetail resolves what a right says about its life, its price, its pledges and its licences.
func (r *resolver) rightDetail(path string, s *RightSpec, x *Right) {
	x.Registered = r.date(path+".registered", s.Registered)
	x.Created = r.date(path+".created", s.Created)
	x.Published = r.date(path+".published", s.Published)
	x.AnnuityPaidUntil = r.date(path+".annuity_paid_until", s.AnnuityPaidUntil)
	x.StatusDate = r.date(path+".status_date", s.StatusDate)
	x.CorporateAuthor = optBool(s.CorporateAuthor)

	r.notBefore(path+".registered", x.Registered, x.Filed, "the filing")
	r.notBefore(path+".published", x.Published, x.Created, "the creation")
	r.notBefore(path+".annuity_paid_until", x.AnnuityPaidUntil, x.Filed, "the filing")
	r.notBefore(path+".expires", x.Expires, x.Registered, "the registration")
	r.notBefore(path+".expires", x.Expires, x.Created, "the creation")

	if len(s.Marks)+len(s.ExclusiveLicences)+len(s.Pledges) > 0 {
		x.rest = new(rightRest)
		r.marks(path, s, x.rest)
		r.exclusiveLicences(path, s, x.rest)
		r.pledges(path, s, x.rest)
	}
	r.dataRights(path, s, x)
}

// notBefore compares two days where both are stated.
func (r *resolver) notBefore(path string, d, earliest calendar.Date, what string) {
	if !d.IsZero() && !earliest.IsZero() && d.Before(earliest) {
		r.inconsistent(path, d, "a day no earlier than "+what+", "+earliest.String())
	}
}
