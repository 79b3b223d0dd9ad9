package main

import (
	"bytes"
	"encoding/json"
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// schema is the name and version of the JSON document that the program writes.
const schema = "ipabs.structure/1"

type document struct {
	Schema        string                           `json:"schema"`
	Tape          tapeDocument                     `json:"tape"`
	Pool          poolDocument                     `json:"pool"`
	Concentration map[string]concentrationDocument `json:"concentration"`
	Eligibility   []ruleDocument                   `json:"eligibility"`
	Rights        *rightsDocument                  `json:"rights"` // null: no right and no guarantor stands behind the pool
	Assumptions   []assumptionDocument             `json:"assumptions"`
	Notes         []noteDocument                   `json:"notes"`
	Selection     selectionDocument                `json:"selection"`
	Deal          *dealDocument                    `json:"deal"` // null, like cash and uncollected, where nothing could be chosen
	Tranches      []trancheDocument                `json:"tranches"`
	Cash          *cashDocument                    `json:"cash"`
	Uncollected   *money.Money                     `json:"uncollected"`
	Credit        *creditDocument                  `json:"credit"` // null without a credit document
	Warnings      []string                         `json:"warnings"`
	Simulation    *simulationDocument              `json:"simulation"` // null without -paths
}

type tapeDocument struct {
	File     string         `json:"file"`
	Sheet    string         `json:"sheet"`
	Encoding *string        `json:"encoding"`
	RowsRead int            `json:"rows_read"`
	Accepted int            `json:"accepted"`
	Rejected int            `json:"rejected"`
	Findings []tape.Finding `json:"findings"`
}

type poolDocument struct {
	AsOf              calendar.Date  `json:"as_of"`
	Currency          money.Currency `json:"currency"`
	Contracts         int            `json:"contracts"`
	Obligors          int            `json:"obligors"`
	Rights            int            `json:"rights"`
	Principal         string         `json:"principal"`
	ReceivableBalance *string        `json:"receivable_balance"` // null where no contract states one
	WeightedRate      *float64       `json:"weighted_rate"`
	Kinds             map[string]int `json:"kinds"`
	OriginalTerm      termDocument   `json:"original_term_months"`
	RemainingTerm     termDocument   `json:"remaining_term_months"`
}

type termDocument struct {
	Known        int      `json:"known"`
	Mean         *float64 `json:"mean"`
	WeightedMean *float64 `json:"weighted_mean"`
	Min          *float64 `json:"min"`
	Max          *float64 `json:"max"`
}

type concentrationDocument struct {
	Key             string             `json:"key"`
	Basis           string             `json:"basis"`
	Allocation      string             `json:"allocation"`
	Entries         int                `json:"entries"`
	Top1            float64            `json:"top1"`
	Top3            float64            `json:"top3"`
	Top5            float64            `json:"top5"`
	Top10           float64            `json:"top10"`
	HHI             float64            `json:"hhi"`
	EffectiveNumber float64            `json:"effective_number"`
	Gini            float64            `json:"gini"`
	Shares          map[string]float64 `json:"shares"`
}

type ruleDocument struct {
	Rule       string            `json:"rule"`
	Basis      string            `json:"basis"`
	Text       string            `json:"text"`
	TextZH     string            `json:"text_zh"`
	Measure    pool.Measure      `json:"measure"`
	Outcome    pool.Outcome      `json:"outcome"`
	Passed     int               `json:"passed"`
	Unknown    int               `json:"unknown"`
	Failed     int               `json:"failed"`
	OutOfScope int               `json:"out_of_scope"`
	Seen       string            `json:"seen"`
	Limit      string            `json:"limit"`
	Offenders  []string          `json:"offenders"`
	Findings   []findingDocument `json:"findings"` // of the contracts that did not pass
}

type findingDocument struct {
	Contract string       `json:"contract"`
	Outcome  pool.Outcome `json:"outcome"`
	Seen     string       `json:"seen"`
}

// assumptionDocument is a term that contracts do not state and that was taken all the same.
type assumptionDocument struct {
	What      string `json:"what"`
	Taken     string `json:"taken"`
	Contracts int    `json:"contracts"`
}

// noteDocument is a difference between what a contract states and what its schedule gives.
type noteDocument struct {
	Contract string `json:"contract"`
	Code     string `json:"code"`
	Seen     string `json:"seen"`
	Taken    string `json:"taken"`
	Message  string `json:"message"`
}

type dealDocument struct {
	Name        string        `json:"name"`
	Standard    bool          `json:"standard"`
	Assumptions []string      `json:"assumptions"`
	Fingerprint string        `json:"fingerprint"`
	Engine      string        `json:"engine"`
	Closing     calendar.Date `json:"closing"`
	Payments    int           `json:"payments"`
}

type trancheDocument struct {
	Name           string            `json:"name"`
	Class          string            `json:"class"`
	Rank           int               `json:"rank"`
	Notional       string            `json:"notional"`
	Rate           *money.Rate       `json:"rate"`
	InterestPaid   string            `json:"interest_paid"`
	PrincipalPaid  string            `json:"principal_paid"`
	Residual       string            `json:"residual"`
	Shortfall      string            `json:"shortfall"`
	WALYears       *float64          `json:"wal_years"`
	Yield          *float64          `json:"yield"`
	FinalDate      *calendar.Date    `json:"final_date"`
	ExpectedLoss   *estimateDocument `json:"expected_loss"` // a share of the notional; null without -paths
	HitProbability *estimateDocument `json:"hit_probability"`
}

type cashDocument struct {
	Opening    string `json:"opening"`
	Receipts   string `json:"receipts"`
	Payments   string `json:"payments"`
	Closing    string `json:"closing"`
	Difference string `json:"difference"`
}

// begin starts the document with what is known of the tape and the pool.
func (a *analysis) begin() *document {
	doc := &document{Schema: schema, Tape: tapeOf(a.tape), Pool: poolOf(a.pool), Concentration: map[string]concentrationDocument{}, Eligibility: []ruleDocument{},
		Assumptions: []assumptionDocument{}, Notes: []noteDocument{}, Tranches: []trancheDocument{}, Warnings: []string{}}
	for _, e := range a.exposures {
		doc.Concentration[e.Measure().Key.String()] = concentrationOf(e)
	}
	a.standIn(doc.Concentration, concentration.Industry, concentration.CreditorIndustry)
	a.standIn(doc.Concentration, concentration.Region, concentration.CreditorRegion)
	return doc
}

// text gives the document, indented and ended by a line break.
func (d *document) text() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(d)
	return b.Bytes(), err
}

