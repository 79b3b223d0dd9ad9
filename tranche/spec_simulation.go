package tranche

import (
	"io"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// SimulationSchema is the name and version of the simulation document.
const SimulationSchema = "ipabs.simulation/1"

// SimulationSpec says how a deal is simulated, as a person writes it: everything of SimulationSettings that is no
// value of a program. What it does not state is not drawn.
type SimulationSpec struct {
	Schema string `json:"schema"`
	// Factors, Block and Importance are those of credit.Sampling.
	Factors    credit.FactorSampling `json:"factors,omitempty"`
	Block      int                   `json:"block,omitempty"`
	Importance *credit.Importance    `json:"importance,omitempty"`
	NoControl  bool                  `json:"no_control,omitempty"`
	// Recovery says when what is recovered arrives.
	Recovery *RecoveryTimingSpec `json:"recovery,omitempty"`
	// ArrearsDays is the definition of default in days overdue.
	ArrearsDays int `json:"arrears_days,omitempty"`
	// Parties names the agents that stand for outsiders of the deal; IndependentParties draws them apart.
	Parties            map[string]string `json:"parties,omitempty"`
	IndependentParties bool              `json:"independent_parties,omitempty"`
	// Scenario is what happens to the contracts on every path until they default: royalties, prepayments at a rate,
	// set-offs, but no defaults or arrears.
	Scenario *cashflow.ScenarioSpec `json:"scenario,omitempty"`
	// Rates are futures of reference rates.
	Rates *RateFuturesSpec `json:"rates,omitempty"`
	Draws
	// Target ends the simulation when a standard error is reached.
	Target *TargetSpec `json:"target,omitempty"`
	// Enhancements and ReverseStress ask a program for what stands on top of the simulation: the effect of each
	// enhancement on every class (see [Simulator.Enhancements]), and the likeliest sets of defaults that break the
	// classes named (see [Simulator.ReverseStress]).
	Enhancements  bool     `json:"enhancements,omitempty"`
	ReverseStress []string `json:"reverse_stress,omitempty"`
	// Sizing asks for the largest classes that keep to a table of limits (see [SizeToTargets]), BreakEven how many
	// times the hazards of the credit document classes stand (see [Simulator.BreakEvenMultiple]).
	Sizing    *TableSizingSpec `json:"sizing,omitempty"`
	BreakEven []MultipleSpec   `json:"break_even,omitempty"`
}

// RecoveryTimingSpec is RecoverySettings with decimals.
type RecoveryTimingSpec struct {
	Deposit   bool                  `json:"deposit,omitempty"`
	LagMonths int                   `json:"lag_months,omitempty"`
	Timing    []cashflow.TimingSpec `json:"timing,omitempty"`
}

// RateFuturesSpec is a model of a rate from which Paths futures are drawn by Seed, or futures that are given.
type RateFuturesSpec struct {
	Model *RateModel `json:"model,omitempty"`
	Paths int        `json:"paths,omitempty"`
	Seed  uint64     `json:"seed,omitempty"`
	Given []RatePath `json:"given,omitempty"`
	// DependsOn ties them, in their order, to a factor of the credit model: with a weight above 0 those that stand
	// first come in bad times.
	DependsOn Dependence `json:"depends_on,omitzero"`
}

// TargetSpec is a Target: a standard error of the expected loss of a class, as a share of its notional.
type TargetSpec struct {
	Class         string  `json:"class"`
	StandardError float64 `json:"standard_error"`
}

// ReadSimulation reads a simulation document in JSON. Fields that the format does not have and values that a
// field cannot hold are refused, all of them at once (see faults.DecodeJSON).
func ReadSimulation(r io.Reader) (SimulationSpec, error) {
	var s SimulationSpec
	err := faults.DecodeJSON(r, &s)
	return s, err
}

// Settings turns the document into settings for a deal and a model, whose contracts the settings of cashflow
// project. Paths, seed, workers and progress are for the caller to fill in.
//
// The error is a *faults.Error for the document; what depends on deal and model is checked by [NewSimulator].
func (s SimulationSpec) Settings(deal *Deal, model *credit.Model, contracts cashflow.Settings) (SimulationSettings, error) {
	var list faults.List
	switch s.Schema {
	case SimulationSchema:
	case "":
		list.Add("schema", faults.Missing, nil, SimulationSchema)
	default:
		list.Add("schema", faults.Unsupported, s.Schema, SimulationSchema)
	}
	out := SimulationSettings{Sampling: credit.Sampling{Factors: s.Factors, Block: s.Block, Importance: s.Importance}, NoControl: s.NoControl, ArrearsDays: s.ArrearsDays,
		Parties: s.Parties, IndependentParties: s.IndependentParties, Draws: s.Draws, Contracts: contracts}
	if r := s.Recovery; r != nil {
		out.Recovery = RecoverySettings{Deposit: r.Deposit, LagMonths: r.LagMonths}
		for i, p := range r.Timing {
			out.Recovery.Timing = append(out.Recovery.Timing, RecoveryPart{p.Months, shareOf(&list, faults.Index("recovery.timing", i)+".share", p.Share)})
		}
	}
	if t := s.Target; t != nil {
		out.Target = &Target{t.Class, t.StandardError}
	}
	s.worlds(&list, deal, model, contracts, &out)
	s.checkStructuring(&list, deal)
	return out, list.Err()
}

func shareOf(list *faults.List, path string, d decimal.Decimal) money.Rate {
	v, err := money.RateFromDecimal(d)
	if err != nil || v < 0 || v > money.One {
		list.Add(path, faults.OutOfRange, d, "a share between 0 and 1 with at most 12 decimals")
	}
	return v
}

// worlds makes the worlds of the scenario and of the futures of rates.
func (s SimulationSpec) worlds(list *faults.List, deal *Deal, model *credit.Model, contracts cashflow.Settings, out *SimulationSettings) {
	var scenario cashflow.ScenarioSpec
	if s.Scenario != nil {
		scenario = *s.Scenario
	}
	r := s.Rates
	switch {
	case r != nil && (r.Model == nil) == (len(r.Given) == 0):
		list.Add("rates", faults.Inconsistent, nil, "either a model with a number of paths, or given futures")
	case r != nil:
		paths := r.Given
		if r.Model != nil {
			var err error
			out.WorldsDrawn = true
			if paths, err = r.Model.Paths(r.Paths, r.Seed); err != nil {
				list.Append("rates", err)
				return
			}
		}
		var err error
		if out.Worlds, err = RateWorlds(deal.Spec(), scenario, model.Pool(), contracts, paths); err != nil {
			list.Append("rates", err)
		}
		on, err := r.DependsOn.resolve(model)
		if err != nil {
			list.Append("rates.depends_on", err)
		}
		if on.factor >= 0 {
			out.WorldLink = credit.Loading{Factor: on.factor, Weight: on.weight}
		}
	case s.Scenario != nil:
		resolved, err := scenario.Resolve(model.Pool(), contracts)
		if err != nil {
			list.Append("scenario", err)
		}
		out.Worlds = []World{{Name: scenario.Name, Probability: 1, Scenario: resolved}}
	}
}
