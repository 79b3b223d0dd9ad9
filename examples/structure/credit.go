package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/report"
	"github.com/ipabs/ipabs/testdata"
)

// The credit and capital documents among the evidence.
const (
	creditDocumentRole  evidence.Role = "credit"
	capitalDocumentRole evidence.Role = "capital"
	creditCopy                        = "inputs/credit.json"
	capitalCopy                       = "inputs/capital.json"
)

// lossLevel is the level of the value at risk and the expected shortfall that are shown.
const lossLevel = 0.99

// measureLosses puts the credit document beside the pool and the classes of the deal: losses until the
// last maturity on outstanding principal, in a static structure.
func (a *analysis) measureLosses(ctx context.Context, o options) error {
	model, name, err := a.readCredit(o, a.pool)
	if err != nil || model == nil {
		return err
	}
	settings := credit.PortfolioSettings{Horizon: a.pool.LastMaturity(), Basis: credit.BasisPrincipal}
	if a.losses, err = model.StaticLoss(ctx, settings, a.capitalTranches(), credit.DistributionSettings{}); err != nil {
		return prefixed(name, err)
	}
	if err := a.weighClasses(o.capital); err != nil {
		return err
	}
	return a.simulate(ctx, o, model)
}

// sampleCreditName is the credit document of the sample tape.
const sampleCreditName = "sample.credit.json"

// creditText gives the credit document and its name: that of the command line, or, where the sample tape is to
// be simulated, the sample of one; nil without any.
func (a *analysis) creditText(o options) (text []byte, name string, err error) {
	switch {
	case o.credit != "":
		text, err = a.read(creditDocumentRole, creditCopy, o.credit)
		return text, filepath.Base(o.credit), err
	case o.paths > 0 && o.tape == "":
		if text, err = fs.ReadFile(testdata.FS, sampleCreditName); err == nil {
			a.keep(input{role: creditDocumentRole, name: creditCopy, text: text})
		}
	}
	return text, sampleCreditName, err
}

// readCredit puts the credit document beside a pool; nil without a document.
func (a *analysis) readCredit(o options, p *pool.Pool) (*credit.Model, string, error) {
	text, name, err := a.creditText(o)
	if err != nil || text == nil {
		return nil, name, err
	}
	spec, err := credit.ReadSpec(bytes.NewReader(text))
	if err != nil {
		return nil, name, prefixed(name, err)
	}
	model, err := spec.Resolve(p)
	return model, name, prefixed(name, err)
}

// capitalTranches are the classes of the deal by name, balance and rank.
func (a *analysis) capitalTranches() []credit.CapitalTranche {
	var list []credit.CapitalTranche
	for _, c := range a.deal.Classes() {
		list = append(list, credit.CapitalTranche{Name: c.Name, Balance: c.Notional, Rank: c.Rank})
	}
	return list
}

// capitalDocument is what a bank states to have the risk weights of the classes computed.
type capitalDocument struct {
	Schema string `json:"schema"`
	// Rules are china or basel.
	Rules string         `json:"rules"`
	Kind  credit.SecKind `json:"kind,omitempty"`
	// KSA, Delinquent and Unknown are those of credit.SecSAPool; without KSA there is no SEC-SA.
	KSA        *float64 `json:"ksa,omitempty"`
	Delinquent float64  `json:"delinquent,omitempty"`
	Unknown    float64  `json:"unknown,omitempty"`
	// Classes gives ratings and the tranche maturity MT in years by class, for SEC-ERBA.
	Classes map[string]struct {
		Ratings       []string `json:"ratings"`
		MaturityYears float64  `json:"maturity_years"`
	} `json:"classes,omitempty"`
}

const capitalSchema = "ipabs.capital/1"