// document gives the results as JSON.
func (a *analysis) document() ([]byte, error) {
	text := func(x money.Amount) string { return x.Format(a.pool.Currency()) }
	doc := a.begin()
	doc.Rights = a.rightsOf()
	doc.Selection = a.selectionOf()
	doc.Deal = &dealDocument{
		Name: a.deal.Name(), Standard: a.standard, Assumptions: a.deal.Assumptions(), Fingerprint: a.deal.Fingerprint(),
		Engine: a.result.Engine, Closing: a.deal.Closing(), Payments: len(a.result.Periods),
	}
	doc.Cash = &cashDocument{text(a.result.Cash.Opening), text(a.result.Cash.Receipts), text(a.result.Cash.Payments),
		text(a.result.Cash.Closing), text(a.result.Cash.Difference)}
	doc.Uncollected = &money.Money{Amount: a.after.Total(), Currency: a.pool.Currency()}
	doc.Credit = a.creditOf()
	doc.Simulation = a.simulationOf()
	doc.Warnings = append(doc.Warnings, a.warnings()...)
	for _, s := range a.flows.Summary() {
		doc.Assumptions = append(doc.Assumptions, assumptionDocument{s.What, s.Taken, s.Contracts})
	}
	for _, n := range a.flows.Notes() {
		doc.Notes = append(doc.Notes, noteDocument{n.ContractID, n.Code, n.Seen, n.Taken, n.Message})
	}
	for _, r := range a.eligibility {
		d := ruleDocument{
			Rule: r.Rule.ID, Basis: r.Rule.Basis, Text: r.Rule.Text, TextZH: r.Rule.TextZH, Measure: r.Rule.Measure, Outcome: r.Outcome,
			Passed: r.Passed, Unknown: r.Unknown, Failed: r.Fail, OutOfScope: r.OutOfScope,
			Seen: r.Seen(), Limit: r.Rule.Limit, Offenders: append([]string{}, r.Offenders(a.pool)...), Findings: []findingDocument{},
		}
		for _, f := range r.Findings {
			d.Findings = append(d.Findings, findingDocument{a.pool.Contract(f.Contract).ID, f.Outcome, f.Seen})
		}
		doc.Eligibility = append(doc.Eligibility, d)
	}
	for i, t := range a.result.Tranches {
		d := trancheDocument{
			Name: t.Name, Class: t.Class.String(), Rank: t.Rank, Notional: text(t.Notional), InterestPaid: text(t.InterestPaid),
			PrincipalPaid: text(t.PrincipalPaid), Residual: text(t.Residual), Shortfall: text(t.Shortfall), WALYears: number(t.WAL),
		}
		if t.HasCoupon {
			d.Rate = &t.Rate
		}
		if t.YieldErr == nil {
			d.Yield = number(t.Yield)
		}
		if !t.FinalDate.IsZero() {
			d.FinalDate = &t.FinalDate
		}
		if a.simulation != nil {
			c := a.simulation.Classes[i]
			d.ExpectedLoss, d.HitProbability = estimateOf(c.ExpectedLossShare), estimateOf(c.HitProbability)
		}
		doc.Tranches = append(doc.Tranches, d)
	}
	return doc.text()
}

