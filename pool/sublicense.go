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
	// Share is the part of the licensee's sales that is owed, between 0 and 1.
	Share decimal.Decimal `json:"share"`
	// MinimumGuarantee is owed in every period whatever the sales (保底许可费), in currency units.
	MinimumGuarantee *decimal.Decimal `json:"minimum_guarantee,omitempty"`
	// Cap is the most that is owed in a period (封顶), at least the minimum guarantee.
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
	// LoopDeclared says that the loop of licensor and sub-licensee is disclosed in the contract and the
	// documents of the deal.
	LoopDeclared *bool `json:"loop_declared,omitempty"`
	// Unconditional says that the fees are owed whatever the lessor does or fails to do.
	Unconditional *bool `json:"unconditional,omitempty"`
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
	LoopDeclared       Opt[bool]
	Unconditional      Opt[bool]
}

// Kind is KindSublicense.
func (Sublicense) Kind() Kind { return KindSublicense }

func (s SublicenseSpec) resolve(r *resolver, path string, c *Contract) Terms {
	t := Sublicense{
		Fees:               r.instalments(path, "fees", s.Fees, c),
		UpfrontFee:         r.optAmount(path, "upfront_fee", s.UpfrontFee),
		Licence:            r.licence(path+".licence", s.Licence),
		LicenceBack:        r.licence(path+".licence_back", s.LicenceBack),
		PledgeRegistration: s.PledgeRegistration,
		LoopDeclared:       optBool(s.LoopDeclared),
		Unconditional:      optBool(s.Unconditional),
	}
	if s.PledgedBack != nil {
		t.PledgedBack = Known(*s.PledgedBack)
	}
	// What is licensed back lies within what was licensed out.
	first, back := t.Licence, t.LicenceBack
	if !first.Start.IsZero() && !back.Start.IsZero() && back.Start.Before(first.Start) {
		r.inconsistent(path+".licence_back.start", back.Start, "a start no earlier than that of the first licence, "+first.Start.String())
	}
	if !first.End.IsZero() && !back.End.IsZero() && back.End.After(first.End) {
		r.inconsistent(path+".licence_back.end", back.End, "an end no later than that of the first licence, "+first.End.String())
	}
	if s.Royalty != nil {
		t.Royalty = Known(r.royalty(path+".royalty", *s.Royalty))
	}
	return t
}

func (r *resolver) royalty(path string, s RoyaltySpec) Royalty {
	minimum := r.optAmount(path, "minimum_guarantee", s.MinimumGuarantee)
	y := Royalty{MinimumGuarantee: minimum.Or(0), Cap: r.optAmount(path, "cap", s.Cap)}
	y.Share, _ = r.rate(path, "share", s.Share, proportion)
	if most, ok := y.Cap.Get(); ok && most < y.MinimumGuarantee {
		r.inconsistent(path+".cap", s.Cap, "a cap of at least the minimum guarantee, "+y.MinimumGuarantee.Format(r.spec.Currency))
	}
	return y
}

func (r *resolver) licence(path string, s LicenceSpec) Licence {
	l := Licence{Start: r.date(path+".start", s.Start), End: r.date(path+".end", s.End), Territory: s.Territory}
	if !l.Start.IsZero() && !l.End.IsZero() && !l.End.After(l.Start) {
		r.inconsistent(path+".end", l.End, "an end after the start, "+l.Start.String())
	}
	if s.Exclusive != nil {
		l.Exclusive = Known(*s.Exclusive)
	}
	return l
}
