package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// oneRule is a pack of a single measured rule.
func oneRule(t fataler, r concentration.RuleSpec) *concentration.Pack {
	t.Helper()
	r.ID, r.Article, r.Date, r.Text, r.Consequence = "r", "1", "2020", "x", concentration.Admission
	return must[*concentration.Pack](t)(concentration.PackSpec{
		Schema: concentration.RulesSchema, ID: "p", Title: "t", Source: "s", Rules: []concentration.RuleSpec{r},
	}.Resolve())
}

func apply(t fataler, p *pool.Pool, pack *concentration.Pack, in concentration.RuleInputs) concentration.Verdict {
	t.Helper()
	return must[[]concentration.Verdict](t)(concentration.Evaluate(p, pack, nil, in))[0]
}

// drawRule draws a rule whose limit is often met exactly by small pools.
func drawRule(t *rapid.T) concentration.RuleSpec {
	need := rapid.SampledFrom([]concentration.Requirement{concentration.AtMost, concentration.Below}).Draw(t, "require")
	basis := concentration.OutstandingPrincipal
	key := rapid.SampledFrom([]concentration.Key{concentration.Obligor, concentration.Group}).Draw(t, "key")
	share := rapid.SampledFrom([]string{"0.1", "0.15", "0.25", "0.333333333333", "0.5", "0.7", "0.999", "1", "0"}).Draw(t, "limit")
	r := concentration.RuleSpec{Key: &key, Basis: &basis, Require: &need, Limit: share}
	switch rapid.IntRange(0, 3).Draw(t, "metric") {
	case 0:
		r.Metric = concentration.MetricLargest
	case 1:
		r.Metric, r.Top = concentration.MetricTop, rapid.IntRange(1, 4).Draw(t, "top")
	case 2:
		currency := money.CNY
		r.Metric, r.Currency, r.Limit = concentration.MetricLargestAmount, &currency, fmt.Sprintf("0.%02d", rapid.IntRange(0, 40).Draw(t, "fen"))
	case 3:
		r.Metric, r.Limit = concentration.MetricCount, fmt.Sprint(rapid.IntRange(0, 6).Draw(t, "count"))
		*r.Require = rapid.SampledFrom([]concentration.Requirement{concentration.AtMost, concentration.Below, concentration.AtLeast, concentration.Above}).Draw(t, "count requirement")
	}
	return r
}

// The additions that keep a rule, tried one after the other on pools of a few fen, are exactly those from
// Least to Most, wherever they go: to an obligor, to an affiliate that owes nothing yet, to a stranger.
func TestRoomIsWhatTrialFinds(t *testing.T) {
	groups := map[string]string{"a": "G", "b": "G", "idle": "G"}
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) claim {
			return claim{fen: rapid.Int64Range(1, 12).Draw(t, "fen"), obligors: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 1, 2, rapid.ID).Draw(t, "obligors")}
		}), 1, 6).Draw(t, "claims")
		in := concentration.RuleInputs{Allocation: rapid.SampledFrom([]concentration.Allocation{concentration.Equal, concentration.FirstNamed, concentration.JointAndSeveral}).Draw(t, "allocation")}
		pack := oneRule(t, drawRule(t))
		p := build(t, claims, groups)
		v := apply(t, p, pack, in)
		to := rapid.SampledFrom([]string{"a", "b", "c", "idle", ""}).Draw(t, "to")
		name := to
		var room concentration.Room
		if to == "" {
			name = "stranger"
			room = must[concentration.Room](t)(v.RoomForNew())
		} else {
			var err error
			if room, err = v.RoomFor(to); err != nil {
				var unknown *concentration.UnknownBucketError
				if errors.As(err, &unknown) && to == "c" {
					return // the pool of this draw has no c
				}
				t.Fatal(err)
			}
		}
		for x := int64(0); x <= 60; x++ {
			after := v
			if x > 0 {
				after = apply(t, build(t, append(claims[:len(claims):len(claims)], claim{fen: x, obligors: []string{name}}), groups), pack, in)
			}
			within := room.Possible && money.Amount(x) >= room.Least && (money.Amount(x) <= room.Most || room.Unlimited)
			if kept := after.Outcome == pool.Pass; kept != within {
				t.Fatalf("%d fen to %s: %s; room %+v of %s", x, name, after, room, v)
			}
		}
	})
}