func tapeOf(t *tape.Result) tapeDocument {
	d := tapeDocument{File: t.File, Sheet: t.Sheet, RowsRead: t.RowsRead, Accepted: t.Accepted, Rejected: t.Rejected, Findings: append([]tape.Finding{}, t.Findings...)}
	if t.Encoding != "" {
		d.Encoding = &t.Encoding
	}
	return d
}

func poolOf(p *pool.Pool) poolDocument {
	d := poolDocument{
		AsOf: p.AsOf(), Currency: p.Currency(), Contracts: p.Len(), Obligors: len(p.Obligors()), Rights: p.CountRights(),
		Principal: p.Principal().Format(p.Currency()),
		Kinds:     map[string]int{}, OriginalTerm: termOf(p.OriginalTerms()), RemainingTerm: termOf(p.RemainingTerms()),
	}
	if receivable, stated := p.ReceivableBalance(); stated > 0 {
		text := receivable.Format(p.Currency())
		d.ReceivableBalance = &text
	}
	if rate, known := p.WeightedRate(); known > 0 {
		d.WeightedRate = number(rate)
	}
	counts := p.CountByKind()
	for _, k := range pool.Kinds() {
		if counts[k] > 0 {
			d.Kinds[k.String()] = counts[k]
		}
	}
	return d
}

func termOf(s pool.TermStatistics) termDocument {
	if s.Known == 0 {
		return termDocument{}
	}
	return termDocument{Known: s.Known, Mean: number(s.Mean), WeightedMean: number(s.WeightedMean), Min: number(s.Min), Max: number(s.Max)}
}

func concentrationOf(e *concentration.Exposures) concentrationDocument {
	m := e.Measure()
	d := concentrationDocument{
		Key: m.Key.String(), Basis: m.Basis.String(), Allocation: m.Allocation.String(), Entries: e.Len(),
		Top1: e.Top(1), Top3: e.Top(3), Top5: e.Top(5), Top10: e.Top(10), HHI: e.HHI(), EffectiveNumber: e.EffectiveNumber(), Gini: e.Gini(),
		Shares: map[string]float64{},
	}
	for _, v := range e.Entries() {
		d.Shares[v.Key] = e.Share(v.Amount)
	}
	return d
}

// standIn shows the industries or regions of the creditors where the tape says none of any obligor: in
// a pool of receivables those of the suppliers are often all there is. The entry's key says which.
func (a *analysis) standIn(docs map[string]concentrationDocument, of, other concentration.Key) {
	if entry, ok := a.exposure(of).Find(concentration.Unknown); ok && entry.Amount == a.pool.Principal() {
		docs[of.String()] = concentrationOf(a.exposure(other))
	}
}

// number gives nil, which JSON writes as null, for what is not a number.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
