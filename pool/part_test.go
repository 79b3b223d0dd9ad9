package pool_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// TestAPartOfEveryKind checks by hand what a share of each kind of contract says: a third, or seven
// tenths, of every amount, half-even.
func TestAPartOfEveryKind(t *testing.T) {
	p := resolve(t, everyKind())
	part := must(p.Part([]money.Amount{yuan("2000000"), yuan("500000"), 0, yuan("1400000"), yuan("333.33")}))
	if part.Len() != 4 || part.Principal() != yuan("3900333.33") || p.Principal() != yuan("12501000") {
		t.Fatalf("%d contracts, %s", part.Len(), part.Principal())
	}
	c := part.Contract(0) // a third
	lease := c.Terms.(pool.Lease)
	for name, q := range map[string]struct {
		got  pool.Opt[money.Amount]
		want string
	}{
		"receivable balance": {c.ReceivableBalance, "2100000.17"}, // 2,100,000.1666…
		"original amount":    {c.OriginalAmount, "2666666.67"},
		"deposit":            {lease.Deposit, "133333.33"},
		"handling fee":       {lease.HandlingFee, "26666.67"},
		"purchase price":     {lease.PurchasePrice, "33.33"},
	} {
		if q.got.Or(-1) != yuan(q.want) {
			t.Errorf("%s: %s, want %s", name, q.got, q.want)
		}
	}
	if whole, known := c.Facts.Whole.Get(); c.Retained() != yuan("4000000") || !known || whole || c.Rate != p.Contract(0).Rate || len(c.Guarantors()) != 2 || !c.HasTag("film") {
		t.Errorf("%+v, retained %s", c, c.Retained())
	}
	if r := part.Contract(1).Terms.(pool.Receivable); r.Face.Or(0) != yuan("533333.33") || r.Advance.Or(0) != yuan("466666.67") || r.Dilution.Or(0) != yuan("8333.42") {
		t.Errorf("%+v", r)
	}
	s := part.Contract(2).Terms.(pool.Sublicense) // seven tenths
	y, _ := s.Royalty.Get()
	table := s.Fees.Table()
	if s.UpfrontFee.Or(0) != yuan("1330000") || y.Share != money.Rate(21_000_000_000) || y.MinimumGuarantee != yuan("7000") || y.Cap.Or(0) != yuan("63000") ||
		table[0].Amount != yuan("840000") || table[1].Amount != yuan("770000") {
		t.Errorf("%+v", s)
	}
	// 333.33 of 1000, in instalments of 400 and 600: 133.332 and 199.998.
	loan := part.Contract(3).Terms.(pool.Microloan)
	if rows := loan.Repayment.Table(); rows[0].Amount != yuan("133.33") || rows[1].Amount != yuan("200.00") {
		t.Errorf("%+v", rows)
	}
	if original := p.Contract(4).Terms.(pool.Microloan).Repayment.Table(); original[0].Amount != yuan("400") {
		t.Errorf("the pool has changed: %+v", original)
	}
}

func TestPartsThatAreRefused(t *testing.T) {
	p := resolve(t, poolSpec(claim("a", "100"), claim("b", "50")))
	for name, c := range map[string]struct {
		taken []money.Amount
		want  string
	}{
		"another length":  {[]money.Amount{1}, "taken"},
		"below nothing":   {[]money.Amount{-1, 0}, "taken[0]"},
		"above the whole": {[]money.Amount{10000, 5001}, "taken[1]"},
	} {
		_, err := p.Part(c.taken)
		var e *faults.Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Faults()[0].Path, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestThePartAndTheRestCountARightOnce: what stays with the holder claims the right too, so that coverage
// does not grow by taking less.
func TestThePartAndTheRestCountARightOnce(t *testing.T) {
	p := resolve(t, everyKind())
	part := must(p.Part([]money.Amount{yuan("2000000"), 0, 0, 0, 0}))
	claims := part.Claims(0)
	if len(claims) != 2 || claims[0].Contract != 0 || claims[0].Amount.Or(0) != yuan("2000000") ||
		claims[1].Contract != pool.NoContract || claims[1].Amount.Or(0) != yuan("4000000") || claims[1].Holder != claims[0].Holder {
		t.Errorf("%+v", claims)
	}
}

// TestPartsOfRandomPools: nothing and everything are what Filter gives; every amount in between stays within
// the rules that Resolve holds contracts to, and a part of a part is a part.
func TestPartsOfRandomPools(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		taken := make([]money.Amount, p.Len())
		var sum money.Amount
		whole := map[string]bool{}
		for i, c := range p.Contracts() {
			switch rapid.IntRange(0, 2).Draw(t, "how much") {
			case 1:
				taken[i], whole[c.ID] = c.Principal, true
			case 2:
				taken[i] = money.Amount(rapid.Int64Range(0, int64(c.Principal)).Draw(t, "amount"))
			}
			sum += taken[i]
		}
		part := must(p.Part(taken))
		if part.Principal() != sum {
			t.Fatalf("principal %s, taken %s", part.Principal(), sum)
		}
		for _, c := range part.Contracts() {
			i, _ := p.IndexOf(c.ID)
			if b, known := c.ReceivableBalance.Get(); known && b < c.Principal {
				t.Fatalf("%s: balance %s, principal %s", c.ID, b, c.Principal)
			}
			if c.Principal+c.Retained() != p.Contract(i).Principal {
				t.Fatalf("%s: %s and %s of %s", c.ID, c.Principal, c.Retained(), p.Contract(i).Principal)
			}
			if plan, ok := c.Instalments(); ok && plan.PrincipalOnly {
				var rows money.Amount
				for _, row := range plan.Table() {
					rows += row.Amount
				}
				if rows != c.Principal {
					t.Fatalf("%s: rows of %s for %s", c.ID, rows, c.Principal)
				}
			}
		}
		all := make([]money.Amount, p.Len())
		for i, c := range p.Contracts() {
			if whole[c.ID] {
				all[i] = c.Principal
			}
		}
		if must(p.Part(all)).Fingerprint() != p.Filter(func(c pool.Contract) bool { return whole[c.ID] }).Fingerprint() {
			t.Fatal("contracts taken whole are not those of Filter")
		}
	})
}
