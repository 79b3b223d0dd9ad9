package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/optimize"
)

const schema = "ipabs.frontier/1"

// curve is a computed frontier.
type curve struct {
	instance string
	assets   int
	what     string // what is computed, in words
	// What is put on the axes: the standard deviation, and the return.
	risk, reward string
	notes        []string
	points       []point
	// free is the exact frontier of weights without limits, drawn behind points that have some.
	free []point
}

type point struct {
	target, reached, variance, bound, gap float64
	status                                optimize.Status
	assets                                int
	seconds                               float64
}

// compute reads the instance and computes its points.
func compute(ctx context.Context, o options, report func(done, total int)) (*curve, error) {
	if o.selection != "" {
		return sweepTape(ctx, o, report)
	}
	var in *instance
	var err error
	switch {
	case o.orlib != "":
		in, err = readORLibrary(o.orlib)
	case o.pard != "":
		in, err = readPard(o.pard)
	default:
		in, err = readTape(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	c := &curve{instance: in.name, assets: len(in.assets.Mean), what: "least variance for at least a return, weights that sum to 1",
		risk: "standard deviation", reward: "return at least"}
	if o.tape != "" {
		c.what = "least variance of the loss until the last maturity for at least a net yield per year, per unit of principal"
		c.risk, c.reward = "standard deviation of the loss, per unit of principal", "net yield per year, at least"
	}
	whole := in.assets
	whole.Lower = nil // minimum buy-ins hold only where an asset is held
	began := time.Now()
	line, err := whole.Frontier(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	took := time.Since(began).Seconds()
	targets, err := o.targets(in, line)
	if err != nil {
		return nil, err
	}
	if !o.limited() {
		for k, target := range targets {
			began := time.Now()
			p := line.At(target)
			c.points = append(c.points, pointOf(p, time.Since(began).Seconds()))
			report(k+1, len(targets))
		}
		c.notes = append(c.notes, fmt.Sprintf("the whole frontier in %.3g s: %d turning points, exact between them", took, line.Corners()))
		return c, nil
	}
	for _, target := range spaced(line.MostReturn(), line.LeastReturn(), 200) {
		c.free = append(c.free, pointOf(line.At(target), 0))
	}
	search, err := in.assets.Cardinality(optimize.Held{Most: o.k, Least: o.least})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	gap := o.gap
	if gap == 0 {
		gap = -1 // exactly none
	}
	for k, target := range targets {
		began := time.Now()
		p, err := search.At(ctx, target, optimize.Settings{Gap: gap, Time: o.time()})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in.name, err)
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		c.points = append(c.points, pointOf(p, time.Since(began).Seconds()))
		report(k+1, len(targets))
	}
	return c, nil
}

// targets are the returns asked for.
func (o options) targets(in *instance, line *optimize.Frontier) ([]float64, error) {
	switch {
	case !math.IsNaN(in.target):
		return []float64{in.target}, nil
	case o.returns != "":
		return readReturns(o.returns)
	}
	return spaced(line.MostReturn(), line.LeastReturn(), o.count()), nil
}

// count is the number of points.
func (o options) count() int {
	switch {
	case o.points > 0:
		return o.points
	case o.limited() || o.selection != "":
		return 10
	}
	return 100
}

// spaced gives n numbers from one to another.
func spaced(from, to float64, n int) []float64 {
	if n == 1 {
		return []float64{to}
	}
	list := make([]float64, n)
	for i := range list {
		t := float64(i) / float64(n-1)
		list[i] = (1-t)*from + t*to
	}
	return list
}

func pointOf(p optimize.FrontierPoint, seconds float64) point {
	return point{target: p.Target, reached: p.Return, variance: p.Variance, bound: p.Bound, gap: p.Gap, status: p.Status, assets: len(p.Weights), seconds: seconds}
}

// pointDocument is a point in JSON. Return is the target, which the weights reach or exceed.
type pointDocument struct {
	Return   float64  `json:"return"`
	Reached  *float64 `json:"reached"`
	Variance *float64 `json:"variance"`
	Bound    *float64 `json:"bound"`
	Gap      *float64 `json:"gap"`
	Status   string   `json:"status"`
	Assets   int      `json:"assets"`
	Seconds  float64  `json:"seconds"`
}

func (c *curve) document() ([]byte, error) {
	doc := struct {
		Schema   string          `json:"schema"`
		Instance string          `json:"instance"`
		Assets   int             `json:"assets"`
		Points   []pointDocument `json:"points"`
		Notes    []string        `json:"notes"`
	}{schema, c.instance, c.assets, []pointDocument{}, append([]string{}, c.notes...)}
	for _, p := range c.points {
		doc.Points = append(doc.Points, pointDocument{p.target, number(p.reached), number(p.variance), number(p.bound), number(p.gap), p.status.String(), p.assets, p.seconds})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(doc)
	return b.Bytes(), err
}

// number gives nil, which JSON writes as null, for what is not a number.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func (c *curve) table() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"return", "reached", "variance", "bound", "gap", "status", "assets", "seconds"})
	text := func(x float64) string {
		if number(x) == nil {
			return ""
		}
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	for _, p := range c.points {
		w.Write([]string{text(p.target), text(p.reached), text(p.variance), text(p.bound), text(p.gap), p.status.String(), strconv.Itoa(p.assets), text(p.seconds)})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// shown is how many points the summary lists.
const shown = 20

func (c *curve) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Frontier  %s, %d assets, %d points\n", c.instance, c.assets, len(c.points))
	b.WriteString(term.Wrap("  ", c.what, 100))
	var rows [][]string
	for i, p := range c.points {
		if every := (len(c.points) + shown - 1) / shown; i%every != 0 && i != len(c.points)-1 {
			continue
		}
		gap := "–"
		if number(p.gap) != nil {
			gap = fmt.Sprintf("%.1e", p.gap)
		}
		rows = append(rows, []string{fmt.Sprintf("%.8f", p.target), text10(p.variance), text10(p.bound), gap, p.status.String(), strconv.Itoa(p.assets), fmt.Sprintf("%.3f", p.seconds)})
	}
	b.WriteString(term.Table("  ", []string{">return", ">variance", ">bound", ">gap", "status", ">assets", ">seconds"}, rows))
	for _, text := range c.notes {
		b.WriteString(term.Wrap("  ", text, 100))
	}
	return b.String()
}

func text10(x float64) string {
	if number(x) == nil {
		return "–"
	}
	if math.Abs(x) >= 1000 {
		return fmt.Sprintf("%.10g", x)
	}
	return fmt.Sprintf("%.10f", x)
}
