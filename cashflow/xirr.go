package cashflow

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Classes of error of XIRR, for errors.Is.
var (
	ErrNoRoot       = errors.New("cashflow: no internal rate of return")
	ErrSeveralRoots = errors.New("cashflow: several internal rates of return")
)

// NoRootError says why amounts have no internal rate of return. errors.Is(err, ErrNoRoot) holds.
type NoRootError struct{ Reason string }

// Error gives the reason.
func (e *NoRootError) Error() string { return ErrNoRoot.Error() + ": " + e.Reason }

// Unwrap gives ErrNoRoot.
func (e *NoRootError) Unwrap() error { return ErrNoRoot }

// SeveralRootsError gives all internal rates of return of amounts that have more than one.
// errors.Is(err, ErrSeveralRoots) holds.
type SeveralRootsError struct{ Roots []float64 } // ascending

// Error lists the rates.
func (e *SeveralRootsError) Error() string {
	texts := make([]string, len(e.Roots))
	for i, r := range e.Roots {
		texts[i] = fmt.Sprintf("%.6g", r)
	}
	return ErrSeveralRoots.Error() + ": " + strings.Join(texts, ", ")
}

// Unwrap gives ErrSeveralRoots.
func (e *SeveralRootsError) Unwrap() error { return ErrSeveralRoots }

// The rates among which XIRR searches: from −99.9999 % to 10^12 a year.
const (
	MinXIRR = -0.999999
	MaxXIRR = 1e12
)

// rootStep is the step of the scan for roots, in the logarithm of 1 + rate: about 1 %. Where amounts
// change sign more than once, two roots closer together than this are still found, through the
// extremum between them.
const rootStep = 0.01

// touching is how near to zero an extremum must come to count as a root where the curve touches
// zero without crossing it: |NPV| ≤ touching · Σ |discounted amount|. It is a few hundred roundings
// of float64.
const touching = 1e-13

// XIRR is the internal rate of return (内部收益率) of dated amounts, annual effective: the rate with
//
//	Σ amount · (1 + rate)^(−t) = 0,  t = days from the first amount / 365
//
// to |error| ≤ 1e-12·(1 + rate) as far as the amounts determine it. The order of the amounts does not
// matter; amounts on one day are summed.
//
// By Descartes' rule amounts whose sign changes once in order of date have one root and no other; it
// is bracketed and refined by Newton's steps within the bracket. For more changes of sign the whole
// range from MinXIRR to MaxXIRR is scanned and every root is reported.
//
// Errors: *NoRootError (fewer than two dates, one sign only, no root in the range),
// *SeveralRootsError with all of them, ErrNoDate, money.ErrOverflow.
func XIRR(flows []Dated) (float64, error) {
	sorted, err := byDate(flows)
	if err != nil {
		return 0, err
	}
	if len(sorted) < 2 {
		return 0, &NoRootError{Reason: "amounts on fewer than two dates"}
	}
	n := npv{amounts: make([]float64, len(sorted)), t: make([]float64, len(sorted))}
	changes := 0
	for i, f := range sorted {
		n.amounts[i] = float64(f.Amount)
		n.t[i] = float64(f.Date.Sub(sorted[0].Date)) / daysPerYear
		if i > 0 && (f.Amount > 0) != (sorted[i-1].Amount > 0) {
			changes++
		}
	}
	n.end = n.t[len(sorted)-1]
	low, high := math.Log1p(MinXIRR), math.Log1p(MaxXIRR)
	var roots []float64
	switch {
	case changes == 0:
		return 0, &NoRootError{Reason: "all amounts have the same sign"}
	case changes == 1:
		roots = n.only(low, high)
	default:
		roots = n.scan(low, high)
	}
	switch len(roots) {
	case 0:
		return 0, &NoRootError{Reason: fmt.Sprintf("none between %g and %g", MinXIRR, MaxXIRR)}
	case 1:
		return math.Expm1(roots[0]), nil
	}
	for i, x := range roots {
		roots[i] = math.Expm1(x)
	}
	return 0, &SeveralRootsError{Roots: roots}
}

// npv is Σ amount·exp(−x·t) as a function of x = ln(1 + rate).
type npv struct {
	amounts, t []float64
	end        float64 // the last t
}

