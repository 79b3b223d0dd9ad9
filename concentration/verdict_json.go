package concentration

import (
	"encoding/json"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// MarshalJSON writes the verdict with its amounts as texts in units of the currency. A verdict is an
// answer: nothing reads it back.
func (v Verdict) MarshalJSON() ([]byte, error) {
	d := verdictDocument{
		Pack: v.Pack, Rule: v.Rule, Article: v.Article, Date: v.Date, Text: v.Text, TextZH: v.TextZH,
		Consequence: v.Consequence, Metric: v.Metric, Top: v.Top, Limit: v.Limit, Part: v.Part,
		Outcome: v.Outcome, Measured: v.Measured, Exempt: v.Exempt, Missing: v.Missing,
		Single: v.document(v.Single), Affiliated: v.document(v.Affiliated),
		Currency: v.currency.Code(),
	}
	if v.Limit != "" {
		d.Require = v.Require.String()
	}
	if v.Reading != (Reading{}) {
		d.Reading = v.document(&v.Reading)
	}
	if h, ok := v.Headroom.Get(); ok {
		d.Headroom = v.text(h)
	}
	if n, ok := v.HeadroomCount.Get(); ok {
		d.HeadroomCount = &n
	}
	for _, o := range v.Offenders {
		d.Offenders = append(d.Offenders, entryDocument{o.Key, o.Label, v.text(o.Amount), o.Contracts})
	}
	for _, list := range v.AnyOf {
		clauses := make([]clauseDocument, len(list))
		for i, c := range list {
			clauses[i] = clauseDocument(c)
		}
		d.AnyOf = append(d.AnyOf, clauses)
	}
	return json.Marshal(d)
}

type verdictDocument struct {
	Pack          string             `json:"pack"`
	Rule          string             `json:"rule"`
	Article       string             `json:"article"`
	Date          string             `json:"date"`
	Text          string             `json:"text"`
	TextZH        string             `json:"text_zh,omitempty"`
	Consequence   Consequence        `json:"consequence"`
	Metric        Metric             `json:"metric"`
	Top           int                `json:"top,omitempty"`
	Require       string             `json:"require,omitempty"`
	Limit         string             `json:"limit,omitempty"`
	Part          bool               `json:"part,omitempty"`
	Outcome       pool.Outcome       `json:"outcome"`
	Measured      pool.Outcome       `json:"measured"`
	Exempt        bool               `json:"exempt,omitempty"`
	Missing       []string           `json:"missing,omitempty"`
	Currency      string             `json:"currency"`
	Reading       *readingDocument   `json:"reading,omitempty"`
	Single        *readingDocument   `json:"single,omitempty"`
	Affiliated    *readingDocument   `json:"affiliated,omitempty"`
	Headroom      string             `json:"headroom,omitempty"`
	HeadroomCount *int               `json:"headroom_count,omitempty"`
	Offenders     []entryDocument    `json:"offenders,omitempty"`
	AnyOf         [][]clauseDocument `json:"any_of,omitempty"`
}

// readingDocument is a value: Low and High are given when they differ, Value when they do not.
type readingDocument struct {
	Measure Measure      `json:"measure"`
	Value   string       `json:"value,omitempty"`
	Low     string       `json:"low,omitempty"`
	High    string       `json:"high,omitempty"`
	Total   string       `json:"total,omitempty"`
	Share   string       `json:"share,omitempty"`
	Count   *countRange  `json:"count,omitempty"`
	Outcome pool.Outcome `json:"outcome"`
}

type countRange struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

type entryDocument struct {
	Key       string `json:"key"`
	Label     string `json:"label"`
	Amount    string `json:"amount"`
	Contracts int    `json:"contracts"`
}

type clauseDocument struct {
	Rule    string       `json:"rule"`
	Outcome pool.Outcome `json:"outcome"`
}

func (v Verdict) text(a money.Amount) string { return a.Format(v.currency) }

func (v Verdict) document(r *Reading) *readingDocument {
	if r == nil {
		return nil
	}
	d := &readingDocument{Measure: r.Measure, Outcome: r.Outcome}
	if v.Metric == MetricCount {
		d.Count = &countRange{r.LowCount, r.HighCount}
		return d
	}
	d.Total = v.text(r.Total)
	if r.Low == r.High {
		d.Value = v.text(r.Low)
	} else {
		d.Low, d.High = v.text(r.Low), v.text(r.High)
	}
	if v.Metric != MetricLargestAmount && r.Total > 0 && r.Low == r.High {
		d.Share = sharePercent(r.Low, r.Total, v.rule.share)
	}
	return d
}
