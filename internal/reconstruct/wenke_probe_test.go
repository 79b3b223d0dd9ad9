package reconstruct

import (
	"os"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/reconstruct/published"
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

func TestProbe(t *testing.T) {
	d := load(t)
	at := time.Now()
	cs, _ := d.Case("wenke1")
	w, _, err := find(cs, newWenkePool)
	t.Log(err, time.Since(at))
	for i, l := range w.leases {
		t.Log(wenkeRoles[i], l.quarterly, l.left, l.all, l.outstanding(), l.start, l.maturity, float64(l.term)/1e9, float64(l.remaining)/1e9, l.regions)
	}
	t.Log(w.equal, w.first)
	at = time.Now()
	cs, _ = d.Case("qiyi")
	q, _, err := find(cs, newQiyiPool)
	t.Log(err, time.Since(at), q.amounts)
	at = time.Now()
	cs, _ = d.Case("kaide")
	k, _, err := find(cs, newKaidePool)
	t.Log(err, time.Since(at), k.amounts, k.divisions, k.rights, k.byDivision)
	at = time.Now()
	cs, _ = d.Case("longhe")
	l, _, err := find(cs, newLonghePool)
	t.Log(err, time.Since(at), l.amounts, l.byBorrower, l.byIndustry)
}
