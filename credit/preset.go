package credit

import "math"

// Preset is a published set of correlations. A preset is used only by its name.
type Preset struct {
	Name    string
	Source  string
	Formula string
	// global gives the weight of the global factor from the one-year PD.
	global func(annualPD float64) float64
}

// PresetBaselCorporate names the correlations of the internal ratings approach for corporates.
const PresetBaselCorporate = "basel_irb_corporate"

// Presets lists the presets. Each gives every party one weight, on the global factor. What rating
// agencies assume is not among them: no method document of a Chinese agency is public, and figures of
// others are theirs to state. Write such assumptions as Loadings.
func Presets() []Preset {
	return []Preset{{
		Name:    PresetBaselCorporate,
		Source:  "Basel Committee, CRE31.5; Commercial Bank Capital Rules (NFRA order 2023-4), annex 3",
		Formula: "global = √R, R = 0.12·w + 0.24·(1 − w), w = (1 − e^(−50·PD))/(1 − e^(−50)), with the one-year PD",
		global:  func(pd float64) float64 { return math.Sqrt(BaselCorporateCorrelation(pd)) },
	}}
}

func presetNamed(name string) (Preset, bool) {
	for _, p := range Presets() {
		if p.Name == name {
			return p, true
		}
	}
	return Preset{}, false
}
