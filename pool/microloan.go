package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// FloatingSpec says how a floating rate is made: index plus spread, reset every so many months.
type FloatingSpec struct {
	// Index names the reference rate, such as "LPR1Y" or "LPR5Y" (贷款市场报价利率).
	Index string `json:"index"`
	// Spread is added to the index, or taken off when it is negative; 0.005 is 50 basis points.
	Spread decimal.Decimal `json:"spread"`
	// ResetMonths is the time between two resets; 0 when it is not stated.
	ResetMonths int `json:"reset_months,omitempty"`
}

const maxResetMonths = 1200

// Floating is a resolved floating rate. The contract's Rate is what applies at the cut-off date.
type Floating struct {
	Index       string
	Spread      money.Rate
	ResetMonths int
}

// MicroloanSpec holds the terms of a small loan secured by IP rights (知识产权质押小额贷款), as a
// person writes them. The rights of the contract are those pledged; their appraisal stands there.
type MicroloanSpec struct {
	Repayment InstalmentsSpec `json:"repayment"`
	// Floating is absent for a fixed rate.
	Floating *FloatingSpec `json:"floating,omitempty"`
	// PenaltyRate is the yearly rate on overdue amounts (罚息利率).
	PenaltyRate *decimal.Decimal `json:"penalty_rate,omitempty"`
	// PledgeRatio is the loan over the appraised value, as stated (质押率).
	PledgeRatio *decimal.Decimal `json:"pledge_ratio,omitempty"`
}

// Microloan holds the resolved terms of a small loan.
type Microloan struct {
	Repayment   Instalments
	Floating    Opt[Floating]
	PenaltyRate Opt[money.Rate]
	PledgeRatio Opt[float64]
}

// Kind is KindMicroloan.
func (Microloan) Kind() Kind { return KindMicroloan }

func (s MicroloanSpec) resolve(r *resolver, path string, c *Contract) Terms {
	t := Microloan{
		Repayment:   r.instalments(path, "repayment", s.Repayment, c),
		PenaltyRate: r.optRate(path, "penalty_rate", s.PenaltyRate),
		PledgeRatio: r.optRatio(path, "pledge_ratio", s.PledgeRatio),
	}
	if f := s.Floating; f != nil {
		at := path + ".floating"
		if f.Index == "" {
			r.missing(at+".index", "the name of the reference rate, such as LPR1Y")
		}
		if f.ResetMonths < 0 || f.ResetMonths > maxResetMonths {
			r.outOfRange(at+".reset_months", f.ResetMonths, "a number of months between 0 and 1200")
		}
		spread, _ := r.yearly(at, "spread", f.Spread, signed)
		t.Floating = Known(Floating{Index: f.Index, Spread: spread, ResetMonths: f.ResetMonths})
	}
	return t
}
