package pool

import (
	"math/big"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

const noRight = "no right named"

func (x *examiner) rightsNamed(n int) []reading {
	c := x.contract(n)
	if len(c.rights) == 0 {
		return one(unknown(noRight))
	}
	count := 0
	for _, i := range c.rights {
		count += x.pool.rights[i].Count
	}
	return one(numbered(big.NewRat(int64(count), 1), "right"))
}

// rights reads something of each right. A contract that names none leaves it open.
func (x *examiner) rights(n int, read func(i int, r *Right) reading) []reading {
	c := x.contract(n)
	if len(c.rights) == 0 {
		return one(unknown(noRight))
	}
	list := make([]reading, len(c.rights))
	for k, i := range c.rights {
		list[k] = read(int(i), x.pool.rights[i])
		list[k].of = x.pool.rights[i].ID
	}
	return list
}

func (x *examiner) rightType(n int) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		if r.Type == RightUnknown {
			return unknown("type not stated")
		}
		return worded(r.Type.String(), r.Type.Class().String())
	})
}

const noStatus = "legal status not stated"

func (x *examiner) rightStatus(n int) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		if r.Status == StatusUnknown {
			return unknown(noStatus)
		}
		return worded(r.Status.String())
	})
}

// rightRegistered takes the day of grant or registration, and the number of the registration of what
// exists without one. A right that exists by its registration alone and is stated to be in force has been
// registered. The number of a patent is that of its application and says nothing.
func (x *examiner) rightRegistered(n int) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		switch {
		case !r.Registered.IsZero():
			return answered(!r.Registered.After(x.pool.asOf), r.Registered.String())
		case r.Status == Pending:
			return answered(false, r.Status.String())
		case r.Type == Data && r.DataRights.Or(DataRights{}).Registration != "":
			return answered(true, r.DataRights.Or(DataRights{}).Registration)
		case r.Type.byRegistration() && r.Status != StatusUnknown && r.Status != Lapsed:
			return answered(true, r.Status.String())
		case r.Type.Class() != Patent && r.Type != RightUnknown && r.Number != "":
			return answered(true, r.Number)
		}
		return unknown("registration not stated")
	})
}

// byRegistration reports whether a right of the type comes into being by its grant or registration.
func (t RightType) byRegistration() bool {
	switch t.Class() {
	case Patent, Trademark, PlantVariety, CircuitLayout, GeographicalIndication:
		return true
	}
	return false
}

func (x *examiner) rightAnnuity(n int) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		switch {
		case !r.AnnuityPaidUntil.IsZero():
			return answered(!r.AnnuityPaidUntil.Before(x.pool.asOf), "paid until "+r.AnnuityPaidUntil.String())
		case r.Type != RightUnknown && r.Type.Class() != Patent:
			return beside("no annual fees")
		}
		return unknown("annual fees not stated")
	})
}

func (x *examiner) rightUndisputed(n int) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		switch r.Status {
		case StatusUnknown:
			return unknown(noStatus)
		case InvalidationFiled, OwnershipDisputed:
			return answered(false, r.Status.String())
		}
		return answered(true, r.Status.String())
	})
}

// rightPledged wants a registered pledge for this contract. That a contract is secured by a pledge, or
// that the right is stated to be pledged, does not say that it is for this one.
func (x *examiner) rightPledged(n int) []reading {
	c := x.contract(n)
	if t, ok := c.Terms.(Sublicense); ok && t.PledgeRegistration != "" {
		return x.rights(n, func(int, *Right) reading { return answered(true, t.PledgeRegistration) })
	}
	return x.rights(n, func(_ int, r *Right) reading {
		for _, q := range r.pledges() {
			switch {
			case q.Contract != c.ID:
			case !q.Released.IsZero() && !x.pool.asOf.Before(q.Released):
				return answered(false, "released "+q.Released.String())
			case q.Registered.IsZero() && q.Registration == "":
				return unknown("registration of the pledge not stated")
			case q.Registered.IsZero():
				return answered(true, q.Registration)
			default:
				return answered(!q.Registered.After(x.pool.asOf), q.Registered.String())
			}
		}
		if c.Security != 0 && !c.Security.Has(Pledge) && !c.pledgesItsRights() {
			return answered(false, "security "+c.Security.String())
		}
		return unknown("pledge of the right not stated")
	})
}

func (x *examiner) rightMargin(n int) []reading {
	maturity := x.contract(n).Maturity
	return x.rights(n, func(i int, _ *Right) reading {
		end, known := x.lives[i].Ends.Get()
		if !known {
			return unknown("expiry not stated")
		}
		r := numbered(fractionOf(calendar.MonthsBetween(maturity, end)), "month")
		r.text += ", ends " + end.String()
		return r
	})
}

func (x *examiner) rightShared(n int) []reading {
	return x.rights(n, func(i int, _ *Right) reading {
		others := x.claims[i] - 1
		if others < 1 {
			return answered(false, "no other claim")
		}
		return answered(true, counted(others, "other claim"))
	})
}

