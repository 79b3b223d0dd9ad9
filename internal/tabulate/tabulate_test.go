package tabulate

import (
	"math"
	"testing"
)

func TestTablesKeepTheirError(t *testing.T) {
	f := New(math.Sin, -3, 10, 1e-13)
	if f.Error() > 1e-13 {
		t.Errorf("error %v", f.Error())
	}
	for x := -3.0; x <= 10; x += 0.00137 {
		if got := f.At(x); math.Abs(got-math.Sin(x)) > 1e-13 {
			t.Fatalf("sin %v = %v, want %v", x, got, math.Sin(x))
		}
	}
	o := NewOctaves(math.Log)
	if o.Error() > 1e-13 {
		t.Errorf("error %v", o.Error())
	}
	for x := 0.4999999; x > 1e-14; x *= 0.9973 {
		if got := o.At(x); math.Abs(got-math.Log(x)) > 2e-13 {
			t.Fatalf("log %v = %v, want %v", x, got, math.Log(x))
		}
	}
}

func TestFunctionOutsideItsInterval(t *testing.T) {
	f := New(math.Exp, 0, 1, 1e-12)
	for x, want := range map[float64]float64{-5: 1, 0: 1, 1: math.E, 99: math.E} {
		if got := f.At(x); math.Abs(got-want) > 1e-12 {
			t.Errorf("At(%v) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkOctaves(b *testing.B) {
	o := NewOctaves(math.Log)
	x := 0.3
	for b.Loop() {
		x = 0.25 - 0.01*o.At(x)
	}
}
