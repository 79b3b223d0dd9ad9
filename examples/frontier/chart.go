package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	navy = color.RGBA{R: 31, G: 56, B: 100, A: 255}
	gold = color.RGBA{R: 176, G: 138, B: 46, A: 255}
	grey = color.RGBA{R: 150, G: 150, B: 150, A: 255}
)

// chart draws return over the standard deviation: the exact frontier as a line, points with limits as
// marks, and what is proven that none can be left of.
func (c *curve) chart(format string) ([]byte, error) {
	p := plot.New()
	p.Title.Text = fmt.Sprintf("Efficient frontier: %s, %d assets", c.instance, c.assets)
	p.X.Label.Text, p.Y.Label.Text = c.risk, c.reward
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, ticks{}
	p.Add(plotter.NewGrid())
	xy := func(points []point, of func(point) float64) plotter.XYs {
		var list plotter.XYs
		for _, q := range points {
			if v := of(q); !math.IsNaN(v) && !math.IsInf(v, 0) && v >= 0 {
				list = append(list, plotter.XY{X: math.Sqrt(v), Y: q.target})
			}
		}
		return list
	}
	line := func(name string, xys plotter.XYs, col color.Color, dashes []vg.Length) error {
		if len(xys) < 2 {
			return nil
		}
		l, err := plotter.NewLine(xys)
		if err != nil {
			return err
		}
		l.Color, l.Width, l.Dashes = col, vg.Points(1.4), dashes
		p.Add(l)
		p.Legend.Add(name, l)
		return nil
	}
	variance, bound := func(q point) float64 { return q.variance }, func(q point) float64 { return q.bound }
	limited := c.free != nil || !sameBounds(c.points)
	if err := line("weights without limits", xy(c.free, variance), grey, nil); err != nil {
		return nil, err
	}
	if !limited {
		if err := line("exact frontier", xy(c.points, variance), navy, nil); err != nil {
			return nil, err
		}
	} else {
		if err := line("proven lower envelope", envelope(xy(c.points, bound), xy(c.free, variance)), gold, []vg.Length{vg.Points(4), vg.Points(3)}); err != nil {
			return nil, err
		}
		if marks := xy(c.points, variance); len(marks) > 0 {
			s, err := plotter.NewScatter(marks)
			if err != nil {
				return nil, err
			}
			s.GlyphStyle = draw.GlyphStyle{Color: navy, Radius: vg.Points(2.6), Shape: draw.CircleGlyph{}}
			p.Add(s)
			p.Legend.Add("best found", s)
		}
	}
	p.Legend.Top, p.Legend.Left = false, false
	p.Legend.Padding = vg.Points(2)
	wide, high := (p.X.Max-p.X.Min)*margin, (p.Y.Max-p.Y.Min)*margin
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = p.X.Min-wide, p.X.Max+wide, p.Y.Min-high, p.Y.Max+high
	w, err := draw.NewFormattedCanvas(20*vg.Centimeter, 13*vg.Centimeter, format)
	if err != nil {
		return nil, err
	}
	p.BackgroundColor = nil // the border is of the same colour
	whole := draw.New(w)
	whole.SetColor(color.White)
	whole.Fill(whole.Rectangle.Path())
	p.Draw(draw.Crop(whole, border, -2*border, border, -border))
	var b bytes.Buffer
	_, err = w.WriteTo(&b)
	return b.Bytes(), err
}

// border is left free around the chart; on the right twice as much, for half a label of the axis.
const border = vg.Length(12)

// ticks writes large numbers in groups of three digits.
type ticks struct{}

// Ticks places them as usual.
func (ticks) Ticks(low, high float64) []plot.Tick {
	list := plot.DefaultTicks{}.Ticks(low, high)
	for k := range list {
		if t := &list[k]; t.Label != "" && math.Abs(t.Value) >= 1000 {
			digits := strconv.FormatFloat(math.Abs(t.Value), 'f', 0, 64)
			for at := len(digits) - 3; at > 0; at -= 3 {
				digits = digits[:at] + "," + digits[at:]
			}
			if t.Label = digits; t.Value < 0 {
				t.Label = "-" + digits
			}
		}
	}
	return list
}

// margin is what is left free around the points, as a share of their range.
const margin = 0.06

// envelope draws bounds as what they are: each holds from its return on up, until the next one takes over,
// and none is below the exact frontier of weights without limits, where there is one.
func envelope(bounds, free plotter.XYs) plotter.XYs {
	byReturn := func(a, b plotter.XY) int { return cmp.Compare(a.Y, b.Y) }
	slices.SortStableFunc(bounds, byReturn)
	slices.SortStableFunc(free, byReturn)
	var out plotter.XYs
	for k, q := range bounds {
		if k > 0 {
			// Up to this return the bound before it holds, or the free frontier where that is higher.
			last := bounds[k-1]
			at := last.X
			for _, f := range free {
				if f.Y > last.Y && f.Y < q.Y && f.X > at {
					at = f.X
					out = append(out, f)
				}
			}
			if at < q.X {
				out = append(out, plotter.XY{X: at, Y: q.Y})
			}
		}
		out = append(out, q)
	}
	return out
}

// sameBounds reports whether every point is its own bound, as those of an exact frontier are.
func sameBounds(points []point) bool {
	for _, q := range points {
		if q.bound != q.variance && !math.IsNaN(q.variance) {
			return false
		}
	}
	return true
}
