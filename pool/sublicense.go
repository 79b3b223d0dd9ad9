package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// LicenceSpec is one licence of the contract's rights, as a person writes it.
type LicenceSpec struct {
	Start     calendar.Date `json:"start,omitzero"`
	End       calendar.Date `json:"end,omitzero"`
	Exclusive *bool         `json:"exclusive,omitempty"`
	Territory string        `json:"territory,omitempty"`
}

// Licence is one resolved licence.
type Licence struct {
	Start, End calendar.Date // zero when not stated
	Exclusive  Opt[bool]
	Territory  string
}

// RoyaltySpec is a variable fee on top of the fixed ones (提成), as a person writes it.
type RoyaltySpec struct {
	// Share of the licensee's sales that is owed.
	Share decimal.Decimal `json:"share"`
	// MinimumGuarantee is owed in every period whatever the sales (保底许可费), in currency units.
	MinimumGuarantee *decimal.Decimal `json:"minimum_guarantee,omitempty"`
	// Cap is the most that is owed in a period.
	Cap *decimal.Decimal `json:"cap,omitempty"`
}

// Royalty is a resolved variable fee. Of it only the minimum guarantee is contractual cash.
type Royalty struct {
	Share            money.Rate
	MinimumGuarantee money.Amount // 0 when none is stated
	Cap              Opt[money.Amount]
}

// SublicenseSpec holds the terms of rights licensed out and back (二次许可), as a person writes them.
// The obligor grants an exclusive licence for an up-front fee, takes the rights back by an
// exclusive sub-licence, pays fees for it and pledges the rights to the lessor.
type SublicenseSpec struct {
	Fees InstalmentsSpec `json:"fees"`
	// UpfrontFee is what the obligor received for the first licence (一次性许可费), in currency units.
	UpfrontFee  *decimal.Decimal `json:"upfront_fee,omitempty"`
	Licence     LicenceSpec      `json:"licence,omitzero"`      // 第一次许可
	LicenceBack LicenceSpec      `json:"licence_back,omitzero"` // 第二次许可
	Royalty     *RoyaltySpec     `json:"royalty,omitempty"`
	PledgedBack *bool            `json:"pledged_back,omitempty"`
	// PledgeRegistration is the number under which the pledge is registered (质押登记号).
	PledgeRegistration string `json:"pledge_registration,omitempty"`
}

// Sublicense holds the resolved terms of rights licensed out and back.
type Sublicense struct {
	Fees               Instalments
	UpfrontFee         Opt[money.Amount]
	Licence            Licence
	LicenceBack        Licence
	Royalty            Opt[Royalty]
	PledgedBack        Opt[bool]
	PledgeRegistration string
}

// Kind is KindSublicense.
func (Sublicense) Kind() Kind { return KindSublicense }

func (s SublicenseSpec) resolve(r *resolver, path string, c *Contract) Terms {
	t := Sublicense{
		Fees:               r.instalments(path+".fees", s.Fees, c),
		UpfrontFee:         r.optAmount(path+".upfront_fee", s.UpfrontFee),
		Licence:            r.licence(path+".licence", s.Licence),
		LicenceBack:        r.licence(path+".licence_back", s.LicenceBack),
		PledgeRegistration: s.PledgeRegistration,
	}
	if s.PledgedBack != nil {
		t.PledgedBack = Known(*s.PledgedBack)
	}
	first, back := t.Licence.End, t.LicenceBack.End
	if !first.IsZero() && !back.IsZero() && back.After(first) {
		r.inconsistent(path+".licence_back.end", back, "an end no later than that of the first licence, "+first.String())
	}
	if y := s.Royalty; y != nil {
		at := path + ".royalty"
		t.Royalty = Known(Royalty{
			Share:            r.rate(at+".share", y.Share, notNegative),
			MinimumGuarantee: r.optAmount(at+".minimum_guarantee", y.MinimumGuarantee).Or(0),
			Cap:              r.optAmount(at+".cap", y.Cap),
		})
	}
	return t
}

func (r *resolver) licence(path string, s LicenceSpec) Licence {
	if !s.Start.IsZero() && !s.End.IsZero() && !s.End.After(s.Start) {
		r.inconsistent(path+".end", s.End, "an end after the start, "+s.Start.String())
	}
	l := Licence{Start: s.Start, End: s.End, Territory: s.Territory}
	if s.Exclusive != nil {
		l.Exclusive = Known(*s.Exclusive)
	}
	return l
}
