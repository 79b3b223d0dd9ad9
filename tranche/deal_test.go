package tranche_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

func smallText(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/small.deal.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func small(t testing.TB) tranche.Spec {
	t.Helper()
	s, err := tranche.ReadSpec(strings.NewReader(smallText(t)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDatesAreExpanded(t *testing.T) {
	deal, err := small(t).Resolve()
	if err != nil {
		t.Fatal(err)
	}
	// 31 January 2025 lies in the Spring Festival, which ends on 4 February. Ten trading days are
	// counted back on the exchange's calendar; 30 April comes of clamping to the month.
	want := []tranche.PaymentDate{
		{Nominal: date("2024-10-31"), Payment: date("2024-10-31"), Calculation: date("2024-10-17")},
		{Nominal: date("2025-01-31"), Payment: date("2025-02-05"), Calculation: date("2025-01-14")},
		{Nominal: date("2025-04-30"), Payment: date("2025-04-30"), Calculation: date("2025-04-16")},
		{Nominal: date("2025-07-31"), Payment: date("2025-07-31"), Calculation: date("2025-07-17")},
	}
	if diff := cmp.Diff(want, deal.Payments()); diff != "" {
		t.Errorf("payments (-want +got):\n%s", diff)
	}
	if first := deal.CollectionPeriods()[0]; first.From != date("2024-06-30") || first.To != date("2024-10-17") {
		t.Errorf("first collection period %v", first)
	}
}

func TestInterestRunsToTheNominalDateUnlessTheDealSaysOtherwise(t *testing.T) {
	for _, tt := range []struct {
		accrual tranche.Accrual
		want    money.Amount // on 6 million from 31 October 2024
	}{{tranche.Unadjusted, 60_493_15}, {tranche.Adjusted, 63_780_82}} { // 92 and 97 days
		s := small(t)
		s.Dates.Accrual = tt.accrual
		res := collect(t, s, 5_000_000_00, 5_000_000_00, 0, 0)
		if got := res.Periods[1].Tranches[0].InterestDue; got != tt.want {
			t.Errorf("%s: interest due %d, want %d", tt.accrual, got, tt.want)
		}
	}
}

func collect(t testing.TB, s tranche.Spec, totals ...money.Amount) *tranche.Result {
	t.Helper()
	return run(t, s, totals...)
}

func TestShortfallIsDrawnFromTheReserveThenFromEachPromisorInOrder(t *testing.T) {
	res := collect(t, small(t), 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	first := res.Periods[0]
	// Due: custody 10,000,000 × 0.05 % × 92/365 = 1,260.27; interest 9,000,000 × 4 % × 92/365 =
	// 90,739.73; principal 3,000,000. Missing: 592,000.00, of which the reserve has 100,000.
	call := tranche.SupportCall{Support: "shortfall", Promisor: "first", Amount: 200_000_00, For: tranche.PayPrincipal, Stage: tranche.BeforePayment,
		Called: first.Calculation, Transfer: first.Payment}
	want := []tranche.SupportCall{call, call}
	want[1].Promisor, want[1].Amount = "second", 292_000_00
	if diff := cmp.Diff(want, first.SupportCalls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if first.Tranches[0].PrincipalPaid != 3_000_000_00 || first.Accounts[1].Closing != 0 {
		t.Errorf("class A %+v, reserve %+v", first.Tranches[0], first.Accounts[1])
	}
	// Of the second payment's surplus the reserve is filled before the promisors are paid back.
	second := res.Periods[1]
	var repaid []tranche.Movement
	for _, m := range second.Movements {
		if m.Kind == "reserve_fill" || m.Kind == "reimbursement" {
			repaid = append(repaid, tranche.Movement{From: m.From, To: m.To, Kind: m.Kind, Amount: m.Amount})
		}
	}
	wantRepaid := []tranche.Movement{
		{From: "collection", To: "reserve", Kind: "reserve_fill", Amount: 30_000_00},
		{From: "collection", To: "first", Kind: "reimbursement", Amount: 200_000_00},
		{From: "collection", To: "second", Kind: "reimbursement", Amount: 292_000_00},
	}
	if diff := cmp.Diff(wantRepaid, repaid); diff != "" {
		t.Errorf("movements (-want +got):\n%s", diff)
	}
	if len(res.Unpaid) != 0 || res.Cash.Closing != 0 {
		t.Errorf("unpaid %v, closing %d: want nothing", res.Unpaid, res.Cash.Closing)
	}
}

func TestWhatIsNotPaidIsSaid(t *testing.T) {
	s := small(t)
	s.Support = nil
	for i := range s.Waterfalls.Amortising {
		s.Waterfalls.Amortising[i].Support = nil
	}
	s.Waterfalls.Amortising = append(s.Waterfalls.Amortising[:4:4], s.Waterfalls.Amortising[5])
	res := collect(t, s, 50_000_00, 0, 0, 0)
	var got []string
	for _, u := range res.Unpaid {
		got = append(got, u.Payment.String()+" "+u.Name+" "+u.Kind)
	}
	if len(got) == 0 || got[0] != "2024-10-31 A interest" || got[1] != "2024-10-31 A principal" {
		t.Errorf("unpaid: %v", got)
	}
	if a := res.Tranches[0]; a.Shortfall == 0 || !a.FinalDate.IsZero() {
		t.Errorf("class A: shortfall %d, final date %s", a.Shortfall, a.FinalDate)
	}
}

func TestFaultsOfADocumentAreAllReportedWithTheirPaths(t *testing.T) {
	edit := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(smallText(t)) }
	tests := []struct {
		situation, text string
		want            []string // path: code
	}{
		{"unknown fields", edit(`"roll"`, `"rol"`, `"mode": "residual"`, `"mode": "residual", "speed": 1`),
			[]string{"dates.rol unknown_field", "tranches[1].principal.speed unknown_field"}},
		{"words that are none of those there are", edit(`"class": "senior"`, `"class": "first"`, `"day_count": "ACT/365F"}`, `"day_count": "ACT/999"}`),
			[]string{"tranches[0].class invalid", "tranches[0].coupon.day_count invalid", "fees[1].day_count invalid"}},
		{"negative amounts", edit(`"9000000.00"`, `"-9000000.00"`, `"100000.00"`, `"-1"`, `"200000.00"`, `"-0.01"`),
			[]string{"accounts[0].opening out_of_range", "tranches[0].notional out_of_range", "tranches[0].principal.schedule[0] inconsistent", "support[0].promisors[0].cap out_of_range"}},
		{"amounts finer than the fen", edit(`"1000000.00"`, `"1000000.001"`), []string{"tranches[1].notional invalid"}},
		{"a rate written as a percentage", edit(`"0.0400"`, `"4.00"`), []string{"tranches[0].coupon.rate out_of_range"}},
		{"names that nothing answers to", edit(`"to": ["A"], "split"`, `"to": ["A1"], "split"`, `["reserve", "shortfall"]},
    {"pay": "principal"`, `["reserves"]},
    {"pay": "principal"`, `"after": ["A"]`, `"after": ["B"]`),
			[]string{"waterfalls.amortising[1].to[0] unknown", "waterfalls.amortising[1].support[0] unknown", "waterfalls.amortising[5].after[0] unknown", "waterfalls.amortising missing"}},
		{"a name used twice", edit(`"name": "custody"`, `"name": "A"`), []string{"fees[1].name duplicate", "waterfalls.amortising[0].to[1] unknown", "waterfalls.amortising missing"}},
		{"a fee that no step pays", edit(`["tax", "custody"]`, `["tax"]`), []string{"waterfalls.amortising missing"}},
		{"a schedule that does not repay the class", edit(`{"date": "2025-04-30", "amount": "3000000.00"}`, `{"date": "2025-04-30", "amount": "2000000.00"}`), []string{"tranches[0].principal.schedule inconsistent"}},
		{"closing before the cut-off", edit(`"closing": "2024-07-31"`, `"closing": "2024-05-31"`), []string{"dates.closing inconsistent"}},
		{"a last payment off the grid", edit(`"last": "2025-07-31"`, `"last": "2025-08-31"`), []string{"dates.payments.last inconsistent"}},
		{"years that the calendar does not know", edit(`2025-07-31`, `2035-07-31`), []string{"dates.payments (2027-01-31) invalid"}},
		{"an impossible date", edit(`2024-07-31`, `2024-06-31`), []string{"dates.closing invalid"}},
		{"another version", edit(`ipabs.deal/1`, `ipabs.deal/9`), []string{"schema unsupported"}},
		{"an unknown calendar", edit(`china_exchange`, `mars`), []string{"dates.calendar unknown"}},
		{"faults of the form and of what is said, together", edit(`"roll"`, `"rol"`, `"9000000.00"`, `"-9000000.00"`, `"china_exchange"`, `"mars"`, `"after": ["A"]`, `"after": ["B"]`),
			[]string{"dates.rol unknown_field", "dates.calendar unknown", "tranches[0].notional out_of_range", "tranches[0].principal.schedule[0] inconsistent", "waterfalls.amortising[5].after[0] unknown"}},
		{"nothing", `{}`, []string{"schema missing", "name missing", "currency missing", "dates.cut_off missing", "dates.closing missing", "dates.calendar unknown", "dates.payments missing", "tranches missing", "waterfalls.amortising missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := tranche.Read(strings.NewReader(tt.text))
			var e *faults.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want faults", err)
			}
			var got []string
			for _, f := range e.Faults() {
				got = append(got, f.Path+" "+string(f.Code))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func TestCollectionsOfOtherPeriodsAreRefused(t *testing.T) {
	deal, err := small(t).Resolve()
	if err != nil {
		t.Fatal(err)
	}
	good := make([]cashflow.Collection, 0, 4)
	for _, p := range deal.CollectionPeriods() {
		good = append(good, cashflow.Collection{Period: p})
	}
	shifted := append([]cashflow.Collection(nil), good...)
	shifted[1].To = shifted[1].To.AddDays(1)
	negative := append([]cashflow.Collection(nil), good...)
	negative[2].Interest = -1
	huge := append([]cashflow.Collection(nil), good...)
	huge[3].Principal = 1 << 62
	for situation, list := range map[string][]cashflow.Collection{"too few": good[:3], "another day": shifted, "negative": negative, "huge": huge} {
		if _, err := deal.Run(list); !errors.Is(err, tranche.ErrCollections) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
	if _, err := deal.Run(good); err != nil {
		t.Errorf("no cash at all: %v", err)
	}
}

func TestADocumentSurvivesARoundTrip(t *testing.T) {
	s := small(t)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := tranche.ReadSpec(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	if first.Fingerprint() != second.Fingerprint() || len(first.Fingerprint()) != 64 {
		t.Errorf("fingerprints %s and %s", first.Fingerprint(), second.Fingerprint())
	}
}

func TestResultDocument(t *testing.T) {
	text, err := json.Marshal(collect(t, small(t), 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema  string
		Periods []struct {
			PaymentDate  calendar.Date `json:"payment_date"`
			Waterfall    string
			Accounts     []map[string]string
			Tranches     []map[string]string
			Fees         []map[string]string
			SupportCalls []map[string]string `json:"support_calls"`
			Movements    []map[string]string
		}
		Cash map[string]string
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Schema != "ipabs.waterfall/1" || len(doc.Periods) != 4 || doc.Cash["difference"] != "0.00" {
		t.Errorf("schema %q, %d periods, difference %q", doc.Schema, len(doc.Periods), doc.Cash["difference"])
	}
	want := map[string]string{"name": "A", "opening": "9000000.00", "rate": "0.0400", "interest_due": "90739.73", "interest_paid": "90739.73", "interest_unpaid": "0.00",
		"principal_due": "3000000.00", "principal_paid": "3000000.00", "closing": "6000000.00"}
	for _, nothing := range []string{"interest_on_arrears", "put_due", "put_paid", "resold", "interim_yield_due", "interim_yield_paid", "residual", "accreted", "write_down", "write_up"} {
		want[nothing] = "0.00"
	}
	if diff := cmp.Diff(want, doc.Periods[0].Tranches[0]); diff != "" {
		t.Errorf("class A (-want +got):\n%s", diff)
	}
}

func FuzzDealDocument(f *testing.F) {
	text, err := os.ReadFile("testdata/small.deal.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	templates, err := filepath.Glob("../testdata/template-*.deal.json")
	if err != nil || len(templates) == 0 {
		f.Fatal("no templates", err)
	}
	for _, path := range templates {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"schema":"ipabs.deal/1","tranches":[{}],"dates":{"payments":{"dates":["2024-01-01"]}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := tranche.ReadSpec(bytes.NewReader(text))
		if err != nil {
			return
		}
		deal, err := s.Resolve()
		if err != nil {
			return
		}
		var collected []cashflow.Collection
		for _, p := range deal.CollectionPeriods() {
			collected = append(collected, cashflow.Collection{Period: p, Principal: 1_000_000_00})
		}
		if _, err := deal.Run(collected); err != nil && !errors.Is(err, money.ErrOverflow) && !errors.Is(err, tranche.ErrFormula) {
			t.Fatal(err)
		}
	})
}