// weighClasses computes the risk weights for which the document gives the inputs.
func (a *analysis) weighClasses(path string) error {
	if path == "" {
		return nil
	}
	name := filepath.Base(path)
	text, err := a.read(capitalDocumentRole, capitalCopy, path)
	if err != nil {
		return err
	}
	var doc capitalDocument
	if err := faults.DecodeJSON(bytes.NewReader(text), &doc); err != nil {
		return prefixed(name, err)
	}
	var list faults.List
	rules, known := map[string]func() credit.CapitalRules{"china": credit.ChinaCapitalRules, "basel": credit.BaselCapitalRules}[doc.Rules]
	if doc.Schema != capitalSchema {
		list.Add("schema", faults.Unsupported, doc.Schema, capitalSchema)
	}
	if !known {
		list.Add("rules", faults.Unknown, doc.Rules, "china or basel")
		return prefixed(name, list.Err())
	}
	classes := a.capitalTranches()
	points, err := credit.AttachmentPoints(credit.CapitalStructure{Pool: a.pool.Principal(), Tranches: classes})
	if err != nil {
		return err
	}
	first := classes[0].Rank
	for _, c := range classes {
		first = min(first, c.Rank)
	}
	named := 0
	for i, q := range points {
		exposure := credit.SecExposure{Attachment: q.Attachment, Detachment: q.Detachment, Senior: classes[i].Rank == first, Kind: doc.Kind}
		keep := func(weight credit.CapitalResult, path string, err error) {
			list.Append(path, err)
			if err == nil {
				a.capital = append(a.capital, report.ClassCapital{Class: q.Name, Attachment: q.Attachment, Detachment: q.Detachment, Weight: weight})
			}
		}
		if doc.KSA != nil {
			w, err := credit.SecSA(rules(), credit.SecSAInput{Exposure: exposure, Pool: credit.SecSAPool{KSA: *doc.KSA, Delinquent: doc.Delinquent, Unknown: doc.Unknown}})
			keep(w.CapitalResult, "", err)
		}
		if c, ok := doc.Classes[q.Name]; ok {
			named++
			w, err := credit.SecERBA(rules(), credit.SecERBAInput{Exposure: exposure, Ratings: c.Ratings, Maturity: c.MaturityYears})
			keep(w.CapitalResult, faults.Join("classes", q.Name), err)
		}
	}
	if named != len(doc.Classes) {
		list.Add("classes", faults.Unknown, fmt.Sprintf("%d classes, %d of the deal", len(doc.Classes), named), "names of classes of the deal")
	}
	return prefixed(name, list.Err())
}

func (a *analysis) lossSummary(b *strings.Builder) {
	if a.losses == nil {
		return
	}
	d := a.losses.Distribution
	amount := func(x float64) string { return a.money(minor(x)) }
	section(b, fmt.Sprintf("Credit losses  by %s on %s, static structure", a.losses.Settings.Horizon, a.losses.Settings.Basis))
	es, _ := d.ExpectedShortfall(lossLevel) // the level is within range
	fmt.Fprintf(b, "  expected %s (%s), unexpected %s, expected shortfall at %g%% %s of %s\n", amount(d.Mean()), percent(d.Mean()/float64(d.Exposure())),
		amount(d.StdDev()), 100*lossLevel, amount(es), a.money(d.Exposure()))
	var rows [][]string
	for _, c := range a.losses.Classes {
		weights := []string{}
		for _, w := range a.capital {
			if w.Class == c.Name {
				weights = append(weights, string(w.Weight.Approach)+" "+w.Weight.After.String())
			}
		}
		rows = append(rows, []string{c.Name, a.money(c.Loss.Attach), a.money(c.Loss.Detach), amount(c.ExpectedLoss), percent4(c.ExpectedShare), percent4(c.HitProbability), strings.Join(weights, ", ")})
	}
	heads := []string{"class", ">attaches", ">detaches", ">expected loss", ">share", ">hit", "risk weight"}
	if a.capital == nil {
		heads = heads[:6]
		for i := range rows {
			rows[i] = rows[i][:6]
		}
	}
	b.WriteString(term.Table("  ", heads, rows))
	if q := d.Quality(); q.Averaging == credit.AverageSampled {
		b.WriteString(term.Wrap("  ", fmt.Sprintf("the factors cross: averaged over %d points of them, error of probabilities at most about %s, of expected losses %s",
			q.Points, percent4(q.Error), amount(q.ExcessError)), columns))
	}
	for _, text := range a.losses.Model.Assumptions() {
		b.WriteString(term.Wrap("  assumed: ", text, columns))
	}
	for _, text := range a.losses.Model.Notes() {
		b.WriteString(term.Wrap("  ", text, columns))
	}
}

