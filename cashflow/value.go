package cashflow

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
)

// PV is the present value (现值) of amounts on a day, in minor units:
//
//	Σ amount · (1 + rate/m)^(−m·t),  t = days from on / 365
//
// with m compounding periods a year, 1 for the annual effective rate. An amount on the day itself
// counts in full. Errors: ErrNoDate, ErrPast, ErrYield.
func PV(flows []Dated, on calendar.Date, y Yield) (float64, error) {
	v, err := moments(flows, on, y)
	return v.pv, err
}

// MacaulayDuration (麦考利久期) is the mean time to the amounts in years, weighted by present value:
//
//	Σ t·PV_i / Σ PV_i
//
// Errors: those of PV, and ErrNoValue.
func MacaulayDuration(flows []Dated, on calendar.Date, y Yield) (float64, error) {
	v, err := moments(flows, on, y)
	if err != nil {
		return 0, err
	}
	return v.per(v.t)
}

// ModifiedDuration (修正久期) is the relative fall of the present value for a rise of the rate, in
// years:
//
//	−PV'(rate)/PV = Macaulay duration / (1 + rate/m)
//
// Errors: those of PV, and ErrNoValue.
func ModifiedDuration(flows []Dated, on calendar.Date, y Yield) (float64, error) {
	v, err := moments(flows, on, y)
	if err != nil {
		return 0, err
	}
	return v.per(v.t / v.growth)
}

// Convexity (凸性) is the relative second derivative of the present value by the rate, in years
// squared:
//
//	PV''(rate)/PV = Σ t·(t + 1/m)·PV_i / (Σ PV_i · (1 + rate/m)²)
//
// Errors: those of PV, and ErrNoValue.
func Convexity(flows []Dated, on calendar.Date, y Yield) (float64, error) {
	v, err := moments(flows, on, y)
	if err != nil {
		return 0, err
	}
	return v.per((v.tt + v.t/v.m) / (v.growth * v.growth))
}

// moment holds Σ PV_i, Σ t·PV_i and Σ t²·PV_i.
type moment struct{ pv, t, tt, m, growth float64 }

func (v moment) per(sum float64) (float64, error) {
	if v.pv == 0 {
		return 0, ErrNoValue
	}
	return sum / v.pv, nil
}

func moments(flows []Dated, on calendar.Date, y Yield) (moment, error) {
	m, growth, err := y.compounding()
	if err != nil {
		return moment{}, err
	}
	t, err := years(flows, on)
	if err != nil {
		return moment{}, err
	}
	v := moment{m: m, growth: growth}
	force := m * math.Log1p(y.Rate/m) // per year, so that a discount factor is exp(−force·t)
	for i, f := range flows {
		worth := float64(f.Amount) * math.Exp(-force*t[i])
		weighted := float64(worth * t[i])
		// The conversions keep products and sums apart: no machine may fuse them.
		v.pv += float64(worth)
		v.t += weighted
		v.tt += float64(weighted * t[i])
	}
	return v, nil
}
