package credit

import "math"

// BaselCorporateCorrelation is the asset correlation that the internal ratings approach prescribes
// for corporate, sovereign and bank exposures, from 24 % at pd 0 down to 12 % at high pd:
//
//	R = 0.12·w + 0.24·(1 − w),   w = (1 − e^(−50·pd)) / (1 − e^(−50))
//
// It is a regulator's convention, fitted so that weaker firms depend less on the economy; it is
// offered as the preset "basel_irb_corporate" and is never taken unasked. The adjustment for small
// firms and the multiplier for large financial institutions are not in it. NaN when pd is outside
// [0, 1].
//
// Source: Basel Committee, CRE31.5; the same formula stands in annex 3 of China's Commercial Bank
// Capital Rules (NFRA order 2023-4).
func BaselCorporateCorrelation(pd float64) float64 {
	if !isProbability(pd) {
		return math.NaN()
	}
	w := math.Expm1(-50*pd) / math.Expm1(-50)
	return 0.12*w + 0.24*(1-w)
}