// at gives the value, its slope and Σ |amount·exp(−x·t)|. For x < 0 all three are of the function
// times exp(x·end), which has the same roots and does not overflow: no exponent is above 0.
func (n *npv) at(x float64) (value, slope, size float64) {
	shift := 0.0
	if x < 0 {
		shift = n.end
	}
	for i, a := range n.amounts {
		t := n.t[i] - shift
		w := float64(a * math.Exp(-x*t))
		value += w
		slope -= float64(w * t)
		size += math.Abs(w)
	}
	return value, slope, size
}

// only gives the one root of amounts with one change of sign, or none when it lies outside the range.
func (n *npv) only(low, high float64) []float64 {
	vl, _, _ := n.at(low)
	v0, _, _ := n.at(0)
	vh, _, _ := n.at(high)
	switch {
	case v0 == 0:
		return []float64{0}
	case (vl > 0) != (v0 > 0):
		return []float64{n.refine(low, 0, vl > 0)}
	case (v0 > 0) != (vh > 0):
		return []float64{n.refine(0, high, v0 > 0)}
	}
	return nil
}

// scan gives every root between two points, of which one lies below 0 and one above.
func (n *npv) scan(low, high float64) []float64 {
	var roots []float64
	for _, side := range [2][2]float64{{low, 0}, {0, high}} {
		steps := int(math.Ceil((side[1] - side[0]) / rootStep))
		width := (side[1] - side[0]) / float64(steps)
		for k := range steps {
			a := side[0] + float64(float64(k)*width)
			b := side[0] + float64(float64(k+1)*width)
			if k == steps-1 {
				b = side[1]
			}
			roots = n.rootsIn(roots, a, b)
		}
	}
	return roots
}

// beside is how far from a root at the end of a cell, in cells, the search for others goes on.
const beside = 1e-6

// rootsIn appends the roots in [a, b); a and b lie on the same side of 0.
func (n *npv) rootsIn(roots []float64, a, b float64) []float64 {
	// Which of the two forms of the function serves is decided by the sign of x, so 0 itself belongs
	// to the cells above it; below, the bound stands in for it. Signs agree there, slopes may not.
	if b == 0 {
		b = -math.SmallestNonzeroFloat64
	}
	step := float64((b - a) * beside)
	va, sa, _ := n.at(a)
	vb, sb, _ := n.at(b)
	if va == 0 {
		roots = append(roots, a)
		a += step
		va, sa, _ = n.at(a)
	}
	if vb == 0 { // the next cell begins there
		b -= step
		vb, sb, _ = n.at(b)
	}
	switch {
	case (va > 0) != (vb > 0):
		return append(roots, n.refine(a, b, va > 0))
	case (va > 0) == (sa > 0) || (vb > 0) == (sb < 0):
		return roots // the curve leaves zero at one end: no extremum towards zero in between
	}
	// Towards zero from both ends: find the extremum, by the sign of the slope.
	left, right := a, b
	for range 200 {
		mid := left + (right-left)/2
		if mid <= left || mid >= right {
			break
		}
		if _, s, _ := n.at(mid); (s > 0) == (sa > 0) {
			left = mid
		} else {
			right = mid
		}
	}
	v, _, size := n.at(left)
	switch {
	case math.Abs(v) <= touching*size:
		return append(roots, left)
	case (v > 0) == (va > 0):
		return roots
	}
	return append(roots, n.refine(a, left, va > 0), n.refine(left, b, va <= 0))
}

// refine gives the root between a and b, at which the function has different signs, by Newton's
// steps. A step that leaves the bracket, or is longer than half of the one before it, is replaced by
// halving the bracket, so that the search ends however flat the curve is.
func (n *npv) refine(a, b float64, positiveAtA bool) float64 {
	x, before := a+(b-a)/2, b-a
	for range 200 {
		v, s, _ := n.at(x)
		if v == 0 {
			return x
		}
		if (v > 0) == positiveAtA {
			a = x
		} else {
			b = x
		}
		next := x - v/s
		if !(next > a && next < b) || math.Abs(next-x) > before/2 { // also when v/s is no number
			next = a + (b-a)/2
		}
		before = math.Abs(next - x)
		if next <= a || next >= b || before <= 1e-15*math.Max(1, math.Abs(next)) {
			return next
		}
		x = next
	}
	return x
}