// minor is an amount in minor units, half to even.
func minor(x float64) money.Amount { return money.Amount(math.RoundToEven(x)) }

// creditDocument is the part of the JSON about losses; null without a credit document.
type creditDocument struct {
	Name              string                `json:"name"`
	Model             string                `json:"model"` // fingerprint
	Horizon           string                `json:"horizon"`
	Basis             string                `json:"basis"`
	Exposure          string                `json:"exposure"`
	ExpectedLoss      string                `json:"expected_loss"`
	UnexpectedLoss    string                `json:"unexpected_loss"`
	Level             float64               `json:"level"`
	ValueAtRisk       string                `json:"value_at_risk"`
	ExpectedShortfall string                `json:"expected_shortfall"`
	LossUnit          string                `json:"loss_unit"`
	Error             float64               `json:"error"`
	Classes           []classLossDocument   `json:"classes"`
	OverCollateral    *string               `json:"over_collateral_expected_loss"`
	Capital           []riskWeightsDocument `json:"capital"`
	Assumptions       []string              `json:"assumptions"`
	Notes             []string              `json:"notes"`
}

type classLossDocument struct {
	Name               string   `json:"name"`
	Attach             string   `json:"attach"`
	Detach             string   `json:"detach"`
	Unbacked           string   `json:"unbacked"`
	ExpectedLoss       string   `json:"expected_loss"`
	ExpectedShare      *float64 `json:"expected_share"`
	HitProbability     float64  `json:"hit_probability"`
	WipeOutProbability float64  `json:"wipe_out_probability"`
}

type riskWeightsDocument struct {
	Class    string  `json:"class"`
	Approach string  `json:"approach"`
	Rules    string  `json:"rules"`
	Before   float64 `json:"before"`
	Weight   float64 `json:"weight"`
	Decisive string  `json:"decisive"`
}

func (a *analysis) creditOf() *creditDocument {
	if a.losses == nil {
		return nil
	}
	d := a.losses.Distribution
	text := func(x money.Amount) string { return x.Format(a.pool.Currency()) }
	v, _ := d.VaR(lossLevel)
	es, _ := d.ExpectedShortfall(lossLevel)
	doc := &creditDocument{
		Name: a.losses.Model.Name(), Model: a.losses.Model.Fingerprint(), Horizon: a.losses.Settings.Horizon.String(), Basis: a.losses.Settings.Basis.String(),
		Exposure: text(d.Exposure()), ExpectedLoss: text(minor(d.Mean())), UnexpectedLoss: text(minor(d.StdDev())), Level: lossLevel,
		ValueAtRisk: text(v), ExpectedShortfall: text(minor(es)), LossUnit: text(d.Unit()), Error: d.Quality().Error,
		Classes: []classLossDocument{}, Capital: []riskWeightsDocument{},
		Assumptions: append([]string{}, a.losses.Model.Assumptions()...), Notes: append([]string{}, a.losses.Model.Notes()...),
	}
	for _, c := range a.losses.Classes {
		doc.Classes = append(doc.Classes, classLossDocument{c.Name, text(c.Loss.Attach), text(c.Loss.Detach), text(c.Unbacked),
			text(minor(c.ExpectedLoss)), number(c.ExpectedShare), c.HitProbability, c.Loss.WipeOutProbability})
	}
	if a.losses.Over.Detach > 0 {
		over := text(minor(a.losses.Over.ExpectedLoss))
		doc.OverCollateral = &over
	}
	for _, w := range a.capital {
		doc.Capital = append(doc.Capital, riskWeightsDocument{w.Class, string(w.Weight.Approach), w.Weight.Rules, float64(w.Weight.Before), float64(w.Weight.After), string(w.Weight.Decisive)})
	}
	return doc
}
