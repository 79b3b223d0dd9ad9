package tranche

import (
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// testForm is what a kind of test measures and on which side of the limit it passes. "%" stands for the
// classes, "#" for the days, "@" for the account.
type testForm struct {
	num, den string
	is       Comparison
	classes  bool
	payDown  bool
}

var testForms = map[TestKind]testForm{
	Overcollateral:    {"pool_balance", "balance(%)", AtLeast, true, true},
	InterestCover:     {"interest_collected", "interest_due(%)", AtLeast, true, false},
	DebtService:       {"collected", "interest_due(%) + principal_due(%)", AtLeast, true, false},
	CumulativeDefault: {"cumulative_defaulted", "pool_initial + cumulative_purchased", AtMost, false, false},
	Delinquency:       {"overdue(#)", "pool_balance", AtMost, false, false},
	IdleCash:          {"opening_cash(@)", "pool_balance", AtMost, false, false},
	RightsCoverage:    {"rights_value", "pool_balance", AtLeast, false, true},
	RatioTest:         {},
}

func (r *resolver) tests() {
	for i, s := range r.spec.Tests {
		path := faults.Index("tests", i)
		v := &r.deal.tests[i]
		v.kind, v.average, v.consecutive = s.Kind, s.Average, max(s.Consecutive, 1)
		form, ok := testForms[s.Kind]
		if !ok {
			r.faults.Add(path+".kind", faults.Missing, nil, strings.Join(testKindWords[1:], ", "))
			continue
		}
		if s.Average < 0 || s.Average > maxPayments || s.Consecutive < 0 || s.Consecutive > maxPayments {
			r.faults.Add(path, faults.OutOfRange, nil, "counts of payments between 1 and 1200")
		}
		v.is, v.payDown = form.is, form.payDown
		if s.Is != ComparisonUnknown {
			v.is = s.Is
		}
		if v.is == ComparisonUnknown {
			r.faults.Add(path+".is", faults.Missing, nil, "at_least, at_most, above or below")
		}
		v.needsRights = strings.Contains(string(s.Numerator)+string(s.Denominator), "rights_value") || s.Kind == RightsCoverage && s.Numerator == ""
		r.testSides(path, s, form, v)
		r.testLimit(path, s, v)
	}
}

// testSides compiles what is measured.
func (r *resolver) testSides(path string, s TestSpec, form testForm, v *test) {
	num, den := s.Numerator, s.Denominator
	args := make([]string, len(s.Of))
	for i, name := range s.Of {
		args[i] = "`" + strings.ReplaceAll(name, "`", "") + "`"
	}
	fill := func(text string) Formula {
		days := map[int]string{0: "0", 30: "30", 60: "60", 90: "90"}[s.Days]
		return Formula(strings.NewReplacer("%", strings.Join(args, ", "), "#", days, "@", strings.Join(args, ", ")).Replace(text))
	}
	needs := form.classes && den == "" || s.Kind == IdleCash && num == ""
	switch {
	case needs && len(s.Of) == 0:
		r.faults.Add(path+".of", faults.Missing, nil, "the classes that are measured, or the account of idle_cash")
		return
	case !needs && len(s.Of) > 0:
		r.faults.Add(path+".of", faults.Inconsistent, strings.Join(s.Of, ", "), "names only where the kind measures classes or an account")
	}
	for j, name := range s.Of {
		_, known := r.group(name)
		if s.Kind == IdleCash {
			_, known = indexOf(r.deal.accounts, name)
		}
		if !known {
			r.faults.Add(faults.Index(path+".of", j), faults.Unknown, name, "the name of a class or group, or of an account for idle_cash")
			return
		}
	}
	if s.Kind == Delinquency && num == "" && !slices.Contains([]int{0, 30, 60, 90}, s.Days) {
		r.faults.Add(path+".days", faults.OutOfRange, s.Days, "0, 30, 60 or 90")
		return
	}
	if num == "" && form.num != "" {
		num = fill(form.num)
	}
	if den == "" && form.den != "" {
		den = fill(form.den)
	}
	v.num = r.required(path+".numerator", num, formula.Amount, "the amount that is measured")
	v.den = r.required(path+".denominator", den, formula.Amount, "the amount against which it is measured")
}

func (r *resolver) testLimit(path string, s TestSpec, v *test) {
	if (s.Limit == "") == (len(s.Bands) == 0) {
		r.faults.Add(path+".limit", faults.Inconsistent, nil, "either a limit or bands by year of life")
		return
	}
	v.limit = r.formula(path+".limit", s.Limit, formula.Number)
	if len(s.Bands) == 0 {
		return
	}
	v.bands = make([]money.Rate, len(r.deal.payments))
	limits := make([]money.Rate, len(s.Bands))
	for j, b := range s.Bands {
		at := faults.Index(path+".bands", j)
		if b.Through < 1 || j > 0 && b.Through <= s.Bands[j-1].Through {
			r.faults.Add(at+".through_year", faults.Inconsistent, b.Through, "years of life in ascending order, from 1")
		}
		limit, err := money.RateFromDecimal(b.Limit)
		if err != nil || limit < 0 {
			r.faults.Add(at+".limit", faults.OutOfRange, b.Limit, "a limit of 0 or more with at most 12 decimals")
		}
		limits[j] = limit
	}
	for k := range v.bands {
		j := 0
		for j < len(s.Bands)-1 && s.Bands[j].Through < r.deal.yearOfLife[k] {
			j++
		}
		v.bands[k] = limits[j]
	}
}

func (r *resolver) triggers() {
	probes := 0
	for i, s := range r.spec.Triggers {
		path := faults.Index("triggers", i)
		v := &r.deal.triggers[i]
		v.at, v.consecutive, v.curable, v.probes = s.At, max(s.Consecutive, 1), s.Curable, probes
		if s.Consecutive < 0 || s.Consecutive > maxPayments || s.Curable < 0 || s.Curable > maxPayments {
			r.faults.Add(path, faults.OutOfRange, nil, "counts of evaluations between 0 and 1200")
		}
		v.when = r.required(path+".when", s.When, formula.Bool, "the condition")
		if v.when != nil {
			probes += len(v.when.probe)
		}
		r.deal.lookAt[v.at] = append(r.deal.lookAt[v.at], i)
		for j, e := range s.Effects {
			at := faults.Index(path+".effects", j)
			if (e.Event == "") == (e.Status == StatusUnknown) {
				r.faults.Add(at, faults.Inconsistent, nil, "either an event or a status")
				continue
			}
			if e.Event != "" {
				v.events = append(v.events, slices.Index(r.deal.events, e.Event))
			}
			v.status = max(v.status, e.Status)
		}
	}
}
