package pool_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// TestNoSpecificationPanics spoils sound specifications at random: each is either refused with
// located faults, or gives a pool that answers every question and reads back from JSON.
func TestNoSpecificationPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		spoil(t, &s)
		p, err := s.Resolve()
		if err != nil {
			if p != nil || len(faultLines(t, err)) == 0 {
				t.Fatalf("a pool %v and an error without faults: %v", p, err)
			}
			for _, line := range faultLines(t, err) {
				if line[0] == ' ' {
					t.Fatalf("a fault without a place: %s", line)
				}
			}
			return
		}
		want := describe(p)
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("a sound specification cannot be written: %v", err)
		}
		back, err := pool.ReadSpec(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Contains(data, []byte(`\ufffd`)) { // JSON has no text that is not UTF-8
			if diff := cmp.Diff(want, describe(resolve(t, back))); diff != "" {
				t.Fatalf("pool (-first +read back):\n%s", diff)
			}
		}
	})
}

func TestAFilterAndItsOppositePartitionThePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		chosen := rapid.SliceOfN(rapid.Bool(), p.Len(), p.Len()).Draw(t, "chosen")
		keep := func(c pool.Contract) bool {
			i, _ := p.IndexOf(c.ID)
			return chosen[i]
		}
		in, out := p.Filter(keep), p.Filter(func(c pool.Contract) bool { return !keep(c) })
		inBalance, inStated := in.ReceivableBalance()
		outBalance, outStated := out.ReceivableBalance()
		balance, stated := p.ReceivableBalance()
		if in.Principal()+out.Principal() != p.Principal() || in.Len()+out.Len() != p.Len() || inBalance+outBalance != balance || inStated+outStated != stated {
			t.Fatalf("%d and %d of %d; %d and %d of %d", in.Principal(), out.Principal(), p.Principal(), inBalance, outBalance, balance)
		}
		for k := range p.CountByKind() {
			if in.CountByKind()[k]+out.CountByKind()[k] != p.CountByKind()[k] {
				t.Fatalf("kind %s: %d and %d", pool.Kind(k), in.CountByKind()[k], out.CountByKind()[k])
			}
		}
		// A contract keeps its place relative to the others, and what it says.
		merged := map[string]bool{}
		for _, half := range []*pool.Pool{in, out} {
			last := -1
			for _, c := range half.Contracts() {
				i, ok := p.IndexOf(c.ID)
				if !ok || i <= last || merged[c.ID] || !cmp.Equal(c, p.Contract(i), cmp.Exporter(exportAll)) {
					t.Fatalf("contract %s of place %d after %d", c.ID, i, last)
				}
				last, merged[c.ID] = i, true
			}
		}
		if len(in.Obligors()) > len(p.Obligors()) || in.CountRights()+out.CountRights() < p.CountRights() {
			t.Fatalf("%d obligors of %d, %d and %d rights of %d", len(in.Obligors()), len(p.Obligors()), in.CountRights(), out.CountRights(), p.CountRights())
		}
	})
}

func TestTheOrderOfContractsChangesNoTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		p := resolve(t, s)
		s.Contracts = rapid.Permutation(s.Contracts).Draw(t, "order")
		q := resolve(t, s)
		pBalance, pStated := p.ReceivableBalance()
		qBalance, qStated := q.ReceivableBalance()
		if p.Principal() != q.Principal() || pBalance != qBalance || pStated != qStated || p.CountByKind() != q.CountByKind() ||
			p.CountRights() != q.CountRights() || p.LastMaturity() != q.LastMaturity() {
			t.Fatal("a total differs")
		}
		pObligors, qObligors := p.Obligors(), q.Obligors()
		slices.Sort(pObligors)
		slices.Sort(qObligors)
		if !slices.Equal(pObligors, qObligors) {
			t.Fatalf("obligors %v and %v", pObligors, qObligors)
		}
		for _, d := range pool.Dimensions() {
			if diff := cmp.Diff(p.Stratify(d), q.Stratify(d), cmp.Exporter(exportAll)); diff != "" {
				t.Fatalf("by %s:\n%s", d, diff)
			}
		}
		rules := preset("mixed")
		pResults, qResults := check(p, rules), check(q, rules)
		for i := range rules {
			a, b := pResults[i], qResults[i]
			if a.Outcome != b.Outcome || a.Passed != b.Passed || a.Unknown != b.Unknown || a.Fail != b.Fail {
				t.Fatalf("%s: %s and %s", rules[i].ID, a.Seen(), b.Seen())
			}
		}
		// Means are sums of n rounded terms of one sign over another such sum: each is within
		// (2n+2)·2⁻⁵³ of the exact one, relatively.
		same := func(a, b float64) bool { return math.Abs(a-b) <= 4*float64(p.Len()+1)*0x1p-53*math.Abs(a) }
		for _, terms := range []func(*pool.Pool) pool.TermStatistics{(*pool.Pool).OriginalTerms, (*pool.Pool).RemainingTerms} {
			a, b := terms(p), terms(q)
			if a.Known != b.Known || a.Min != b.Min || a.Max != b.Max || !same(a.Mean, b.Mean) || !same(a.WeightedMean, b.WeightedMean) {
				t.Fatalf("terms %+v and %+v", a, b)
			}
		}
	})
}

