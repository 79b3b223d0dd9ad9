package pool

import (
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// reading is what a rule sees of one subject: of a contract, or of one of its obligors, guarantors or
// rights.
type reading struct {
	of    string // the id of the right or the name of the party; empty for the contract
	known bool
	// text is the value as it is shown. Where it is not known, it says what is not stated.
	text string
	// beside says that there is nothing here for a rule to judge, such as the annual fees of a trademark.
	beside bool

	answer    bool
	low, high *big.Rat // a number that is not sure lies between; no high is no upper bound
	day       calendar.Date
	words     []string // a word in its finer and its broader form, or the members of a set
	open      []string // members of a set of which it is not known whether they belong to it
}

// seen gives the subject and the value.
func (r reading) seen() string {
	if r.of == "" || r.text == "" {
		return r.of + r.text
	}
	return r.of + " " + r.text
}

func unknown(what string) reading { return reading{text: what} }

func beside(what string) reading { return reading{beside: true, text: what} }

func answered(yes bool, text string) reading {
	return reading{known: true, answer: yes, text: text}
}

// answerOf is the reading of a flag that may be unknown.
func answerOf(flag Opt[bool], what string) reading {
	yes, known := flag.Get()
	switch {
	case !known:
		return unknown(what)
	case yes:
		return answered(true, "yes")
	}
	return answered(false, "no")
}

func worded(words ...string) reading { return reading{known: true, text: words[0], words: words} }

func dated(d calendar.Date, what string) reading {
	if d.IsZero() {
		return unknown(what)
	}
	return reading{known: true, day: d, text: d.String()}
}

func exactly(x *big.Rat, text string) reading {
	return reading{known: true, low: x, high: x, text: text}
}

// counted is a number of things of a kind. Eight digits are shown: 60.000001 months must not read as 60.
func numbered(x *big.Rat, unit string) reading {
	if x.IsInt() && x.Num().IsInt64() {
		return exactly(x, counted(int(x.Num().Int64()), unit))
	}
	return exactly(x, digits(x)+" "+unit+"s")
}

// monthly is a term in months as it was stated: the decimal nearest to the float.
func monthly(m Opt[float64], what string) reading {
	months, known := m.Get()
	if !known {
		return unknown(what)
	}
	return numbered(decimal.NewFromFloat(months).Rat(), "month")
}

func fractionOf(f calendar.Fraction) *big.Rat { return big.NewRat(f.Num, f.Den) }

func share1e12(r money.Rate) *big.Rat { return big.NewRat(int64(r), int64(money.One)) }

// ratioOf is a part over a whole above 0.
func ratioOf(part, whole money.Amount) *big.Rat { return big.NewRat(int64(part), int64(whole)) }

func shared(x *big.Rat) reading { return exactly(x, percentText(x)) }

func percentText(x *big.Rat) string { return digits(new(big.Rat).Mul(x, big.NewRat(100, 1))) + "%" }

func digits(x *big.Rat) string {
	f, _ := x.Float64()
	return strconv.FormatFloat(f, 'g', 8, 64)
}

func (x *examiner) paid(a Opt[money.Amount], what string) reading {
	amount, known := a.Get()
	if !known {
		return unknown(what)
	}
	return exactly(new(big.Rat).SetInt64(int64(amount)), x.pool.currency.Code()+" "+amount.FormatGrouped(x.pool.currency))
}

// counted gives "1 day", "2 days".
func counted(n int, what string) string {
	if n == 1 || n == -1 {
		return strconv.Itoa(n) + " " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func one(r reading) []reading { return []reading{r} }

func (x *examiner) contract(n int) *Contract { return x.pool.contracts[n] }

func (x *examiner) kind(n int) []reading { return one(worded(x.contract(n).Kind().String())) }

func (x *examiner) class(n int) []reading {
	class := x.contract(n).Class
	if class == ClassUnknown {
		return one(unknown("class not stated"))
	}
	return one(worded(class.String()))
}

func (x *examiner) overdueDays(n int) []reading {
	days, known := x.contract(n).OverdueDays.Get()
	if !known {
		return one(unknown("days overdue not stated"))
	}
	return one(numbered(big.NewRat(int64(days), 1), "day"))
}

const noStart, noRate = "start not stated", "rate not stated"

func (x *examiner) started(n int) []reading {
	start := x.contract(n).Start
	if start.IsZero() {
		return one(unknown(noStart))
	}
	return one(answered(!start.After(x.pool.asOf), start.String()))
}

func (x *examiner) start(n int) []reading { return one(dated(x.contract(n).Start, noStart)) }

func (x *examiner) maturity(n int) []reading { return one(dated(x.contract(n).Maturity, "")) }

func (x *examiner) age(n int) []reading {
	months, known := x.pool.AgeMonths(*x.contract(n)).Get()
	if !known {
		return one(unknown(noStart))
	}
	return one(numbered(fractionOf(months), "month"))
}

func (x *examiner) originalTerm(n int) []reading {
	return one(monthly(x.pool.OriginalMonths(*x.contract(n)), "neither term nor start stated"))
}

func (x *examiner) remainingTerm(n int) []reading {
	return one(monthly(Known(x.pool.RemainingMonths(*x.contract(n))), ""))
}

func (x *examiner) rate(n int) []reading {
	rate, known := x.contract(n).Rate.Get()
	if !known {
		return one(unknown(noRate))
	}
	return one(shared(share1e12(rate)))
}

func (x *examiner) balance(n int) []reading { return one(x.paid(Known(x.contract(n).Principal), "")) }

func (x *examiner) balanceShare(n int) []reading {
	return one(shared(ratioOf(x.contract(n).Principal, x.pool.principal)))
}

func (x *examiner) originalAmount(n int) []reading {
	return one(x.paid(x.contract(n).OriginalAmount, "original amount not stated"))
}

func (x *examiner) tags(n int) []reading {
	c := x.contract(n)
	return one(reading{known: true, words: c.tags()})
}

func (x *examiner) security(n int) []reading {
	s := x.contract(n).Security
	if s == 0 {
		return one(unknown("security not stated"))
	}
	return one(reading{known: true, words: s.Names(), text: s.String()})
}

func (x *examiner) confirmed(n int) []reading {
	t, ok := x.contract(n).Terms.(Receivable)
	switch {
	case !ok:
		return one(beside("no receivable"))
	case t.Confirmed.IsZero():
		return one(unknown("confirmation by the debtor not stated"))
	}
	return one(answered(!t.Confirmed.After(x.pool.asOf), t.Confirmed.String()))
}

func (x *examiner) pledgeRatio(n int) []reading {
	t, ok := x.contract(n).Terms.(Microloan)
	if !ok {
		return one(beside("no loan"))
	}
	ratio, known := t.PledgeRatio.Get()
	if !known {
		return one(unknown("pledge ratio not stated"))
	}
	return one(shared(decimal.NewFromFloat(ratio).Rat()))
}

// ofClaim reads a fact of the claim.
func ofClaim(fact func(ClaimFacts) Opt[bool]) func(*examiner, int) []reading {
	return func(x *examiner, n int) []reading { return one(answerOf(fact(x.contract(n).Facts), "not stated")) }
}
