package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/pool"
)

// StrataSchema is the name and version of the JSON document of the distributions.
const StrataSchema = "ipabs.strata/1"

// Write writes strata.md, strata.csv and strata.json into a folder, which must exist, each whole or not at
// all, and gives their paths.
func (s Strata) Write(dir string) ([]string, error) {
	text, err := s.JSON()
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range []struct {
		name string
		text []byte
	}{{"strata.md", s.Markdown()}, {"strata.csv", s.CSV()}, {"strata.json", text}} {
		path := filepath.Join(dir, f.name)
		if err := files.Write(path, f.text); err != nil {
			return paths, fmt.Errorf("report: %w", err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// Markdown gives the tables for readers. Empty bands before the first contract and after the last are
// left out.
func (s Strata) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# 基础资产分布 Distribution of the pool\n\n封包日 cut-off %s · %d 笔合同 contracts · 未偿本金余额 outstanding principal %s %s\n",
		s.AsOf, s.Contracts, s.Currency.Code(), s.Principal.FormatGrouped(s.Currency))
	for i, t := range s.Tables {
		fmt.Fprintf(&b, "\n## %d %s %s\n\n", i+1, t.TitleZH, t.Title)
		if t.Joint > 0 {
			fmt.Fprintf(&b, "%d 笔合同有多个债务人，按首位债务人归类 contracts have several obligors and go by the first named\n\n", t.Joint)
		}
		b.WriteString("| 类别 | Category | 合同数 Contracts | 未偿本金余额 Principal | 占比 Share |\n|---|---|---:|---:|---:|\n")
		for _, r := range trimmed(t) {
			fmt.Fprintf(&b, "| %s | %s | %d | %s | %s |\n", plain(r.LabelZH), plain(r.Label), r.Contracts, r.Amount.FormatGrouped(s.Currency), percent(r.Share))
		}
		fmt.Fprintf(&b, "| **合计** | **Total** | %d | %s | |\n", s.Contracts, s.Principal.FormatGrouped(s.Currency))
	}
	largest := func(zh, en string, list []StrataLargest) {
		fmt.Fprintf(&b, "\n## 前%d大%s The %d largest %s\n\n| 序号 Rank | 编号 ID | 债务人 Obligors | 未偿本金余额 Principal | 占比 Share | 累计占比 Cumulative |\n|---:|---|---|---:|---:|---:|\n", len(list), zh, len(list), en)
		for _, r := range list {
			fmt.Fprintf(&b, "| %d | %s | %s | %s | %s | %s |\n", r.Rank, plain(r.ID), plain(r.Name), r.Amount.FormatGrouped(s.Currency), percent(r.Share), percent(r.Cumulative))
		}
	}
	largest("合同", "contracts", s.LargestContracts)
	largest("债务人", "obligors", s.LargestObligors)
	return b.Bytes()
}

// trimmed leaves out empty bands at both ends.
func trimmed(t StrataTable) []StrataRow {
	if t.By.DefaultEdges() == nil {
		return t.Rows
	}
	rows := t.Rows
	for len(rows) > 0 && rows[0].Contracts == 0 {
		rows = rows[1:]
	}
	last := len(rows)
	for last > 0 && (rows[last-1].Contracts == 0 || rows[last-1].Key == pool.RowUnknown) {
		last--
	}
	list := append([]StrataRow{}, rows[:last]...)
	for _, r := range rows[last:] {
		if r.Contracts > 0 {
			list = append(list, r)
		}
	}
	return list
}

func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 2, 64) + "%" }