// TestRowsSumToThePool holds every table to the pool to the fen, and every band to a count by hand
// with exact decimals.
func TestRowsSumToThePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		var tables []pool.Table
		for _, d := range pool.Dimensions() {
			tables = append(tables, p.Stratify(d))
		}
		edges := rapid.SliceOfNDistinct(rapid.Int64Range(0, 40000), 1, 6, rapid.ID).Draw(t, "edges")
		slices.Sort(edges)
		var own []decimal.Decimal
		for _, e := range edges {
			own = append(own, decimal.New(e, -2))
		}
		for _, d := range pool.Dimensions() {
			if d.DefaultEdges() != nil {
				tables = append(tables, must(p.StratifyBands(d, own)))
			}
		}
		for _, table := range tables {
			var contracts int
			var amount money.Amount
			var share float64
			seen := map[string]bool{}
			for _, r := range table.Rows {
				if seen[r.Key] || r.Label == "" {
					t.Fatalf("by %s: row %q twice or without a label", table.By, r.Key)
				}
				seen[r.Key] = true
				contracts += r.Contracts
				amount += r.Amount
				share += r.Share
				n, a := countByHand(p, table.By, r)
				if table.Unit != "" && (n != r.Contracts || a != r.Amount) {
					t.Fatalf("by %s, %s: %d contracts of %d, by hand %d of %d", table.By, r.Label, r.Contracts, r.Amount, n, a)
				}
			}
			if contracts != p.Len() || amount != p.Principal() || contracts != table.Contracts || amount != table.Amount {
				t.Fatalf("by %s: rows of %d contracts and %d; the pool has %d and %d", table.By, contracts, amount, p.Len(), p.Principal())
			}
			if math.Abs(share-1) > float64(2*len(table.Rows))*0x1p-53 { // a rounding for each share and each sum
				t.Fatalf("by %s: shares sum to %v", table.By, share)
			}
		}
	})
}

// countByHand counts the contracts in a band without the code under test: values as float64, which
// hold balances below 2⁵³ fen, terms and rates of four decimals without a tie.
func countByHand(p *pool.Pool, by pool.Dimension, r pool.Row) (contracts int, amount money.Amount) {
	for _, c := range p.Contracts() {
		value, known := 0.0, true
		switch by {
		case pool.ByBalance:
			value = float64(c.Principal) / 100
		case pool.ByRemainingTerm:
			value = p.RemainingMonths(c)
		case pool.ByOriginalTerm:
			value, known = p.OriginalMonths(c).Get()
		case pool.ByAge:
			if known = !c.Start.IsZero(); known {
				n := 0
				for !c.Start.AddMonths(n + 1).After(p.AsOf()) {
					n++
				}
				from, to := c.Start.AddMonths(n), c.Start.AddMonths(n+1)
				value = float64(n*to.Sub(from)+p.AsOf().Sub(from)) / float64(to.Sub(from))
			}
		case pool.ByRate:
			rate, ok := c.Rate.Get()
			value, known = float64(rate)/1e12, ok
		}
		from, above := r.From.Get()
		to, below := r.To.Get()
		in := known && (above || below) && (!above || value > from.InexactFloat64()) && (!below || value <= to.InexactFloat64())
		if in || !known && !above && !below {
			contracts++
			amount += c.Principal
		}
	}
	return contracts, amount
}

func TestTheLargestAreTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		n := rapid.IntRange(0, p.Len()).Draw(t, "n")
		top := p.Largest(n)
		var least, sum money.Amount = math.MaxInt64, 0
		chosen := map[int]bool{}
		for k, r := range top {
			c := p.Contract(r.Contract)
			sum += c.Principal
			if r.Rank != k+1 || r.ID != c.ID || r.Amount != c.Principal || r.Amount > least || chosen[r.Contract] || r.Cumulative != float64(sum)/float64(p.Principal()) {
				t.Fatalf("%+v after %d", r, least)
			}
			least, chosen[r.Contract] = r.Amount, true
		}
		for i, c := range p.Contracts() {
			if n > 0 && !chosen[i] && c.Principal > least {
				t.Fatalf("%s with %d is left out, and %d is in", c.ID, c.Principal, least)
			}
		}
		if len(top) != n || n == p.Len() && n > 0 && top[n-1].Cumulative != 1 {
			t.Fatalf("%d of %d", len(top), n)
		}
	})
}