func (x *examiner) appraisalAge(n int) []reading {
	return x.rights(n, func(i int, _ *Right) reading {
		value, _ := x.value.Right(i)
		switch {
		case value.Choice.Mark.Kind == MarkUnknown:
			return unknown("no value that counts")
		case value.Choice.Mark.Date.IsZero():
			return unknown("day of the value not stated")
		}
		return numbered(fractionOf(calendar.MonthsBetween(value.Choice.Mark.Date, x.value.rules.At)), "month")
	})
}

// data reads something of each data asset. Rights of unknown type may be data.
func (x *examiner) data(n int, read func(*Right) reading) []reading {
	return x.rights(n, func(_ int, r *Right) reading {
		switch r.Type {
		case Data:
			return read(r)
		case RightUnknown:
			return unknown("type not stated")
		}
		return beside("no data asset")
	})
}

func (x *examiner) dataRegistered(n int) []reading {
	return x.data(n, func(r *Right) reading {
		if number := r.DataRights.Or(DataRights{}).Registration; number != "" {
			return answered(true, number)
		}
		return unknown("registration not stated")
	})
}

// dataRights gives the rights that are there. Those that are neither there nor denied leave it open
// whether the set is larger.
func (x *examiner) dataRights(n int) []reading {
	return x.data(n, func(r *Right) reading {
		d := r.DataRights.Or(DataRights{})
		v := reading{known: true, text: "none of the rights"}
		var there DataRightSet
		for i, flag := range [...]Opt[bool]{d.Holding, d.Processing, d.Operating} {
			if flag.Or(false) {
				there |= 1 << i
			}
			if !flag.IsKnown() {
				v.open = append(v.open, DataRightSet(1<<i).names()...)
			}
		}
		v.words = there.names()
		if there != 0 {
			v.text = there.String()
		}
		return v
	})
}

func (x *examiner) licenceLoop(n int) []reading {
	c := x.contract(n)
	t, ok := c.Terms.(Sublicense)
	if !ok {
		return one(beside("no loop"))
	}
	check := x.pool.loop(*c, t)
	text := "declared, covered, pledged, unconditional"
	if len(check.Missing) > 0 {
		text = check.Missing[0]
	}
	if check.Outcome == OutcomeUnknown {
		return one(unknown(text))
	}
	return one(answered(check.Outcome == Pass, text))
}

func (x *examiner) licenceExclusive(n int) []reading {
	t, ok := x.contract(n).Terms.(Sublicense)
	if !ok {
		return one(beside("no licence"))
	}
	first, back := answerOf(t.Licence.Exclusive, "not stated"), answerOf(t.LicenceBack.Exclusive, "not stated")
	first.of, back.of = "licence", "licence_back"
	return []reading{first, back}
}

func (x *examiner) licenceConflict(n int) []reading {
	return x.rights(n, func(i int, _ *Right) reading {
		c, found := x.conflicts[i]
		switch {
		case !found:
			return answered(false, "no conflict")
		case c.Outcome == Fail:
			return answered(true, c.Kind.String())
		}
		return unknown(c.Kind.String() + " not ruled out: " + c.Missing[0] + " not stated")
	})
}

// coverage is that after haircuts of rights that live, at the valuation date.
func (x *examiner) coverage(n int) []reading {
	if len(x.contract(n).rights) == 0 {
		return one(unknown(noRight))
	}
	p, err := x.value.contractPoint(n, x.balances)
	if err != nil {
		return one(unknown(err.Error()))
	}
	r := reading{known: true, low: ratioOf(p.Net.Low, p.Balance), high: ratioOf(p.Net.High, p.Balance)}
	r.text = percentText(r.low)
	switch {
	case p.Unvalued > 0:
		r.high = nil
		r.text = "at least " + r.text + ", " + counted(p.Unvalued, "right") + " without a value"
	case !p.Net.Known():
		r.text += " to " + percentText(r.high)
	}
	return one(r)
}

// loanToValue is the principal over the value of the rights before haircuts, each counted once and
// whether or not it lives.
func (x *examiner) loanToValue(n int) []reading {
	c := x.contract(n)
	if len(c.rights) == 0 {
		return one(unknown(noRight))
	}
	var value Range
	for _, i := range c.rights {
		at := x.value.place[i]
		gross, known := x.value.values[at].Gross.Get()
		if !known {
			return one(unknown(x.pool.rights[i].ID + " has no value that counts"))
		}
		whole := portion{gross: gross, net: gross, grossSure: true, netSure: true}
		part := x.value.portionOf(at, x.balances, whole, func(q Claim) bool { return q.Contract == n })
		high, err := value.High.Add(part.gross)
		if err != nil {
			return one(unknown(err.Error()))
		}
		value.High = high
		if part.grossSure {
			value.Low += part.gross
		}
	}
	if value.High == 0 {
		return one(unknown("the value is 0"))
	}
	r := reading{known: true, low: ratioOf(c.Principal, value.High)}
	r.text = percentText(r.low)
	if value.Low > 0 {
		r.high = ratioOf(c.Principal, value.Low)
	}
	if !value.Known() {
		r.text = "at least " + r.text + ", for the rank of the claims on a right is not known"
	}
	return one(r)
}

// principals is what is outstanding at the cut-off date.
func (p *Pool) principals(n int, _ calendar.Date) money.Amount { return p.contracts[n].Principal }
