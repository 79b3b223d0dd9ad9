package credit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/pool"
)

// approx lets numbers differ by rounding.
var approx = cmp.Options{cmpopts.EquateApprox(0, 1e-13), cmpopts.EquateEmpty()}

// TestModelOfTheWholeDocument checks agents, factors and contracts of the small pool by hand.
func TestModelOfTheWholeDocument(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	type agent struct {
		ID, Source string
		Role       credit.AgentRole
		OneYear    float64
		Loadings   map[string]float64
	}
	var got []agent
	for i := range m.NumAgents() {
		a := m.Agent(i)
		pd, err := a.Curve.PD(365)
		if err != nil {
			t.Fatal(err)
		}
		loadings := map[string]float64{}
		for _, l := range a.Loadings {
			loadings[m.Factor(l.Factor).String()] = l.Weight
		}
		got = append(got, agent{a.ID, a.Source, a.Role, pd, loadings})
	}
	// Of the maker's 5 of principal, 3/2 + 2 stand behind a patent and 3/2 behind a trademark.
	patents, marks := 0.3*math.Sqrt(3.5/5), 0.3*math.Sqrt(1.5/5)
	// The hazard of the platform between day 182 and year 3 is constant.
	platform := 1 - 0.996*math.Pow(0.97/0.996, 183.0/(1095-182))
	want := []agent{
		{"studio", "pd.ratings.A+", credit.AgentObligor, 0.03, map[string]float64{"global": 0.4, "industry R": 0.2, "region 11": 0.1,
			"ip_type copyright": 0.3, "group east": 0.5, "party surety": 0.2, "party lessor": 0.2}},
		{"pictures", "pd.ratings.A", credit.AgentObligor, 1 - math.Exp(-0.05), map[string]float64{"global": 0.4, "industry R": 0.2, "region 31": 0.1,
			"ip_type copyright": 0.3, "group east": 0.5, "party surety": 0.2, "party lessor": 0.2}},
		{"surety", "pool, stated", credit.AgentGuarantor, 0.03, map[string]float64{"global": 0.4, "industry J": 0.2, "region 44": 0.1, "party surety": 0.6}},
		{"lessor", "pool, stated", credit.AgentOriginator | credit.AgentFurther, 0.015, map[string]float64{"global": 0.5, "party lessor": 0.5}},
		{"platform", "pd.parties.platform", credit.AgentObligor, platform, map[string]float64{"global": 0.4, "industry I": 0.2, "region 11": 0.1, "party lessor": 0.2}},
		{"maker", "pool, stated", credit.AgentObligor, 0.05, map[string]float64{"global": 0.4, "industry C": 0.2, "region 44": 0.1,
			"ip_type patent": patents, "ip_type trademark": marks, "party surety": 0.2, "party lessor": 0.2}},
		{"script", "rights.hazards[1]", credit.AgentRight, 0.02, map[string]float64{"global": 0.1, "ip_type copyright": 0.5}},
		{"chip", "rights.hazards[0]", credit.AgentRight, 0.2, map[string]float64{"global": 0.1, "ip_type patent": 0.5}},
		{"mark", "rights.hazards[1]", credit.AgentRight, 0.02, map[string]float64{"global": 0.1, "ip_type trademark": 0.5}},
	}
	if diff := cmp.Diff(want, got, approx); diff != "" {
		t.Errorf("agents (-want +got):\n%s", diff)
	}
	decay := math.Ln2 / (60 * 365.0 / 12)
	link := credit.Loading{Factor: 0, Weight: 0.3}
	lgd := func(mean float64) credit.LGD { return credit.LGD{Mean: mean} }
	pledge := credit.LGD{Mean: 0.25, StdDev: 0.1}
	contracts := []credit.ModelContract{
		{Contract: 0, Obligors: []int{0, 1}, Joint: credit.AllDefault, Guarantors: []int{2}, Pledged: []int{6},
			LGD: pledge, Unguaranteed: lgd(0.5), Unpledged: lgd(0.4), Bare: lgd(0.8), Decay: decay, End: 912},
		{Contract: 1, Obligors: []int{4}, Joint: credit.FirstNamed, LGD: credit.LGD{Mean: 0.6, Link: link}, Unguaranteed: credit.LGD{Mean: 0.6, Link: link},
			Unpledged: credit.LGD{Mean: 0.6, Link: link}, Bare: credit.LGD{Mean: 0.6, Link: link}, End: 182},
		{Contract: 2, Obligors: []int{5}, Joint: credit.FirstNamed, Guarantors: []int{2}, Essential: []int{7, 8}, OnLoss: 0.3, Pledged: []int{7, 8},
			LGD: pledge, Unguaranteed: lgd(0.5), Unpledged: lgd(0.4), Bare: lgd(0.8), Decay: decay, End: 912},
		{Contract: 3, Obligors: []int{5}, Joint: credit.FirstNamed, Pledged: []int{7}, LGD: lgd(0.5), Unguaranteed: lgd(0.5), Unpledged: lgd(0.9), Bare: lgd(0.9),
			Decay: decay, End: 912},
	}
	for i, w := range contracts {
		if diff := cmp.Diff(w, m.Contract(i), approx); diff != "" {
			t.Errorf("contract %d (-want +got):\n%s", i, diff)
		}
	}
	notes := []string{
		`right script: its last day is not known (a term for screenplay in the table "china"); no expiry ends it`,
		`right mark, which expires on 2024-03-31, is taken to be renewed`,
	}
	if diff := cmp.Diff(notes, m.Notes()); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if r := m.Correlation(0, 1); !within(r, 0.16+0.04+0.09+0.25+0.04+0.04, 1e-14) {
		t.Errorf("correlation of the affiliates is %v", r)
	}
	if c, err := m.Threshold(0, 365); err != nil || !within(c, credit.StudentQuantile(0.03, 8), 1e-12) {
		t.Errorf("threshold %v, %v", c, err)
	}
}

