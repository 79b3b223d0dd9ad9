package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/report"
	"github.com/ipabs/ipabs/testdata"
	"github.com/ipabs/ipabs/tranche"
)

// sampleTape is what the program runs on when no tape is given.
const sampleTape = "sample.xlsx"

// analysis is everything that the program finds out about one tape.
type analysis struct {
	tape        *tape.Result
	pool        *pool.Pool
	inputs      []input // the files that were read
	valuation   pool.ValuationSpec
	policy      pool.ValuationPolicy
	eligibility []pool.RuleResult
	rights      pool.RightsReview
	exposures   []*concentration.Exposures
	flows       *cashflow.Flows
	collections []cashflow.Collection
	after       cashflow.After
	deal        *tranche.Deal
	standard    bool // no deal document was given
	result      *tranche.Result
	selection   *selected           // nil when every accepted contract is in the pool
	losses      *credit.StaticLoss  // nil without a credit document
	simulation  *tranche.Simulation // nil without paths
	// What a simulation document asks for on top.
	enhancements []tranche.Enhancements
	reverse      []*tranche.ReverseStress
	sizing       *tranche.TargetSizing
	breakEven    []tranche.Multiple
	capital      []report.ClassCapital
}

// measures are the concentrations that are shown, in order.
var measures = []concentration.Key{
	concentration.Obligor, concentration.Group, concentration.Creditor, concentration.Industry, concentration.Region,
	concentration.CreditorIndustry, concentration.CreditorRegion, concentration.RightClass, concentration.Kind,
}

// measureConcentration measures the pool by every key.
func (a *analysis) measureConcentration() error {
	a.exposures = nil
	for _, key := range measures {
		e, err := concentration.NewExposures(a.pool, concentration.Measure{Key: key})
		if err != nil {
			return err
		}
		a.exposures = append(a.exposures, e)
	}
	return nil
}

// exposure gives the measure by a key.
func (a *analysis) exposure(key concentration.Key) *concentration.Exposures {
	return a.exposures[slices.Index(measures, key)]
}

func analyse(ctx context.Context, o options) (*analysis, error) {
	a := &analysis{}
	var err error
	if err = a.readValuation(o.valuation); err != nil {
		return nil, err
	}
	rules, err := a.rules(o.rules)
	if err != nil {
		return nil, err
	}
	if a.tape, err = a.readTape(ctx, o); a.tape != nil && o.annotate {
		err = errors.Join(err, annotate(ctx, o, a.tape))
	}
	if err != nil {
		return nil, err
	}
	a.pool = a.tape.Pool
	if a.pool == nil {
		return nil, refusal(a.tape.Findings)
	}
	if err := a.selectPool(ctx, o); err != nil {
		return nil, err
	}
	if a.eligibility, err = a.pool.Check(rules, pool.CheckSettings{Value: a.policy.Rules, Territory: pool.StandardTerritories}); err != nil {
		return nil, err
	}
	if err := a.measureConcentration(); err != nil {
		return nil, err
	}
	if a.flows, err = cashflow.Contractual(ctx, a.pool, cashflow.Settings{}); err != nil {
		return nil, err
	}
	if err := a.structure(o.deal); err != nil {
		return nil, err
	}
	if err := a.reviewRights(); err != nil {
		return nil, err
	}
	return a, a.measureLosses(ctx, o)
}

// readTape reads the tape, or the sample, by the documents that help to read it. Its name is that of the file, or the one that the run of a
// manifest read it under.
func (a *analysis) readTape(ctx context.Context, o options) (*tape.Result, error) {
	settings := tape.Options{Sheet: o.sheet, AsOf: o.asOf, Strict: o.strict, FX: a.valuation.FX}
	var err error
	if settings.Mapping, err = readDocument(a, evidence.Mapping, mappingCopy, o.mapping, tape.ReadMapping); err != nil {
		return nil, err
	}
	if settings.Names, err = readDocument(a, namesRole, namesCopy, o.names, tape.ReadNames); err != nil {
		return nil, err
	}
	result, err := a.openTape(ctx, o, settings)
	var findings *tape.FindingsError
	if errors.As(err, &findings) {
		err = refusal(findings.Findings())
	}
	return result, err
}

func (a *analysis) openTape(ctx context.Context, o options, settings tape.Options) (*tape.Result, error) {
	name := cmp.Or(o.tapeName, o.tape, sampleTape)
	copied := "inputs/tape" + strings.ToLower(filepath.Ext(name))
	if o.tape == "" {
		text, err := fs.ReadFile(testdata.FS, sampleTape)
		if err != nil {
			return nil, err
		}
		a.inputs = append(a.inputs, input{role: evidence.Tape, name: copied, text: text})
		return tape.Read(ctx, name, bytes.NewReader(text), settings)
	}
	text, err := a.read(evidence.Tape, copied, o.tape)
	if err != nil {
		return tape.ReadFile(ctx, o.tape, settings) // which says what is wrong with the file
	}
	return tape.Read(ctx, name, bytes.NewReader(text), settings)
}

// refusal says why a tape was refused: every error, one to a line.
func refusal(findings tape.Findings) error {
	var errs []error
	for f := range findings.With(tape.Error) {
		errs = append(errs, f)
	}
	if len(errs) == 0 {
		return errors.New("the tape lists no contract")
	}
	return errors.Join(errs...)
}