// For pools of any size the largest addition keeps the rule and one fen more breaks it; the smallest one
// keeps it and one fen less does not.
func TestRoomIsExactToTheFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t)
		groups := map[string]string{"a": "G", "b": "G"}
		key, basis, need := concentration.Group, concentration.OutstandingPrincipal, concentration.AtMost
		if rapid.Bool().Draw(t, "strict") {
			need = concentration.Below
		}
		rule := concentration.RuleSpec{Metric: concentration.MetricTop, Top: rapid.IntRange(1, 5).Draw(t, "top"), Key: &key, Basis: &basis, Require: &need,
			Limit: money.Rate(rapid.Int64Range(1, int64(money.One)-1).Draw(t, "limit")).String()}
		pack := oneRule(t, rule)
		v := apply(t, build(t, claims, groups), pack, concentration.RuleInputs{})
		room := must[concentration.Room](t)(v.RoomForNew())
		if !room.Possible {
			return
		}
		with := func(x money.Amount) pool.Outcome {
			if x == 0 {
				return v.Outcome
			}
			return apply(t, build(t, append(claims[:len(claims):len(claims)], claim{fen: int64(x), obligors: []string{"stranger"}}), groups), pack, concentration.RuleInputs{}).Outcome
		}
		if !room.Unlimited && (with(room.Most) != pool.Pass || with(room.Most+1) != pool.Fail) {
			t.Fatalf("most %d: %s, one fen more: %s", room.Most, with(room.Most), with(room.Most+1))
		}
		if with(room.Least) != pool.Pass || room.Least > 0 && with(room.Least-1) != pool.Fail {
			t.Fatalf("least %d: %s", room.Least, with(room.Least))
		}
	})
}

// The headroom is exact too: it moves the value with the total unchanged.
func TestHeadroomIsExactToTheFen(t *testing.T) {
	basis := concentration.OutstandingPrincipal
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.OneOf(rapid.Int64Range(2, 200), rapid.Int64Range(2, math.MaxInt64)).Draw(t, "total")
		tagged := rapid.Int64Range(1, total-1).Draw(t, "tagged")
		need := rapid.SampledFrom([]concentration.Requirement{concentration.AtMost, concentration.Below, concentration.AtLeast, concentration.Above}).Draw(t, "require")
		limit := money.Rate(rapid.OneOf(rapid.Int64Range(0, int64(money.One)), rapid.Just(int64(money.One)/4)).Draw(t, "limit"))
		pack := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricShare, Tags: []string{"x"}, Basis: &basis, Require: &need, Limit: limit.String()})
		split := func(tagged int64) concentration.Verdict {
			claims := []claim{{fen: tagged, obligors: []string{"a"}, tags: []string{"x"}}, {fen: total - tagged, obligors: []string{"b"}}}
			return apply(t, build(t, claims, nil), pack, concentration.RuleInputs{})
		}
		h, ok := split(tagged).Headroom.Get()
		if !ok {
			t.Fatal("no headroom")
		}
		step := int64(1)
		if need == concentration.AtLeast || need == concentration.Above {
			step = -1
		}
		last, first := tagged+step*int64(h), tagged+step*(int64(h)+1)
		if last > 0 && last < total && split(last).Outcome != pool.Pass {
			t.Fatalf("%d of %d with the whole headroom %d: %s", last, total, h, split(last))
		}
		if first > 0 && first < total && split(first).Outcome != pool.Fail {
			t.Fatalf("%d of %d with a fen more than the headroom %d: %s", first, total, h, split(first))
		}
	})
}