// TestPortfolioOfTheModel checks the numbers of every position at one year by hand.
func TestPortfolioOfTheModel(t *testing.T) {
	spec := readSpec(t, fullDocument)
	spec.Rights.Renewed = false // the mark ends on 31 March 2024
	spec.Rights.DefaultOnLoss[0].Probability = 0
	m := modelOf(t, smallPool(), spec)
	got, err := m.PortfolioSpec(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	// What is left of a pledge at a default within the year, by quadrature over the default day.
	left := func(pd float64) float64 {
		hazard := -math.Log1p(-pd)
		return integratePanels(func(x float64) float64 {
			return hazard * math.Exp(-hazard*x) * math.Pow(2, -x*12/60)
		}, []float64{0.5}, 0, 1) / pd
	}
	moved := func(g credit.LGD, to, left float64) credit.LGD {
		m := to - (to-g.Mean)*left
		return credit.LGD{Mean: m, StdDev: g.StdDev * math.Sqrt(m*(1-m)/(g.Mean*(1-g.Mean))), Link: g.Link}
	}
	lgd := func(mean float64) credit.LGD { return credit.LGD{Mean: mean} }
	pledge := credit.LGD{Mean: 0.25, StdDev: 0.1}
	studio, maker := left(0.03), left(0.05)
	linked := credit.LGD{Mean: 0.6, Link: credit.Loading{Factor: 0, Weight: 0.3}}
	want := []credit.Position{
		{ID: "L-1", Exposure: 600, Obligors: []int{0, 1}, Joint: credit.AllDefault, Guarantors: []int{2}, Pledged: []credit.RightEnd{{Agent: 6, PD: 0.02}},
			LGD: moved(pledge, 0.4, studio), Unguaranteed: moved(lgd(0.5), 0.8, studio), Unpledged: lgd(0.4), Bare: lgd(0.8)},
		{ID: "R-1", Exposure: 400, Obligors: []int{4}, PDs: []float64{0.004}, Joint: credit.FirstNamed,
			LGD: linked, Unguaranteed: linked, Unpledged: linked, Bare: linked},
		// The mark is sure to end, so that the chip alone holds the pledge.
		{ID: "M-1", Exposure: 300, Obligors: []int{5}, Joint: credit.FirstNamed, Guarantors: []int{2}, Pledged: []credit.RightEnd{{Agent: 7, PD: 0.2}},
			LGD: moved(pledge, 0.4, maker), Unguaranteed: moved(lgd(0.5), 0.8, maker), Unpledged: lgd(0.4), Bare: lgd(0.8)},
		{ID: "S-1", Exposure: 200, Obligors: []int{5}, Joint: credit.FirstNamed, Pledged: []credit.RightEnd{{Agent: 7, PD: 0.2}},
			LGD: moved(lgd(0.5), 0.9, maker), Unguaranteed: moved(lgd(0.5), 0.9, maker), Unpledged: lgd(0.9), Bare: lgd(0.9)},
	}
	if diff := cmp.Diff(want, got.Positions, approx); diff != "" {
		t.Errorf("positions (-want +got):\n%s", diff)
	}
	for i, pd := range []float64{0.03, 1 - math.Exp(-0.05), 0.03, 0.015, 1 - 0.996*math.Pow(0.97/0.996, 183.0/(1095-182)), 0.05, 0.02, 0.2, 1} {
		if a := got.Agents[i]; !within(a.PD, pd, 1e-13) {
			t.Errorf("%s: PD %v, want %v", a.ID, a.PD, pd)
		}
	}
	if g := m.LGDOn(2, 365, false, false); !within(g.Mean, 0.4-(0.4-0.25)*math.Pow(2, -12.0/60), 1e-13) || !within(g.StdDev, 0.1*math.Sqrt(g.Mean*(1-g.Mean)/(0.25*0.75)), 1e-13) {
		t.Errorf("after a year %+v", g)
	}
	if g := m.LGDOn(2, 365, true, true); g != lgd(0.8) {
		t.Errorf("without guarantor and pledge %+v", g)
	}
}

// oneFactorDocument has at most three factors, so that default states can be enumerated.
const oneFactorDocument = `{
  "schema": "ipabs.credit/1",
  "pd": {"sources": ["stated"]},
  "lgd": {
    "table": [
      {"security": ["guarantee", "pledge"], "mean": 0.25, "unguaranteed": {"mean": 0.5, "unpledged": {"mean": 1}}, "unpledged": {"mean": 0.75}},
      {"security": ["pledge"], "mean": 0.5, "unpledged": {"mean": 1}}
    ],
    "otherwise": {"mean": 1}
  },
  "correlation": {"loadings": {"global": 0.5, "group": 0.6, "as_agent": 0.3, "guarantor": 0.3}},
  "joint_obligors": "any_default",
  "risk_until": "maturity",
  "guarantors": "agents",
  "rights": {
    "hazards": [{"status": "invalidation_filed", "curve": {"annual_pd": 0.2}}, {"curve": {"annual_pd": 0.05}}],
    "loadings": {"global": 0.4},
    "expiry": "stated",
    "default_on_loss": [{"contract": "M-1", "probability": 0.5}, {"probability": 0}]
  }
}`

// TestModelAgainstEnumeration takes the small pool, with affiliates, co-lessees, a guarantor and rights,
// from the document to the distribution of losses, and compares with the enumeration of all states of
// the portfolio that the document means, written out by hand.
func TestModelAgainstEnumeration(t *testing.T) {
	t.Parallel()
	m := modelOf(t, smallPool(), readSpec(t, oneFactorDocument))
	p, err := m.Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	load := func(weights ...float64) []credit.Loading { // global, group, surety
		var list []credit.Loading
		for f, w := range weights {
			if w != 0 {
				list = append(list, credit.Loading{Factor: f, Weight: w})
			}
		}
		return list
	}
	end := func(agent int, pd float64) []credit.RightEnd { return []credit.RightEnd{{Agent: agent, PD: pd}} }
	lgd := func(mean float64) credit.LGD { return credit.LGD{Mean: mean} }
	byHand := credit.PortfolioSpec{Factors: []string{"global", "east", "surety"}, Agents: []credit.Agent{
		{PD: 0.02, Loadings: load(0.5, 0.6, 0.3)}, {PD: 0.04, Loadings: load(0.5, 0.6, 0.3)}, // studio, pictures
		{PD: 0.03, Loadings: load(0.5, 0, 0.3)}, {PD: 0.01, Loadings: load(0.5)}, // surety, platform
		{PD: 0.05, Loadings: load(0.5, 0, 0.3)},                         // maker
		{PD: 0.05, Loadings: load(0.4)}, {PD: 0.2, Loadings: load(0.4)}, // script, chip
	}, Positions: []credit.Position{
		{Exposure: 600, Obligors: []int{0, 1}, Joint: credit.AnyDefault, Guarantors: []int{2}, Pledged: end(5, 0.05),
			LGD: lgd(0.25), Unguaranteed: lgd(0.5), Unpledged: lgd(0.75), Bare: lgd(1)},
		{Exposure: 400, Obligors: []int{3}, PDs: []float64{1 - math.Pow(0.99, 182.0/365)}, LGD: lgd(1)},
		// The mark expires in March: by then the contract may have followed it, and the chip alone holds the pledge.
		{Exposure: 300, Obligors: []int{4}, Guarantors: []int{2}, Essential: append(end(6, 0.2), end(7, 1)...), OnLoss: 0.5, Pledged: end(6, 0.2),
			LGD: lgd(0.25), Unguaranteed: lgd(0.5), Unpledged: lgd(0.75), Bare: lgd(1)},
		{Exposure: 200, Obligors: []int{4}, Pledged: end(6, 0.2), LGD: lgd(0.5), Unpledged: lgd(1)},
	}}
	byHand.Agents = append(byHand.Agents, credit.Agent{PD: 1})
	want := brutePMF(byHand, 25, 20)
	d := distributionOf(t, p, credit.DistributionSettings{Unit: 25, Tolerance: 1e-8})
	for k, w := range want {
		if got := d.Probability(k); math.Abs(got-w) > 1e-7 {
			t.Errorf("P(L = %d × 25) = %.10g, enumerated %.10g", k, got, w)
		}
	}
}

func TestPresetAndGroup(t *testing.T) {
	s := readSpec(t, `{"schema": "ipabs.credit/1", "pd": {"sources": ["stated"]}, "lgd": {"otherwise": {"mean": 0.4}},
		"correlation": {"preset": "basel_irb_corporate", "group": 0.7}, "joint_obligors": "first_named", "risk_until": "horizon"}`)
	m := modelOf(t, smallPool(), s)
	for i := range m.NumAgents() {
		a := m.Agent(i)
		pd, _ := m.Pool().Party(a.Party).PD.Get()
		want := []credit.Loading{{Factor: 0, Weight: math.Sqrt(credit.BaselCorporateCorrelation(pd))}}
		if m.Pool().Party(a.Party).Group != "" {
			want = append(want, credit.Loading{Factor: 1, Weight: 0.7})
		}
		if diff := cmp.Diff(want, a.Loadings, approx); diff != "" {
			t.Errorf("%s (-want +got):\n%s", a.ID, diff)
		}
	}
	p, err := m.Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	if q := p.Position(1); q.PDs != nil || !within(p.Agent(q.Obligors[0]).PD, 0.01, 1e-12) {
		t.Errorf("risk until the horizon: %+v", q)
	}
}

// TestAffiliatesDefaultTogether: with a group weight of 1 the affiliates share one latent variable.
func TestAffiliatesDefaultTogether(t *testing.T) {
	s := readSpec(t, `{"schema": "ipabs.credit/1", "pd": {"sources": ["stated"]}, "lgd": {"otherwise": {"mean": 1}},
		"correlation": {"independent": true, "group": 1}, "joint_obligors": "all_default", "risk_until": "horizon"}`)
	p, err := modelOf(t, smallPool(), s).Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	// The studio, at 2 %, defaults only when the pictures, at 4 %, do: both default with 2 %.
	mean := 600*0.02 + 400*0.01 + 500*0.05
	if m := momentsOf(t, p, credit.MomentSettings{}); !within(m.TotalMean(), mean, 1e-12) {
		t.Errorf("mean %v, want %v", m.TotalMean(), mean)
	}
	if d := distributionOf(t, p, credit.DistributionSettings{}); !within(d.Mean(), mean, 1e-10) {
		t.Errorf("mean of the distribution %v, want %v", d.Mean(), mean)
	}
}

func TestEveryFaultOfACreditDocument(t *testing.T) {
	for _, c := range []struct {
		situation, document string
		want                []string
	}{
		{"nothing said", `{}`, []string{
			"schema: missing; expected ipabs.credit/1",
			"risk_until: missing; expected the end of risk: maturity or horizon",
			"joint_obligors: missing; expected first_named, all_default or any_default, for 1 contracts with several obligors",
			"pd.parties.studio: missing; expected a curve: the document names none for studio",
			"pd.parties.pictures: missing; expected a curve: the document names none for pictures",
			"pd.parties.platform: missing; expected a curve: the document names none for platform",
			"pd.parties.maker: missing; expected a curve: the document names none for maker",
			"correlation: missing; expected exactly one of preset, independent and loadings: no correlation is true by default",
			"lgd.contracts.L-1: missing; expected a loss given default: lgd.table has no row for the security guarantee+pledge, and there is no lgd.otherwise",
			"lgd.contracts.R-1: missing; expected a loss given default: lgd.table has no row for the security clean, and there is no lgd.otherwise",
			"lgd.contracts.M-1: missing; expected a loss given default: lgd.table has no row for the security guarantee+pledge, and there is no lgd.otherwise",
			"lgd.contracts.S-1: missing; expected a loss given default: lgd.table has no row for the security pledge, and there is no lgd.otherwise",
		}},
		{"wrong in many places", `{"schema": "ipabs.credit/9", "risk_until": "maturity", "joint_obligors": "any_default", "copula": {"degrees_of_freedom": -1},
			"pd": {"parties": {"nobody": {"annual_pd": 2}}, "ratings": {"AA": {"points": [{"days": 10, "pd": 0.1}, {"days": 5, "pd": 0.05}]}}, "sources": ["rating", "rating", "stated"], "otherwise": {"annual_pd": 0.5, "hazard": 1}},
			"lgd": {"contracts": {"X-9": {"mean": 0.5}}, "table": [{"security": ["clean"], "mean": 1.5}, {"security": ["clean"], "mean": 0.5, "std_dev": 0.9, "unguaranteed": {"mean": 1}}],
				"otherwise": {"mean": 0.5, "unpledged": {"mean": 0.6, "unguaranteed": {"mean": 0.7}}}},
			"correlation": {"preset": "none", "independent": true, "group": 2, "parties": {"nobody": {"global": 3}, "idle": {}}}, "agents": ["nobody", "surety", "surety"]}`, []string{
			"schema", "copula.degrees_of_freedom", "agents[0]", "agents[2]",
			"pd.parties.nobody.annual_pd", "pd.ratings.AA.points[1]", "pd.ratings.AA.points[1].pd", "pd.parties.nobody", "pd.sources[1]", "pd.otherwise",
			"correlation", "correlation.preset", "correlation.group", "correlation.parties.idle", "correlation.parties.nobody", "correlation.parties.nobody.global",
			"lgd.contracts.X-9", "lgd.table[0].mean", "lgd.table[1].std_dev", "lgd.table[1].unguaranteed", "lgd.table[1].security",
			"lgd.otherwise.unpledged", "lgd.otherwise.unpledged.unguaranteed",
		}},
		{"weights", `{"schema": "ipabs.credit/1", "risk_until": "horizon", "joint_obligors": "any_default", "pd": {"sources": ["stated"]}, "lgd": {"otherwise": {"mean": 1}},
			"correlation": {"loadings": {"global": 0.9, "group": 0.9, "ip_type": 0.1, "guarantor": -0.1}, "group": 0.1}}`, []string{
			"correlation.group", "correlation.loadings.guarantor", "correlation.loadings", "correlation.loadings.ip_type",
		}},
		{"rights", `{"schema": "ipabs.credit/1", "risk_until": "horizon", "joint_obligors": "any_default", "pd": {"sources": ["stated"]}, "lgd": {"otherwise": {"mean": 1, "unpledged": {"mean": 1}}},
			"correlation": {"independent": true}, "rights": {"hazards": [{"type": "patent", "curve": {"annual_pd": 2}}], "annuity_ends": true,
				"default_on_loss": [{"contract": "X-9", "probability": 2}, {"kind": "microloan", "probability": 1}], "decay": [{"type": "patent", "months": 12}, {"type": "invention", "months": 0}]}}`, []string{
			"rights.expiry", "rights.default_on_loss[0].probability", "rights.default_on_loss[0].contract",
			"rights.default_on_loss", "rights.default_on_loss", "rights.default_on_loss", "rights.default_on_loss",
			"rights.decay[1].months", "rights.decay[1]", "rights.hazards[0].curve.annual_pd", "rights.hazards", "rights.hazards", "rights.loadings",
		}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			_, err := readSpec(t, c.document).Resolve(resolvedPool(t, smallPool()))
			got := paths(err)
			if strings.Contains(c.want[0], ": ") {
				got = strings.Split(err.Error(), "\n")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
	if _, err := (credit.Spec{}).Resolve(nil); !errors.Is(err, credit.ErrArgument) {
		t.Errorf("no pool: %v", err)
	}
}

func TestPortfolioRefuses(t *testing.T) {
	s := readSpec(t, fullDocument)
	s.PD.Parties["platform"] = credit.CurveSpec{Points: []credit.CurvePoint{{Days: 100, PD: 0.01}}}
	m := modelOf(t, smallPool(), s)
	if _, err := m.Portfolio(credit.PortfolioSettings{}); !slices.Equal(paths(err), []string{"horizon", "basis"}) {
		t.Errorf("no settings: %v", err)
	}
	if _, err := m.Portfolio(credit.PortfolioSettings{Horizon: cutOff, Basis: credit.BasisReceivable}); len(paths(err)) != 5 {
		t.Errorf("no horizon and no receivable balances: %v", err)
	}
	if _, err := m.Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal}); !errors.Is(err, credit.ErrHorizon) ||
		!strings.Contains(err.Error(), "platform (pd.parties.platform)") {
		t.Errorf("a curve that ends: %v", err)
	}
}

// TestDeadAndEndlessRights: what has ended by the cut-off date does not stand behind anything.
func TestDeadAndEndlessRights(t *testing.T) {
	text := strings.Replace(oneFactorDocument, `"expiry": "stated"`, `"expiry": "ignored"`, 1)
	specs := smallPool()
	specs.Rights[0].Status = pool.Lapsed
	m := modelOf(t, specs, readSpec(t, text))
	got, err := m.PortfolioSpec(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		t.Fatal(err)
	}
	if q := got.Positions[0]; q.Pledged != nil || q.LGD.Mean != 0.75 || q.Unguaranteed.Mean != 1 {
		t.Errorf("a pledge that has lapsed: %+v", q)
	}
	if notes := m.Notes(); len(notes) != 1 || notes[0] != "right script has ended by the cut-off date (lapsed)" {
		t.Errorf("notes %q", notes)
	}
	if q := got.Positions[2]; len(q.Essential) != 2 || !within(q.Essential[1].PD, 0.05, 1e-12) {
		t.Errorf("an expiry that is ignored: %+v", q)
	}
	// A right that cannot end keeps the pledge alive.
	s := readSpec(t, text)
	s.Rights.Hazards[1].Curve = credit.CurveSpec{AnnualPD: ptr(0.0)}
	if got, err = modelOf(t, smallPool(), s).PortfolioSpec(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal}); err != nil {
		t.Fatal(err)
	}
	if q := got.Positions[2]; q.Pledged != nil || q.LGD.Mean != 0.25 || len(q.Essential) != 1 {
		t.Errorf("a bundle with a right that cannot end: %+v", q)
	}
}

// TestRightsLiveThroughTheirLastDay: the day after the last one is the first without the right.
func TestRightsLiveThroughTheirLastDay(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, oneFactorDocument))
	at := slices.IndexFunc(indices(m.NumAgents()), func(i int) bool { return m.Agent(i).ID == "mark" })
	curve := m.Agent(at).Curve
	last := calendar.MustNew(2024, 3, 31)
	for _, c := range []struct {
		days int
		want float64
	}{{0, 1 - math.Pow(0.95, 91.0/365)}, {1, 1}, {1000, 1}} {
		if pd, err := curve.At(last.AddDays(c.days)); err != nil || !within(pd, c.want, 1e-13) {
			t.Errorf("%d days after the last: %v, %v; want %v", c.days, pd, err, c.want)
		}
	}
	if d := curve.Day(0.9); d != 91 {
		t.Errorf("it ends on day %v", d)
	}
}

