package exactsum

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestSumsGoThroughBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s, back Sum
		var w, again Weight
		for _, x := range rapid.SliceOfN(rapid.Float64Range(-1e30, 1e30), 0, 20).Draw(t, "terms") {
			s.Add(x)
			w.Add(math.Abs(math.Mod(x, 1e6)))
		}
		b := w.AppendBinary(s.AppendBinary(nil))
		rest, ok := back.TakeBinary(append(b, 7))
		if !ok || back.Value() != s.Value() {
			t.Fatalf("%v instead of %v", back.Value(), s.Value())
		}
		if rest, ok = again.TakeBinary(rest); !ok || again != w || len(rest) != 1 || rest[0] != 7 {
			t.Fatalf("%v instead of %v, and %v", again, w, rest)
		}
		for cut := range b {
			var x Sum
			var y Weight
			if rest, ok := x.TakeBinary(b[:cut]); ok {
				if _, ok := y.TakeBinary(rest); ok {
					t.Fatalf("%d of %d bytes are taken for all", cut, len(b))
				}
			}
		}
	})
}

func TestASumThatIsNoNumberStaysNone(t *testing.T) {
	var s, back Sum
	s.Add(math.NaN())
	if _, ok := back.TakeBinary(s.AppendBinary(nil)); !ok || !math.IsNaN(back.Value()) {
		t.Errorf("%v", back.Value())
	}
}
