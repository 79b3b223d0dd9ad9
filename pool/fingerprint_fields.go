package pool

import "fmt"

// The methods of this file write every field of every type of a resolved pool. A field that is
// added to one of the types must be added here: a test walks the types and fails until it is.

func (c *canonical) contract(x *Contract) {
	c.text("id", x.ID)
	c.records("obligors", len(x.obligors), func(i int) {
		c.partyRef("party", x.obligors[i].Party)
		optInteger(c, "share", x.obligors[i].Share)
	})
	c.partyRef("creditor", x.Creditor)
	c.partyRef("originator", x.Originator)
	c.list("guarantors", len(x.guarantors()), func(i int) { c.partyID(x.guarantors()[i]) })
	c.guaranteeTerms(x.guarantees())
	c.list("rights", len(x.rights), func(i int) { c.rightID(x.rights[i]) })
	word(c, "currency", x.StatedCurrency)
	c.integer("stated_balance", int64(x.StatedPrincipal))
	c.integer("balance", int64(x.Principal))
	if x.Retained() != 0 {
		c.integer("retained", int64(x.Retained()))
	}
	optInteger(c, "receivable_balance", x.ReceivableBalance)
	optInteger(c, "original_amount", x.OriginalAmount)
	optInteger(c, "rate", x.Rate)
	c.day("start", x.Start)
	c.day("maturity", x.Maturity)
	c.optFloat("original_term_months", x.OriginalTerm)
	c.optFloat("remaining_term_months", x.RemainingTerm)
	word(c, "class", x.Class)
	optInteger(c, "overdue_days", x.OverdueDays)
	c.security(x.Security)
	c.texts("tags", x.tags())
	c.text("source", x.Source)
	c.claimFacts(x.Facts)
	if x.Terms != nil {
		c.record(x.Terms.Kind().String(), func() { c.terms(x.Terms) })
	}
}

func (c *canonical) terms(t Terms) {
	switch t := t.(type) {
	case Lease:
		c.instalments("rent", &t.Rent)
		optInteger(c, "deposit", t.Deposit)
		word(c, "deposit_use", t.DepositUse)
		optInteger(c, "handling_fee", t.HandlingFee)
		c.day("handling_fee_date", t.HandlingFeeDate)
		optInteger(c, "purchase_price", t.PurchasePrice)
	case Receivable:
		optInteger(c, "face", t.Face)
		optInteger(c, "advance", t.Advance)
		c.day("confirmed", t.Confirmed)
		optInteger(c, "dilution", t.Dilution)
	case Microloan:
		c.instalments("repayment", &t.Repayment)
		if f, ok := t.Floating.Get(); ok {
			c.record("floating", func() {
				c.text("index", f.Index)
				c.integer("spread", int64(f.Spread))
				c.integer("reset_months", int64(f.ResetMonths))
			})
		}
		optInteger(c, "penalty_rate", t.PenaltyRate)
		c.optFloat("pledge_ratio", t.PledgeRatio)
	case Sublicense:
		c.instalments("fees", &t.Fees)
		optInteger(c, "upfront_fee", t.UpfrontFee)
		c.licence("licence", &t.Licence)
		c.licence("licence_back", &t.LicenceBack)
		if y, ok := t.Royalty.Get(); ok {
			c.record("royalty", func() {
				c.integer("share", int64(y.Share))
				c.integer("minimum_guarantee", int64(y.MinimumGuarantee))
				optInteger(c, "cap", y.Cap)
			})
		}
		c.optFlag("pledged_back", t.PledgedBack)
		c.text("pledge_registration", t.PledgeRegistration)
		c.optFlag("loop_declared", t.LoopDeclared)
		c.optFlag("unconditional", t.Unconditional)
	default:
		panic(fmt.Sprintf("pool: the canonical form has no fields for %T", t)) // the interface is sealed
	}
}

func (c *canonical) instalments(label string, x *Instalments) {
	c.record(label, func() {
		word(c, "form", x.Form)
		word(c, "frequency", x.Frequency)
		word(c, "timing", x.Timing)
		word(c, "day_count", x.DayCount)
		c.flag("principal_only", x.PrincipalOnly)
		c.day("interest_only_until", x.InterestOnlyUntil)
		c.day("capitalise_until", x.CapitaliseUntil)
		optInteger(c, "balloon", x.Balloon)
		if step, known := x.Step.Get(); known {
			c.record("step", func() {
				c.integer("every_months", int64(step.EveryMonths))
				c.integer("growth", int64(step.Growth))
				c.integer("add", int64(step.Add))
			})
		}
		c.records("table", len(x.table), func(i int) {
			c.day("date", x.table[i].Date)
			c.integer("amount", int64(x.table[i].Amount))
		})
	})
}

func (c *canonical) licence(label string, x *Licence) {
	c.record(label, func() {
		c.day("start", x.Start)
		c.day("end", x.End)
		c.optFlag("exclusive", x.Exclusive)
		c.text("territory", x.Territory)
	})
}

// security writes the set as a list, in its fixed order.
func (c *canonical) security(s Security) {
	c.texts("security", s.Names())
}

func (c *canonical) right(x *Right) {
	c.text("id", x.ID)
	word(c, "type", x.Type)
	c.text("title", x.Title)
	c.text("number", x.Number)
	c.partyRef("owner", x.Owner)
	c.day("filed", x.Filed)
	c.day("expires", x.Expires)
	word(c, "status", x.Status)
	c.integer("count", int64(x.Count))
	optInteger(c, "appraisal", x.Appraisal)
	c.day("appraisal_date", x.AppraisalDate)
	c.text("appraiser", x.Appraiser)
	c.rightDetail(x)
}

func (c *canonical) party(x *Party) {
	c.text("id", x.ID)
	c.text("name", x.Name)
	c.text("group", x.Group)
	word(c, "industry", x.Industry)
	word(c, "province", x.Province)
	c.text("rating", x.Rating)
	c.optFloat("pd", x.PD)
	optInteger(c, "guarantee_limit", x.GuaranteeLimit)
	c.partyStanding(x.Standing)
}
