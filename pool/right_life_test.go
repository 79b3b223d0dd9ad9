package pool_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// describeLife writes a life in one line.
func describeLife(l pool.RightLife) string {
	text := "expires ?"
	if d, ok := l.Expires.Get(); ok {
		text = fmt.Sprintf("expires %s (%s)", d, l.Basis)
	}
	if d, ok := l.Ends.Get(); ok {
		text += fmt.Sprintf(", ends %s by %s", d, l.Cause)
	}
	if n, ok := l.BeyondLegal.Get(); ok {
		text += fmt.Sprintf(", %d days beyond the law", n)
	}
	if l.Renewable {
		text += ", renewable"
	}
	return text
}

func TestLifeOfARight(t *testing.T) {
	law := pool.LifeRules{Terms: pool.ChineseRightTerms()}
	paid := pool.LifeRules{Terms: pool.ChineseRightTerms(), Annuity: pool.AnnuityEnds}
	invention := pool.RightSpec{Type: pool.Invention, Filed: day("2010-03-05"), Status: pool.Valid}
	with := func(change func(*pool.RightSpec)) pool.RightSpec {
		r := invention
		change(&r)
		return r
	}
	tests := []struct {
		situation string
		right     pool.RightSpec
		rules     pool.LifeRules
		want      string
	}{
		{"only the law tells", invention, law, "expires 2030-03-04 (legal), ends 2030-03-04 by expiry"},
		{"nobody asked for the law", invention, pool.LifeRules{}, "expires ?"},
		{"a stated expiry wins over the law", with(func(r *pool.RightSpec) { r.Expires = day("2026-01-31") }), law, "expires 2026-01-31 (stated), ends 2026-01-31 by expiry"},
		{"a stated expiry that is the law's is no difference", with(func(r *pool.RightSpec) { r.Expires = day("2030-03-04") }), law, "expires 2030-03-04 (stated), ends 2030-03-04 by expiry"},
		{"the anniversary is a day beyond the law", with(func(r *pool.RightSpec) { r.Expires = day("2030-03-05") }), law, "expires 2030-03-05 (stated), ends 2030-03-05 by expiry, 1 days beyond the law"},
		{"five years beyond the law", with(func(r *pool.RightSpec) { r.Expires = day("2035-03-04") }), law, "expires 2035-03-04 (stated), ends 2035-03-04 by expiry, 1826 days beyond the law"},
		{"without the law nothing is beyond it", with(func(r *pool.RightSpec) { r.Expires = day("2035-03-04") }), pool.LifeRules{}, "expires 2035-03-04 (stated), ends 2035-03-04 by expiry"},
		{"an annuity that will be paid on", with(func(r *pool.RightSpec) { r.AnnuityPaidUntil = day("2024-03-04") }), law, "expires 2030-03-04 (legal), ends 2030-03-04 by expiry"},
		{"an annuity that ends the right", with(func(r *pool.RightSpec) { r.AnnuityPaidUntil = day("2024-03-04") }), paid, "expires 2030-03-04 (legal), ends 2024-03-04 by annuity"},
		{"an annuity paid to the last day", with(func(r *pool.RightSpec) { r.AnnuityPaidUntil = day("2030-03-04") }), paid, "expires 2030-03-04 (legal), ends 2030-03-04 by expiry"},
		{"an annuity bounds a term that is not known", pool.RightSpec{Type: pool.Patent, AnnuityPaidUntil: day("2024-03-04")}, paid, "expires ?, ends 2024-03-04 by annuity"},
		{"lapsed, seen on the cut-off date", with(func(r *pool.RightSpec) { r.Status = pool.Lapsed }), law, "expires 2030-03-04 (legal), ends 2023-12-30 by lapsed"},
		{"lapsed, seen earlier", with(func(r *pool.RightSpec) { r.Status, r.StatusDate = pool.Lapsed, day("2022-07-01") }), law, "expires 2030-03-04 (legal), ends 2022-06-30 by lapsed"},
		{"lapsed by its term", with(func(r *pool.RightSpec) { r.Status, r.Expires = pool.Lapsed, day("2021-07-01") }), law, "expires 2021-07-01 (stated), ends 2021-07-01 by expiry"},
		{"a trademark can be renewed", pool.RightSpec{Type: pool.Trademark, Registered: day("2014-05-07")}, law, "expires 2024-05-06 (legal), ends 2024-05-06 by expiry, renewable"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p, _ := one(t, tt.right)
			if got := describeLife(p.RightLife(0, tt.rules)); got != tt.want {
				t.Errorf("annuity %s: got\n%s, want\n%s", tt.rules.Annuity, got, tt.want)
			}
		})
	}
}

