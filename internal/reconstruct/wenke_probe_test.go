package reconstruct

import (
	"os"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/reconstruct/published"
	"github.com/ipabs/ipabs/internal/reconstruct/search"
)

func load(t *testing.T) published.Document {
	f, err := os.Open("../../testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := published.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestProbeWenke(t *testing.T) {
	c, _ := load(t).Case("wenke1")
	for seed := uint64(1); seed < 6; seed++ {
		r := search.NewRandom(seed)
		p, err := newWenkePool(c, r)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Now()
		err = search.Descend(r, p, search.Settings{Threshold: 5_000_000, Steps: 200_000, Rounds: 10})
		t.Log(seed, err, time.Since(at))
		if err == nil {
			for i, l := range p.leases {
				var reg []string
				for _, g := range l.regions {
					reg = append(reg, wenkeProvinces[g])
				}
				t.Log(wenkeRoles[i], l.quarterly, l.left, l.all, l.outstanding(), l.start, l.maturity, float64(l.term)/1e9, float64(l.remaining)/1e9, reg)
			}
		}
	}
}
