package pool_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// describeMark writes a mark in one line.
func describeMark(m pool.Mark) string {
	volume := ""
	if v, ok := m.Volume.Get(); ok {
		volume = fmt.Sprintf(" volume %g", v)
	}
	return fmt.Sprintf("%s %s %s at %q on %s%s", m.Kind, m.Currency, m.Price.Format(m.Currency), m.Venue, m.Date, volume)
}

func describeMarks(p *pool.Pool, right int) []string {
	var lines []string
	for _, m := range p.Marks(right) {
		lines = append(lines, describeMark(m))
	}
	return lines
}

func TestMarksOfARight(t *testing.T) {
	p, _ := one(t, pool.RightSpec{
		Type: pool.Invention, Appraisal: decp("9000000.00"), AppraisalDate: day("2022-11-30"), Appraiser: "中评",
		Marks: []pool.MarkSpec{
			{Venue: "STEX", Kind: pool.MarkListing, Price: dec("12000000"), Date: day("2023-10-01")},
			{Venue: "HKEX", Kind: pool.MarkDeal, Price: dec("1250000.5"), Currency: money.USD, Date: day("2023-06-01"), Volume: decp("0.25")},
			{Kind: pool.MarkBid, Price: dec("500"), Currency: money.JPY, Date: day("2023-07-01"), Volume: decp("0")},
		},
	})
	want := []string{
		`listing CNY 12000000.00 at "STEX" on 2023-10-01`,
		`deal USD 1250000.50 at "HKEX" on 2023-06-01 volume 0.25`,
		`bid JPY 500 at "" on 2023-07-01 volume 0`,
		`appraisal CNY 9000000.00 at "中评" on 2022-11-30`,
	}
	if diff := cmp.Diff(want, describeMarks(p, 0)); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
	p.Marks(0)[0].Price = 1
	if diff := cmp.Diff(want, describeMarks(p, 0)); diff != "" {
		t.Errorf("a changed copy has changed the right:\n%s", diff)
	}
}

func TestTheAppraisalFieldsAreOneMark(t *testing.T) {
	tests := []struct {
		situation string
		right     pool.RightSpec
		want      []string
	}{
		{"nothing stated", pool.RightSpec{}, nil},
		{"an appraiser and a day without a value", pool.RightSpec{AppraisalDate: day("2022-11-30"), Appraiser: "中评"}, nil},
		{"a value alone", pool.RightSpec{Appraisal: decp("1.5")}, []string{`appraisal CNY 1.50 at "" on unset`}},
		{"a value of nothing", pool.RightSpec{Appraisal: decp("0")}, []string{`appraisal CNY 0.00 at "" on unset`}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p, _ := one(t, tt.right)
			if diff := cmp.Diff(tt.want, describeMarks(p, 0)); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultsOfMarks(t *testing.T) {
	sound := pool.MarkSpec{Kind: pool.MarkDeal, Price: dec("1"), Date: day("2023-06-01")}
	with := func(change func(*pool.MarkSpec)) pool.MarkSpec {
		m := sound
		change(&m)
		return m
	}
	tests := []struct {
		situation string
		mark      pool.MarkSpec
		want      []string
	}{
		{"a sound one", sound, nil},
		{"nothing said", pool.MarkSpec{}, []string{"kind missing", "date missing", "price out_of_range 0"}},
		{"a negative price", with(func(m *pool.MarkSpec) { m.Price = dec("-1") }), []string{"price out_of_range -1"}},
		{"half a yen", with(func(m *pool.MarkSpec) { m.Price, m.Currency = dec("1.5"), money.JPY }), []string{"price invalid 1.5"}},
		{"more than an amount holds", with(func(m *pool.MarkSpec) { m.Price = dec("1e17") }), []string{"price invalid 100000000000000000"}},
		{"a price of a billion digits", with(func(m *pool.MarkSpec) { m.Price = decimal.New(1, 1_000_000_000) }), []string{"price invalid a number of 1 digits and exponent 1000000000"}},
		{"a negative volume", with(func(m *pool.MarkSpec) { m.Volume = decp("-0.1") }), []string{"volume out_of_range -0.1"}},
		{"names that are none", with(func(m *pool.MarkSpec) { m.Kind, m.Currency, m.Date = 99, 255, calendar.Date(-5) }),
			[]string{"kind unknown invalid(99)", "date invalid -5", "currency unknown invalid currency 255"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := ipSpec([]pool.RightSpec{{ID: "r", Marks: []pool.MarkSpec{sound, tt.mark}}}).Resolve()
			var want []string
			for _, line := range tt.want {
				want = append(want, "rights[0].marks[1]."+line)
			}
			if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAMarkInACurrencyOfThePoolThatIsMissingIsReportedOnce(t *testing.T) {
	for _, currency := range []money.Currency{0, 255} {
		s := ipSpec([]pool.RightSpec{{ID: "r", Marks: []pool.MarkSpec{{Kind: pool.MarkDeal, Price: dec("1"), Date: day("2023-06-01")}}}})
		s.Currency = currency
		_, err := s.Resolve()
		if lines := faultLines(t, err); len(lines) != 1 || lines[0][:8] != "currency" {
			t.Errorf("currency %d: %q", currency, lines)
		}
	}
}

func TestMarkKindsReadBack(t *testing.T) {
	for k := pool.MarkUnknown; k <= pool.MarkAppraisal; k++ {
		text, err := k.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back pool.MarkKind
		if err := back.UnmarshalText(text); err != nil || back != k || string(text) != k.String() {
			t.Errorf("%d: %q, %v, %v", k, text, back, err)
		}
	}
	if _, err := pool.MarkKind(99).MarshalText(); err == nil {
		t.Error("a kind that is none was written")
	}
	var k pool.MarkKind
	if err := k.UnmarshalText([]byte("offer")); err == nil {
		t.Error("a kind that is none was read")
	}
}