// TestCreditDocumentRoundTrip: what is written is read again as the same, and gives the same model.
func TestCreditDocumentRoundTrip(t *testing.T) {
	s := readSpec(t, fullDocument)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := credit.ReadSpec(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, again); diff != "" {
		t.Errorf("round trip (-wrote +read):\n%s", diff)
	}
	p := smallPool()
	if a, b := modelOf(t, p, s), modelOf(t, p, again); a.Fingerprint() != b.Fingerprint() || len(a.Fingerprint()) != 64 {
		t.Errorf("fingerprints %s and %s", a.Fingerprint(), b.Fingerprint())
	}
	other := s
	other.RiskUntil = credit.RiskHorizon
	if modelOf(t, p, s).Fingerprint() == modelOf(t, p, other).Fingerprint() {
		t.Error("another document has the same fingerprint")
	}
}

// FuzzCreditDocument: whatever the document, it is a model or a list of located faults.
func FuzzCreditDocument(f *testing.F) {
	for _, seed := range []string{fullDocument, oneFactorDocument, `{}`, `{"pd":{"parties":{"maker":{"points":[{"pd":1,"days":3}]}}}}`, `[]`} {
		f.Add(seed)
	}
	p := resolvedPool(f, smallPool())
	f.Fuzz(func(t *testing.T, text string) {
		s, err := credit.ReadSpec(strings.NewReader(text))
		if err != nil {
			return
		}
		m, err := s.Resolve(p)
		if err != nil {
			if len(paths(err)) == 0 {
				t.Errorf("an error without faults: %v", err)
			}
			return
		}
		portfolio, err := m.Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
		if err != nil {
			if !errors.Is(err, credit.ErrHorizon) {
				t.Errorf("a model without a portfolio: %v", err)
			}
			return
		}
		if portfolio.NumPositions() != p.Len() {
			t.Error("a contract without a position")
		}
	})
}

