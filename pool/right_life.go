package pool

import "github.com/ipabs/ipabs/calendar"

// AnnuityRule says what becomes of a right after the day up to which its annual fees are paid.
type AnnuityRule uint8

// The rules.
const (
	AnnuityContinues AnnuityRule = iota // the fees will go on being paid: the day is reported and ends nothing
	AnnuityEnds                         // the right is taken to end with the last day that is paid for
)

var annuityNames = vocabulary{"annuity rule", []string{"continues", "ends"}}

// String gives continues or ends.
func (a AnnuityRule) String() string { return nameOf(annuityNames, a) }

// LifeRules say what may be concluded about the life of a right beyond what is stated. The zero
// value concludes nothing: only a stated expiry ends a right, and only a stated status makes it live.
type LifeRules struct {
	// Terms give the legal end where no expiry is stated; see ChineseRightTerms.
	Terms   RightTerms
	Annuity AnnuityRule
	// AssumeValid takes a right whose status is not stated for valid. Each right so taken says so
	// (RightLife.Assumed).
	AssumeValid bool
}

// LifeBasis says what the expiry of a right rests on.
type LifeBasis uint8

// The bases.
const (
	LifeUnknown LifeBasis = iota // neither stated nor to be told from the terms
	LifeStated                   // the specification states the expiry
	LifeLegal                    // the legal term gives it
)

var lifeBasisNames = vocabulary{"basis of an expiry", []string{"", "stated", "legal"}}

// String gives stated, legal or the empty text for unknown.
func (b LifeBasis) String() string { return nameOf(lifeBasisNames, b) }

// EndCause says what ends a right first.
type EndCause uint8

// The causes.
const (
	EndUnknown EndCause = iota
	EndExpiry           // the stated or legal expiry (期限届满)
	EndAnnuity          // the annual fees are paid no further (未缴年费)
	EndLapsed           // the right has lapsed already (已失效)
)

var endCauseNames = vocabulary{"cause of an end", []string{"", "expiry", "annuity", "lapsed"}}

// String gives expiry, annuity, lapsed or the empty text for unknown.
func (c EndCause) String() string { return nameOf(endCauseNames, c) }

// RightLife is how long a right lives, and how that is known. A right lives through its last day.
type RightLife struct {
	Right int // index in the pool

	// Expires is the last day of the term: the stated day, which wins, or the legal one.
	Expires Opt[calendar.Date]
	Basis   LifeBasis
	// Legal is what the table of terms says, whether or not it is used.
	Legal LegalTerm
	// BeyondLegal is the number of days, above 0, by which the stated expiry lies after the legal one. The stated day
	// stands all the same: an extension of the term may explain it, or a slip of the pen. It is unknown
	// where there is no such difference to report.
	BeyondLegal Opt[int]
	// Renewable says that the term can be renewed by its holder, as that of a trademark.
	Renewable bool

	// AnnuityPaidUntil is the last day paid for, zero when not stated.
	AnnuityPaidUntil calendar.Date
	// Ends is the last day on which the right lives under the rules: the earliest of the expiry, the
	// paid annuity (if that ends it; no annuity is paid beyond the term) and the day before a lapse was
	// stated. Cause says which of them it is; of two on one day, the first in that order.
	Ends  Opt[calendar.Date]
	Cause EndCause
	// Assumed says that the right is taken for valid without a statement.
	Assumed bool

	status RightStatus
	seen   calendar.Date // the day for which the status is stated
}

// Life is the answer to whether a right lives on a day.
type Life uint8

// The answers. Unknown is neither of the others.
const (
	MayLive Life = iota // not known
	Lives
	Dead
)

var lifeNames = vocabulary{"state of life", []string{"unknown", "lives", "dead"}}

// String gives unknown, lives or dead.
func (l Life) String() string { return nameOf(lifeNames, l) }

// On says whether the right lives on a day.
//
// After its end it is dead. Up to its end it lives when its status says that it is in force: valid,
// pledged, licensed, or attacked but not yet taken away. A pending application may or may not become
// a right, and without a status nothing is known (see LifeRules.AssumeValid). A right in force whose
// end is not known is known to live up to the day for which its status is stated.
func (l RightLife) On(d calendar.Date) Life {
	end, known := l.Ends.Get()
	if known && d.After(end) {
		return Dead
	}
	if !l.inForce() {
		return MayLive
	}
	if !known && d.After(l.seen) {
		return MayLive
	}
	return Lives
}

func (l RightLife) inForce() bool {
	switch l.status {
	case Valid, StatusPledged, StatusLicensedAway, InvalidationFiled, OwnershipDisputed:
		return true
	}
	return l.Assumed
}

// RightLife gives the life of the i-th right.
func (p *Pool) RightLife(i int, rules LifeRules) RightLife {
	r := p.rights[i]
	l := RightLife{Right: i, Legal: rules.Terms.Of(*r), AnnuityPaidUntil: r.AnnuityPaidUntil, status: r.Status, seen: r.StatusDate}
	if l.seen.IsZero() {
		l.seen = p.asOf
	}
	l.Renewable = l.Legal.Renewable
	l.Assumed = r.Status == StatusUnknown && rules.AssumeValid
	legal, hasLegal := l.Legal.Ends.Get()
	switch {
	case !r.Expires.IsZero():
		l.Expires, l.Basis = Known(r.Expires), LifeStated
		if hasLegal && r.Expires.After(legal) {
			l.BeyondLegal = Known(r.Expires.Sub(legal))
		}
	case hasLegal:
		l.Expires, l.Basis = Known(legal), LifeLegal
	}
	l.end(l.Expires.Or(0), EndExpiry)
	if rules.Annuity == AnnuityEnds {
		l.end(r.AnnuityPaidUntil, EndAnnuity)
	}
	if r.Status == Lapsed {
		l.end(l.seen.AddDays(-1), EndLapsed)
	}
	return l
}

// end brings the end forward to a day; the unset day changes nothing.
func (l *RightLife) end(d calendar.Date, cause EndCause) {
	if now, known := l.Ends.Get(); d.IsZero() || known && !d.Before(now) {
		return
	}
	l.Ends, l.Cause = Known(d), cause
}

// RightLives gives the life of every right in the pool's list, in order.
func (p *Pool) RightLives(rules LifeRules) []RightLife {
	lives := make([]RightLife, len(p.rights))
	for i := range lives {
		lives[i] = p.RightLife(i, rules)
	}
	return lives
}
