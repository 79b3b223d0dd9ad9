package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestEveryDimensionHasBandsOrNames(t *testing.T) {
	p := resolve(t, everyKind())
	units := map[pool.Dimension]string{pool.ByBalance: "CNY", pool.ByRemainingTerm: "months", pool.ByOriginalTerm: "months", pool.ByAge: "months", pool.ByRate: "per year"}
	parties := map[pool.Dimension]bool{pool.ByIndustry: true, pool.ByProvince: true, pool.ByRating: true, pool.ByGroup: true}
	if n := len(pool.Dimensions()); n != 16 {
		t.Errorf("%d dimensions", n)
	}
	for _, d := range pool.Dimensions() {
		edges := d.DefaultEdges()
		table := p.Stratify(d)
		if table.By != d || table.Unit != units[d] || (edges != nil) != (units[d] != "") {
			t.Errorf("%s is measured in %q with %d edges", d, table.Unit, len(edges))
		}
		for i := 1; i < len(edges); i++ {
			if !edges[i].GreaterThan(edges[i-1]) {
				t.Errorf("%s: edge %s follows %s", d, edges[i], edges[i-1])
			}
		}
		want := pool.OfContract
		if parties[d] {
			want = pool.OfFirstObligor
		}
		if d.Attribution() != want || table.Attribution != want {
			t.Errorf("%s goes by %s", d, table.Attribution)
		}
	}
}