func ExampleSpec_Resolve() {
	document := `{
	  "schema": "ipabs.credit/1",
	  "pd": {"sources": ["stated"]},
	  "lgd": {"table": [{"security": ["clean"], "mean": 0.75}], "otherwise": {"mean": 0.5}},
	  "correlation": {"preset": "basel_irb_corporate", "group": 0.5},
	  "joint_obligors": "all_default",
	  "risk_until": "horizon"
	}`
	spec, err := credit.ReadSpec(strings.NewReader(document))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	p, _ := smallPool().Resolve()
	model, err := spec.Resolve(p)
	if err != nil {
		fmt.Println(err) // every fault, one to a line
		return
	}
	portfolio, err := model.Portfolio(credit.PortfolioSettings{Horizon: calendar.MustNew(2024, 12, 30), Basis: credit.BasisPrincipal})
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := portfolio.Distribution(context.Background(), credit.DistributionSettings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	equity, _ := d.TrancheShare(0, 0.2)
	fmt.Printf("%d agents, %d factors\n", model.NumAgents(), model.NumFactors())
	fmt.Printf("expected loss %.4f of %s, standard deviation %.4f\n", d.Mean()/100, d.Exposure().Format(p.Currency()), d.StdDev()/100)
	fmt.Printf("first 20 %%: loses %.2f %% of itself\n", 100*equity.ExpectedShare)
	// Output:
	// 4 agents, 2 factors
	// expected loss 0.1669 of 15.00, standard deviation 0.6606
	// first 20 %: loses 5.42 % of itself
}
