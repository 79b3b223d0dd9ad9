package pool

// LoopCheck judges the loop of a sub-licence contract (二次许可): the obligor licenses a right out and
// takes it back, so that two exclusive licences and a pledge stand on one right. The loop is allowed
// when all of the conditions hold.
type LoopCheck struct {
	Contract int // index in the pool
	// Declared: the loop is disclosed.
	Declared Outcome
	// Covered: the licence back lies within the first licence, so that the lessor never grants what he no
	// longer has.
	Covered Outcome
	// Pledged: the rights are pledged to the lessor.
	Pledged Outcome
	// Unconditional: the fees are owed whatever the lessor does.
	Unconditional Outcome
	// Outcome is the worst of the four.
	Outcome Outcome
	// Missing lists what keeps the loop from being allowed, as paths in the contract's terms with what
	// is expected there, such as "sublicense.licence.end: a date".
	Missing []string
}

// LicenceLoops judges the loop of every sub-licence contract of the pool, in order.
func (p *Pool) LicenceLoops() []LoopCheck {
	var checks []LoopCheck
	for n, c := range p.contracts {
		if t, ok := c.Terms.(Sublicense); ok {
			check := p.loop(*c, t)
			check.Contract = n
			checks = append(checks, check)
		}
	}
	return checks
}

func (p *Pool) loop(c Contract, t Sublicense) LoopCheck {
	check := LoopCheck{Declared: outcomeOf(t.LoopDeclared), Pledged: p.pledgedToLessor(c, t), Unconditional: outcomeOf(t.Unconditional)}
	need := func(o Outcome, what string) {
		if o != Pass {
			check.Missing = append(check.Missing, what)
		}
	}
	need(check.Declared, "sublicense.loop_declared: true")
	check.Covered = covered(t, func(what string) { need(Fail, what) })
	need(check.Pledged, "sublicense.pledged_back: true, or a live pledge of every right to the creditor")
	need(check.Unconditional, "sublicense.unconditional: true")
	check.Outcome = max(check.Declared, check.Covered, check.Pledged, check.Unconditional)
	return check
}

// covered compares the two licences. Resolve has refused days that are both stated and contradict, so
// all that can be missing is a day.
func covered(t Sublicense, missing func(string)) Outcome {
	outcome := Pass
	for _, d := range []struct {
		unset bool
		path  string
	}{
		{t.Licence.Start.IsZero(), "licence.start"}, {t.Licence.End.IsZero(), "licence.end"},
		{t.LicenceBack.Start.IsZero(), "licence_back.start"}, {t.LicenceBack.End.IsZero(), "licence_back.end"},
	} {
		if d.unset {
			outcome = OutcomeUnknown
			missing("sublicense." + d.path + ": a date")
		}
	}
	return outcome
}

// pledgedToLessor goes by what the contract says, and where it is silent by the pledges stated with
// its rights.
func (p *Pool) pledgedToLessor(c Contract, t Sublicense) Outcome {
	if t.PledgedBack.IsKnown() {
		return outcomeOf(t.PledgedBack)
	}
	lessor := c.lessor()
	if len(c.rights) == 0 || lessor == NoParty {
		return OutcomeUnknown
	}
	for _, i := range c.rights {
		if !p.rights[i].pledgedFor(c.ID, p.asOf, func(q RightPledge) bool { return q.Holder == lessor }) {
			return OutcomeUnknown
		}
	}
	return Pass
}
