package pool

// The methods of this file write the lives, marks, licences, pledges and data rights of a right, and
// the terms of guarantees. See fingerprint_fields.go.

func (c *canonical) rightDetail(x *Right) {
	c.day("registered", x.Registered)
	c.day("created", x.Created)
	c.day("published", x.Published)
	c.optFlag("corporate_author", x.CorporateAuthor)
	c.day("annuity_paid_until", x.AnnuityPaidUntil)
	c.day("status_date", x.StatusDate)
	c.records("marks", len(x.marks()), func(i int) {
		m := &x.marks()[i]
		c.text("venue", m.Venue)
		word(c, "kind", m.Kind)
		c.integer("price", int64(m.Price))
		word(c, "currency", m.Currency)
		c.day("date", m.Date)
		c.optFloat("volume", m.Volume)
	})
	c.records("exclusive_licences", len(x.licences()), func(i int) {
		l := &x.licences()[i]
		c.partyRef("licensor", l.Licensor)
		c.partyRef("licensee", l.Licensee)
		c.day("start", l.Start)
		c.day("end", l.End)
		c.text("territory", l.Territory)
		c.text("contract", l.Contract)
	})
	c.records("pledges", len(x.pledges()), func(i int) {
		q := &x.pledges()[i]
		c.text("contract", q.Contract)
		c.partyRef("holder", q.Holder)
		c.day("registered", q.Registered)
		c.day("released", q.Released)
		c.integer("rank", int64(q.Rank))
		optInteger(c, "secured", q.Secured)
		c.text("registration", q.Registration)
	})
	if d, ok := x.DataRights.Get(); ok {
		c.record("data_rights", func() {
			c.optFlag("holding", d.Holding)
			c.optFlag("processing", d.Processing)
			c.optFlag("operating", d.Operating)
			c.text("registration", d.Registration)
			c.text("registry", d.Registry)
		})
	}
}

func (c *canonical) guaranteeTerms(list []GuaranteeTerms) {
	c.records("guarantees", len(list), func(i int) {
		c.partyRef("party", list[i].Party)
		optInteger(c, "limit", list[i].Limit)
		c.integer("rank", int64(list[i].Rank))
	})
}
