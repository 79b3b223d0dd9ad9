package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// issue reads what holders pay for a class at closing, and takes the notional of one that bears interest
// only as the measure of its interest.
func (r *resolver) issue(path string, s TrancheSpec, t *tranche) {
	price := decimal.New(100, 0)
	if t.mode == InterestOnly {
		t.reference, t.notional, price = t.notional, 0, decimal.Zero
	}
	if s.IssuePrice != nil {
		price = *s.IssuePrice
	}
	if price.Sign() < 0 || price.Sign() == 0 && t.mode != InterestOnly || price.GreaterThan(decimal.New(200, 0)) {
		r.faults.Add(path+".issue_price", faults.OutOfRange, price, "a price above 0 and at most 200 for each 100 of the notional")
		return
	}
	rate, err := money.RateFromDecimal(price.Shift(-2))
	if err == nil {
		t.proceeds, err = (t.notional + t.reference).MulRate(rate)
	}
	if err != nil {
		r.faults.Add(path+".issue_price", faults.Invalid, price, "a price with at most 10 decimals")
	}
}

// legal finds the payment that reaches the legal maturity.
func (r *resolver) legal(path string, s TrancheSpec, t *tranche) {
	t.legal, t.legalDate = len(r.deal.payments), s.LegalMaturity
	if s.LegalMaturity.IsZero() {
		return
	}
	if s.LegalMaturity.Before(s.ExpectedMaturity) {
		r.faults.Add(path+".legal_maturity", faults.Inconsistent, s.LegalMaturity, "a day no earlier than the expected maturity, "+s.ExpectedMaturity.String())
	}
	if s.LegalMaturity.Before(r.spec.Dates.Closing) {
		r.faults.Add(path+".legal_maturity", faults.Inconsistent, s.LegalMaturity, "a day after closing, "+r.spec.Dates.Closing.String())
	}
	for k := len(r.deal.payments) - 1; k >= 0 && r.deal.payments[k].reaches(s.LegalMaturity); k-- {
		t.legal = k
	}
}

// interestOnly checks a class that is owed no principal, and that no other is measured as one.
func (r *resolver) interestOnly(path string, s TrancheSpec, t *tranche) {
	at := path + ".principal"
	if t.mode != InterestOnly {
		if s.Principal.InterestOn != "" {
			r.faults.Add(at+".interest_on", faults.Inconsistent, t.mode, "an amount that interest is reckoned on only with the mode interest_only")
		}
		return
	}
	t.interestOn = r.formula(at+".interest_on", s.Principal.InterestOn, formula.Amount)
	if s.Coupon == nil {
		r.faults.Add(path+".coupon", faults.Missing, nil, "a coupon: the class lives on its interest")
	} else if s.Coupon.Accretes != "" {
		r.faults.Add(path+".coupon.accretes", faults.Unsupported, s.Coupon.Accretes, "interest that falls due: the class has no balance that it could be added to")
	}
	for _, f := range []struct {
		field string
		given bool
	}{
		{".principal.lockout", !s.Principal.Lockout.IsZero()}, {".principal.after_event", s.Principal.AfterEvent != ""}, {".interim_yield", s.InterimYield != nil},
		{".put", s.Put != nil}, {".expected_maturity", !s.ExpectedMaturity.IsZero()},
	} {
		if f.given {
			r.faults.Add(path+f.field, faults.Unsupported, t.mode, "nothing here: the class is owed no principal")
		}
	}
}
