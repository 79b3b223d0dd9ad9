package pool

// ClaimFactsSpec is what counsel, the servicer or the originator has found out about a claim, as a
// person writes it. A flag that is absent is unknown: nothing else in a contract tells it.
type ClaimFactsSpec struct {
	Valid        *bool `json:"valid,omitempty"`         // the contract is legal, valid and in force (合法有效)
	Assignable   *bool `json:"assignable,omitempty"`    // nothing forbids or limits the assignment (可依法转让)
	Encumbered   *bool `json:"encumbered,omitempty"`    // another has a right in the claim (权利负担)
	Whole        *bool `json:"whole,omitempty"`         // the whole contract is transferred, not single rents (整笔转让)
	Notified     *bool `json:"notified,omitempty"`      // the obligor is notified of the transfer (已通知债务人)
	SecurityMove *bool `json:"security_move,omitempty"` // the security moves with the claim (附属担保随同转让)
	Sensitive    *bool `json:"sensitive,omitempty"`     // assets of defence or state secrets are concerned (涉军涉密)
	RelatedParty *bool `json:"related_party,omitempty"` // the contract is one between related parties (关联交易)
}

// ClaimFacts is what is known about a claim beside its terms.
type ClaimFacts struct {
	Valid, Assignable, Encumbered, Whole, Notified, SecurityMove, Sensitive, RelatedParty Opt[bool]
}

func (s *ClaimFactsSpec) resolve() ClaimFacts {
	if s == nil {
		return ClaimFacts{}
	}
	return ClaimFacts{Valid: optBool(s.Valid), Assignable: optBool(s.Assignable), Encumbered: optBool(s.Encumbered), Whole: optBool(s.Whole),
		Notified: optBool(s.Notified), SecurityMove: optBool(s.SecurityMove), Sensitive: optBool(s.Sensitive), RelatedParty: optBool(s.RelatedParty)}
}

// PartyStandingSpec is what registers and courts say of a party, as a person writes it. A flag that is
// absent is unknown.
type PartyStandingSpec struct {
	Domestic          *bool `json:"domestic,omitempty"`           // registered in China's mainland (境内注册)
	Bankrupt          *bool `json:"bankrupt,omitempty"`           // bankrupt, in liquidation or in reorganisation (破产、清算、重整)
	Restricted        *bool `json:"restricted,omitempty"`         // listed by a court as a defaulter (失信被执行人)
	Litigation        *bool `json:"litigation,omitempty"`         // party to major litigation or arbitration (重大诉讼、仲裁)
	GovernmentVehicle *bool `json:"government_vehicle,omitempty"` // a financing vehicle of a local government (地方政府融资平台)
}

// PartyStanding is what is known of a party from registers and courts.
type PartyStanding struct {
	Domestic, Bankrupt, Restricted, Litigation, GovernmentVehicle Opt[bool]
}

func (s *PartyStandingSpec) resolve() PartyStanding {
	if s == nil {
		return PartyStanding{}
	}
	return PartyStanding{Domestic: optBool(s.Domestic), Bankrupt: optBool(s.Bankrupt), Restricted: optBool(s.Restricted),
		Litigation: optBool(s.Litigation), GovernmentVehicle: optBool(s.GovernmentVehicle)}
}

// The canonical form has a record of these only where one is known, so that a pool without any has the
// print it had before there were any.

func (c *canonical) claimFacts(x ClaimFacts) {
	if x == (ClaimFacts{}) {
		return
	}
	c.record("facts", func() {
		c.optFlag("valid", x.Valid)
		c.optFlag("assignable", x.Assignable)
		c.optFlag("encumbered", x.Encumbered)
		c.optFlag("whole", x.Whole)
		c.optFlag("notified", x.Notified)
		c.optFlag("security_move", x.SecurityMove)
		c.optFlag("sensitive", x.Sensitive)
		c.optFlag("related_party", x.RelatedParty)
	})
}

func (c *canonical) partyStanding(x PartyStanding) {
	if x == (PartyStanding{}) {
		return
	}
	c.record("standing", func() {
		c.optFlag("domestic", x.Domestic)
		c.optFlag("bankrupt", x.Bankrupt)
		c.optFlag("restricted", x.Restricted)
		c.optFlag("litigation", x.Litigation)
		c.optFlag("government_vehicle", x.GovernmentVehicle)
	})
}
