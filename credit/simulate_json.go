package credit

import (
	"encoding/json"

	"github.com/ipabs/ipabs/money"
)

// Amounts stand in JSON as whole minor units in fields that say so: attach_minor, detach_minor, unit_minor.
// A portfolio knows no currency in which they could be written otherwise.

type layerJSON struct {
	Attach int64 `json:"attach_minor"`
	Detach int64 `json:"detach_minor"`
}

// MarshalJSON writes attach_minor and detach_minor.
func (l Layer) MarshalJSON() ([]byte, error) {
	return json.Marshal(layerJSON{int64(l.Attach), int64(l.Detach)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *Layer) UnmarshalJSON(data []byte) error {
	var x layerJSON
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	*l = Layer{money.Amount(x.Attach), money.Amount(x.Detach)}
	return nil
}

// MarshalJSON writes the layer with its estimates; those of amounts are in minor units.
func (l LayerLoss) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		layerJSON
		ExpectedLoss       Estimate `json:"expected_loss_minor"`
		ExpectedShare      Estimate `json:"expected_share"`
		HitProbability     Estimate `json:"hit_probability"`
		WipeOutProbability Estimate `json:"wipe_out_probability"`
	}{layerJSON{int64(l.Attach), int64(l.Detach)}, l.ExpectedLoss, l.ExpectedShare, l.HitProbability, l.WipeOutProbability})
}

type simulationJSON struct {
	Sampling
	Layers []Layer `json:"layers,omitempty"`
	Unit   int64   `json:"unit_minor,omitempty"`
}

// MarshalJSON writes what moves results: sampling, layers and unit_minor. The range of paths, the number
// of workers and the progress function do not.
func (s SimulationSettings) MarshalJSON() ([]byte, error) {
	return json.Marshal(simulationJSON{s.Sampling, s.Layers, int64(s.Unit)})
}

// UnmarshalJSON reads what MarshalJSON writes and leaves the other settings alone.
func (s *SimulationSettings) UnmarshalJSON(data []byte) error {
	var x simulationJSON
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	s.Sampling, s.Layers, s.Unit = x.Sampling, x.Layers, money.Amount(x.Unit)
	return nil
}