// plain keeps a text in its cell of a Markdown table and gives its signs no meaning.
func plain(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "\r", " ", "\n", " ", "<", "&lt;", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[").Replace(text)
}

// CSV gives every row of every table, empty bands too, in one list with a byte order mark, so that
// spreadsheet programs read the Chinese. Amounts are in units of the currency without separators, shares
// are fractions of one with six decimals. A text that such a program could take for a formula begins with
// an apostrophe.
func (s Strata) CSV() []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	write := func(cells ...string) {
		for i := range cells {
			cells[i] = unarmed(cells[i])
		}
		_ = w.Write(cells) // a buffer refuses nothing
	}
	write("table", "表", "dimension", "rank", "key", "category", "类别", "from", "to", "unit", "contracts", "principal", "currency", "share", "cumulative")
	share := func(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }
	for _, t := range s.Tables {
		for _, r := range t.Rows {
			write(t.Title, t.TitleZH, t.By.String(), "", r.Key, r.Label, r.LabelZH, edgeText(r.From), edgeText(r.To), t.Unit,
				strconv.Itoa(r.Contracts), r.Amount.Format(s.Currency), s.Currency.Code(), share(r.Share), "")
		}
	}
	for _, list := range []struct {
		en, zh, name string
		rows         []StrataLargest
	}{{"Largest contracts", "前二十大合同", "largest_contracts", s.LargestContracts}, {"Largest obligors", "前二十大债务人", "largest_obligors", s.LargestObligors}} {
		for _, r := range list.rows {
			write(list.en, list.zh, list.name, strconv.Itoa(r.Rank), r.ID, r.Name, r.Name, "", "", "", strconv.Itoa(r.Contracts), r.Amount.Format(s.Currency), s.Currency.Code(), share(r.Share), share(r.Cumulative))
		}
	}
	w.Flush()
	return b.Bytes()
}

// unarmed keeps a text from being calculated.
func unarmed(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func edgeText(d pool.Opt[decimal.Decimal]) string {
	if v, ok := d.Get(); ok {
		return v.String()
	}
	return ""
}

type strataDocument struct {
	Schema           string                  `json:"schema"`
	AsOf             string                  `json:"as_of"`
	Currency         string                  `json:"currency"`
	Contracts        int                     `json:"contracts"`
	Principal        string                  `json:"principal"`
	Tables           []strataTableDocument   `json:"tables"`
	LargestContracts []strataLargestDocument `json:"largest_contracts"`
	LargestObligors  []strataLargestDocument `json:"largest_obligors"`
}

type strataTableDocument struct {
	By          string              `json:"by"`
	Title       string              `json:"title"`
	TitleZH     string              `json:"title_zh"`
	Unit        *string             `json:"unit"`
	Attribution pool.Attribution    `json:"attribution"`
	Joint       int                 `json:"joint"`
	Rows        []strataRowDocument `json:"rows"`
}

type strataRowDocument struct {
	Key       string                    `json:"key"`
	Label     string                    `json:"label"`
	LabelZH   string                    `json:"label_zh"`
	From      pool.Opt[decimal.Decimal] `json:"from"` // null: no lower edge
	To        pool.Opt[decimal.Decimal] `json:"to"`
	Contracts int                       `json:"contracts"`
	Principal string                    `json:"principal"`
	Share     float64                   `json:"share"`
}

type strataLargestDocument struct {
	Rank       int     `json:"rank"`
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Contracts  int     `json:"contracts"`
	Principal  string  `json:"principal"`
	Share      float64 `json:"share"`
	Cumulative float64 `json:"cumulative"`
}

// JSON gives the document ipabs.strata/1: money as text in units of the currency, shares as fractions of
// one, edges of bands as texts or null.
func (s Strata) JSON() ([]byte, error) {
	doc := strataDocument{Schema: StrataSchema, AsOf: s.AsOf.String(), Currency: s.Currency.Code(), Contracts: s.Contracts, Principal: s.Principal.Format(s.Currency),
		Tables: []strataTableDocument{}, LargestContracts: s.largest(s.LargestContracts), LargestObligors: s.largest(s.LargestObligors)}
	for _, t := range s.Tables {
		d := strataTableDocument{By: t.By.String(), Title: t.Title, TitleZH: t.TitleZH, Attribution: t.Attribution, Joint: t.Joint, Rows: []strataRowDocument{}}
		if t.Unit != "" {
			d.Unit = &t.Unit
		}
		for _, r := range t.Rows {
			d.Rows = append(d.Rows, strataRowDocument{r.Key, r.Label, r.LabelZH, r.From, r.To, r.Contracts, r.Amount.Format(s.Currency), r.Share})
		}
		doc.Tables = append(doc.Tables, d)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(doc)
	return b.Bytes(), err
}

func (s Strata) largest(list []StrataLargest) []strataLargestDocument {
	docs := []strataLargestDocument{}
	for _, r := range list {
		docs = append(docs, strataLargestDocument{r.Rank, r.ID, r.Name, r.Contracts, r.Amount.Format(s.Currency), r.Share, r.Cumulative})
	}
	return docs
}