func TestRoomOfShares(t *testing.T) {
	p := build(t, []claim{{fen: 75_00, obligors: []string{"a"}, tags: []string{"ip_financing"}}, owes("b", 25)}, nil)
	v := evaluate(t, p, "ip-label-szse-2024", nil, concentration.RuleInputs{})["ip-label-szse-2024.assets"]
	room := must[concentration.Room](t)(v.RoomForNew())
	if room.Most != 7_14 || !room.Possible { // 75/0.7 = 107.142…
		t.Errorf("room for what is not financing on rights: %+v", room)
	}
	if _, err := v.RoomFor("a"); !errors.Is(err, concentration.ErrNoRoom) {
		t.Errorf("room for a bucket of a share: %v", err)
	}
	in := concentration.RuleInputs{Inputs: concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: []money.Amount{4_00, 96_00}}}}
	own := build(t, []claim{{fen: 1, obligors: []string{"o"}, originator: "o"}, {fen: 1, obligors: []string{"x"}, originator: "o"}}, nil)
	room = must[concentration.Room](t)(evaluate(t, own, "originator-2022", nil, in)["originator-2022.share"].RoomForNew())
	if room.Most != 6_66 { // (4 + x)/(100 + x) ≤ 10 %: x ≤ 6.66…
		t.Errorf("room for the originator: %+v", room)
	}
	untagged := evaluate(t, build(t, []claim{owes("a", 1)}, nil), "ip-label-szse-2024", nil, concentration.RuleInputs{})
	for id, v := range untagged {
		if _, err := v.RoomForNew(); !errors.Is(err, concentration.ErrNoRoom) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestRoomOfUnknownNames(t *testing.T) {
	v := evaluate(t, cm13(t), "lease-2018", nil, concentration.RuleInputs{})["lease-2018.single"]
	var unknown *concentration.UnknownBucketError
	if _, err := v.RoomFor("nobody"); !errors.As(err, &unknown) || unknown.Name != "nobody" {
		t.Errorf("error %v", err)
	}
	byParty := must[concentration.Room](t)(v.RoomFor("a2"))
	byGroup := must[concentration.Room](t)(v.RoomFor("A"))
	if byParty != byGroup || byParty.Bucket != "A" || byParty.Most != 340_00 { // (330 + x)/(1000 + x) ≤ 1/2
		t.Errorf("a member and its group: %+v, %+v", byParty, byGroup)
	}
}

// Amounts that may belong anywhere take up room.
func TestUnknownAmountsTakeUpRoom(t *testing.T) {
	basis, key, need := concentration.OutstandingPrincipal, concentration.Creditor, concentration.AtMost
	pack := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricLargest, Key: &key, Basis: &basis, Require: &need, Limit: "0.5"})
	claims := []claim{
		{fen: 10, obligors: []string{"d"}, creditor: "x"}, {fen: 10, obligors: []string{"d"}, creditor: "y"},
		{fen: 10, obligors: []string{"d"}, creditor: "z"}, {fen: 4, obligors: []string{"d"}},
	}
	room := must[concentration.Room](t)(apply(t, build(t, claims, nil), pack, concentration.RuleInputs{}).RoomFor("x"))
	if room.Most != 6 { // (10 + 4 + x)/(34 + x) ≤ 1/2
		t.Errorf("room %+v", room)
	}
	claims = []claim{{fen: 10, obligors: []string{"d"}, creditor: "x"}, {fen: 5, obligors: []string{"d"}, creditor: "y"}, {fen: 4, obligors: []string{"d"}}}
	room = must[concentration.Room](t)(apply(t, build(t, claims, nil), pack, concentration.RuleInputs{}).RoomForNew())
	if room.Least != 9 || room.Most != 11 { // (10 + 4)/(19 + x) ≤ 1/2 and (4 + x)/(19 + x) ≤ 1/2
		t.Errorf("room for dilution %+v", room)
	}
}

func TestRoomOfAnEmptyPool(t *testing.T) {
	empty := build(t, []claim{owes("a", 1)}, nil).Filter(func(pool.Contract) bool { return false })
	basis, key, need := concentration.OutstandingPrincipal, concentration.Obligor, concentration.AtMost
	for limit, possible := range map[string]bool{"0.5": false, "1": true} {
		pack := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricLargest, Key: &key, Basis: &basis, Require: &need, Limit: limit})
		room := must[concentration.Room](t)(apply(t, empty, pack, concentration.RuleInputs{}).RoomForNew())
		if room.Possible != possible || possible && room.Least != 1 {
			t.Errorf("a first obligor under a limit of %s: %+v", limit, room)
		}
	}
}

// A floor over a share is broken by what does not belong to it.
func TestRoomUnderAFloor(t *testing.T) {
	basis := concentration.OutstandingPrincipal
	claims := []claim{{fen: 75, obligors: []string{"a"}, tags: []string{"x"}}, {fen: 25, obligors: []string{"b"}}}
	for _, tt := range []struct {
		need              concentration.Requirement
		limit             string
		most              money.Amount
		possible, endless bool
	}{
		{concentration.AtLeast, "0.5", 50, true, false},
		{concentration.Above, "0.5", 49, true, false},
		{concentration.AtLeast, "0.75", 0, true, false},
		{concentration.Above, "0.75", 0, false, false},
		{concentration.AtLeast, "0", math.MaxInt64 - 100, true, true},
		{concentration.Above, "0", math.MaxInt64 - 100, true, true},
	} {
		pack := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricShare, Tags: []string{"x"}, Basis: &basis, Require: &tt.need, Limit: tt.limit})
		room := must[concentration.Room](t)(apply(t, build(t, claims, nil), pack, concentration.RuleInputs{}).RoomForNew())
		if room.Most != tt.most || room.Possible != tt.possible || room.Unlimited != tt.endless {
			t.Errorf("%s %s: %+v", tt.need, tt.limit, room)
		}
	}
}

func ExampleVerdict_RoomFor() {
	p := mustPool([]owed{{4_000_000_00, []string{"a"}}, {3_500_000_00, []string{"b"}}, {2_500_000_00, []string{"c"}}})
	pack, err := concentration.RulePack("lease-2018")
	if err != nil {
		fmt.Println(err)
		return
	}
	verdicts, err := concentration.Evaluate(p, pack, nil, concentration.RuleInputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	single := verdicts[1]
	room, err := single.RoomFor("a")
	if err != nil {
		fmt.Println(err)
		return
	}
	headroom, _ := single.Headroom.Get()
	fmt.Println("with the pool as it is:", headroom.FormatGrouped(single.Currency()))
	fmt.Println("as the pool grows:", room.Most.FormatGrouped(single.Currency()))
	// Output:
	// with the pool as it is: 1,000,000.00
	// as the pool grows: 2,000,000.00
}