func TestWhetherARightLivesOnADay(t *testing.T) {
	early, end, after := day("2023-12-31"), day("2028-06-30"), day("2028-07-01")
	tests := []struct {
		situation string
		status    pool.RightStatus
		expires   calendar.Date
		rules     pool.LifeRules
		want      string // on the cut-off date, on the last day, the day after
	}{
		{"valid to a stated day", pool.Valid, end, pool.LifeRules{}, "lives lives dead"},
		{"pledged", pool.StatusPledged, end, pool.LifeRules{}, "lives lives dead"},
		{"licensed away", pool.StatusLicensedAway, end, pool.LifeRules{}, "lives lives dead"},
		{"attacked, and not yet taken away", pool.InvalidationFiled, end, pool.LifeRules{}, "lives lives dead"},
		{"disputed", pool.OwnershipDisputed, end, pool.LifeRules{}, "lives lives dead"},
		{"an application", pool.Pending, end, pool.LifeRules{}, "unknown unknown dead"},
		{"an application is never assumed to be a right", pool.Pending, end, pool.LifeRules{AssumeValid: true}, "unknown unknown dead"},
		{"no status", pool.StatusUnknown, end, pool.LifeRules{}, "unknown unknown dead"},
		{"no status, and assumed valid", pool.StatusUnknown, end, pool.LifeRules{AssumeValid: true}, "lives lives dead"},
		{"lapsed", pool.Lapsed, end, pool.LifeRules{AssumeValid: true}, "dead dead dead"},
		{"valid to an unknown day", pool.Valid, 0, pool.LifeRules{}, "lives unknown unknown"},
		{"nothing known", pool.StatusUnknown, 0, pool.LifeRules{}, "unknown unknown unknown"},
		{"lapsed, its term unknown", pool.Lapsed, 0, pool.LifeRules{}, "dead dead dead"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p, _ := one(t, pool.RightSpec{Type: pool.Software, Status: tt.status, Expires: tt.expires})
			l := p.RightLife(0, tt.rules)
			if got := fmt.Sprint(l.On(early), " ", l.On(end), " ", l.On(after)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if assumed := tt.status == pool.StatusUnknown && tt.rules.AssumeValid; l.Assumed != assumed {
				t.Errorf("assumed %v, want %v", l.Assumed, assumed)
			}
		})
	}
}

func TestAStatusHoldsForTheDayItIsStatedFor(t *testing.T) {
	p, _ := one(t, pool.RightSpec{Type: pool.Software, Status: pool.Valid, StatusDate: day("2024-06-30")})
	l := p.RightLife(0, pool.LifeRules{})
	if l.On(day("2024-06-30")) != pool.Lives || l.On(day("2024-07-01")) != pool.MayLive {
		t.Errorf("%s, then %s", l.On(day("2024-06-30")), l.On(day("2024-07-01")))
	}
}

// TestNothingRises holds that a right that is dead on one day is dead on every later one, and that it
// is never said to live after its end.
func TestNothingRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := func(what string) calendar.Date {
			if rapid.Bool().Draw(t, what+" stated") {
				return day("2022-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, what))
			}
			return 0
		}
		p, _ := one(t, pool.RightSpec{Type: pool.Software, Expires: date("expires"), AnnuityPaidUntil: date("annuity"), StatusDate: date("status date"),
			Status: pool.RightStatus(rapid.IntRange(0, int(pool.StatusLicensedAway)).Draw(t, "status"))})
		l := p.RightLife(0, pool.LifeRules{Annuity: pool.AnnuityRule(rapid.IntRange(0, 1).Draw(t, "annuity rule")), AssumeValid: rapid.Bool().Draw(t, "assume")})
		dead := false
		for d := day("2021-12-01"); d.Before(day("2031-01-01")); d = d.AddDays(13) {
			now := l.On(d)
			if dead && now != pool.Dead {
				t.Fatalf("dead, and on %s %s", d, now)
			}
			if end, known := l.Ends.Get(); known && d.After(end) != (now == pool.Dead) {
				t.Fatalf("ends %s, and on %s %s", end, d, now)
			}
			dead = now == pool.Dead
		}
	})
}

func TestLivesOfAllRights(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{{ID: "a", Type: pool.Invention, Filed: day("2010-03-05")}, {ID: "b", Type: pool.Data}}))
	var got []string
	for i, l := range p.RightLives(pool.LifeRules{Terms: pool.ChineseRightTerms()}) {
		if l.Right != i {
			t.Errorf("right %d says %d", i, l.Right)
		}
		got = append(got, describeLife(l))
	}
	want := []string{"expires 2030-03-04 (legal), ends 2030-03-04 by expiry", "expires ?"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func ExamplePool_RightLife() {
	spec := ipSpec([]pool.RightSpec{{ID: "ZL201010123456.7", Type: pool.Invention, Filed: day("2010-03-05"), Expires: day("2031-03-05"), Status: pool.Valid}})
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	life := p.RightLife(0, pool.LifeRules{Terms: pool.ChineseRightTerms()})
	expires, _ := life.Expires.Get()
	legal, _ := life.Legal.Ends.Get()
	days, _ := life.BeyondLegal.Get()
	fmt.Println(expires, life.Basis)
	fmt.Println(legal, life.Legal.Text)
	fmt.Println(days, "days beyond the legal term")
	fmt.Println(life.On(day("2031-03-05")), life.On(day("2031-03-06")))
	// Output:
	// 2031-03-05 stated
	// 2030-03-04 20 years from filing 2010-03-05
	// 366 days beyond the legal term
	// lives dead
}