// structure resolves the deal, checks that it is one of this pool and runs it.
func (a *analysis) structure(path string) error {
	name := a.dealName(path)
	var err error
	if a.deal, err = a.readDeal(path); err != nil {
		return prefixed(name, err)
	}
	var list faults.List
	if a.deal.CutOff() != a.pool.AsOf() {
		list.Add("dates.cut_off", faults.Inconsistent, a.deal.CutOff(), "the cut-off date of the pool, "+a.pool.AsOf().String())
	}
	if a.deal.Currency() != a.pool.Currency() {
		list.Add("currency", faults.Inconsistent, a.deal.Currency(), "the currency of the pool, "+a.pool.Currency().String())
	}
	if err := list.Err(); err != nil {
		return prefixed(name, err)
	}
	if a.collections, a.after, err = a.flows.Collect(a.deal.CollectionPeriods()); err != nil {
		return prefixed(name, err)
	}
	a.result, err = a.deal.Run(a.collections)
	return err
}

func (a *analysis) readDeal(path string) (*tranche.Deal, error) {
	if path == "" {
		a.standard = true
		spec, err := tranche.Standard(a.pool, a.flows)
		if err != nil {
			return nil, err
		}
		return spec.Resolve()
	}
	text, err := a.read(evidence.Deal, "inputs/deal.json", path)
	if err != nil {
		return nil, err
	}
	return tranche.Read(bytes.NewReader(text))
}

func (a *analysis) dealName(path string) string {
	if path == "" {
		return "standard structure"
	}
	return filepath.Base(path)
}

// prefixed puts the name of a file before every fault of an error.
func prefixed(file string, err error) error {
	if err == nil {
		return nil
	}
	var e *faults.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", file, err)
	}
	var errs []error
	for _, f := range e.Faults() {
		errs = append(errs, fmt.Errorf("%s: %w", file, f))
	}
	return errors.Join(errs...)
}

// warnings are what a reader of any result has to know.
func (a *analysis) warnings() []string {
	list := append(append(append(a.unrated(), a.result.Warnings...), a.remarks()...), a.rights.Remarks()...)
	for _, u := range a.result.Unpaid {
		list = append(list, fmt.Sprintf("%s: %s of %s is not paid in full: %s of %s", u.Payment, u.Kind, u.Name,
			u.Paid.FormatGrouped(a.pool.Currency()), u.Due.FormatGrouped(a.pool.Currency())))
	}
	return list
}

// remarks are what neither the tape nor the run can know: whether pool and deal fit each other.
func (a *analysis) remarks() []string {
	var list []string
	if total := a.after.Total(); total > 0 {
		list = append(list, fmt.Sprintf("contractual cash of %s arrives until %s, after the last calculation date of the deal, and is paid to no one: give the deal later payment dates",
			total.FormatGrouped(a.pool.Currency()), a.after.LastDate))
	}
	if notional, cash := a.deal.Notional(), a.flows.Total().Payment; notional > cash {
		list = append(list, fmt.Sprintf("the classes sum to %s, all contractual cash to %s: the pool cannot repay them",
			notional.FormatGrouped(a.pool.Currency()), cash.FormatGrouped(a.pool.Currency())))
	}
	if failed := a.ineligible(); len(failed) > 0 {
		list = append(list, fmt.Sprintf("%s in the deal although a rule of eligibility fails: %s", count(len(failed), "contract"), strings.Join(failed, ", ")))
	}
	return list
}

// ineligible gives the numbers of the contracts that fail a rule, in the order of the pool.
func (a *analysis) ineligible() []string {
	fails := make([]bool, a.pool.Len())
	for _, r := range a.eligibility {
		for _, f := range r.Findings {
			fails[f.Contract] = fails[f.Contract] || f.Outcome == pool.Fail
		}
	}
	var ids []string
	for i, c := range a.pool.Contracts() {
		if fails[i] {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// unrated names the contracts that are projected without interest because nothing states a rate.
func (a *analysis) unrated() []string {
	var ids []string
	for _, s := range a.flows.Assumptions() {
		if s.What == cashflow.AssumedRate {
			ids = append(ids, s.ContractID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("no rate is stated or implied for %s, and no interest is projected: %s", count(len(ids), "contract"), strings.Join(ids, ", "))}
}

func (a *analysis) writeReport(ctx context.Context, path string, today calendar.Date) error {
	return report.WriteWorkbook(ctx, path, a.content(today))
}

// content is what the report shows.
func (a *analysis) content(today calendar.Date) report.Content {
	return report.Content{
		Title:       "知识产权证券化结构分析 IP securitisation report",
		Generated:   today,
		Tape:        a.tape,
		Pool:        a.pool,
		Eligibility: a.eligibility,
		Rights:      &a.rights,
		Exposures:   a.exposures,
		Losses:      a.losses,
		Capital:     a.capital,
		Selection:   a.selection.forReport(),
		Simulation:  a.simulation,
		Structuring: report.Structuring{Enhancements: a.enhancements, Reverse: a.reverse, Sizing: a.sizing, BreakEven: a.breakEven},
		Flows:       a.flows,
		Collections: a.collections,
		Deal:        a.deal,
		Result:      a.result,
		Notes:       append(append(a.unrated(), a.remarks()...), a.rights.Remarks()...), // what the run itself warns of stands in the result
	}
}
