package cashflow_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// silent is a contract that states nothing but what every contract must.
func silent(kind pool.Kind) pool.ContractSpec {
	c := pool.ContractSpec{Balance: dec("1200"), Maturity: day("2024-06-30")}
	switch kind {
	case pool.KindLease:
		c.Lease = &pool.LeaseSpec{}
	case pool.KindMicroloan:
		c.Microloan = &pool.MicroloanSpec{}
	case pool.KindSublicense:
		c.Sublicense = &pool.SublicenseSpec{}
	}
	return c
}

func TestWhatSilentContractsTake(t *testing.T) {
	grid := "accrual_start=regular payment date on or before the cut-off date"
	tests := []struct {
		situation string
		contract  pool.ContractSpec
		settings  cashflow.Settings
		want      string
		assumed   string
	}{
		{"a lease", silent(pool.KindLease), cashflow.Settings{}, `
			2024-03-30 0.00 600.00 0.00 600.00
			2024-06-30 0.00 600.00 0.00   0.00`,
			"form=level; frequency=quarterly; " + grid + "; rate=0.0000"},
		{"a loan", silent(pool.KindMicroloan), cashflow.Settings{}, `
			2024-01-30 0.00    0.00 0.00 1200.00
			2024-02-29 0.00    0.00 0.00 1200.00
			2024-03-30 0.00    0.00 0.00 1200.00
			2024-04-30 0.00    0.00 0.00 1200.00
			2024-05-30 0.00    0.00 0.00 1200.00
			2024-06-30 0.00 1200.00 0.00    0.00`,
			"form=interest_first; frequency=monthly; " + grid + "; rate=0.0000"},
		{"a sub-licence", silent(pool.KindSublicense), cashflow.Settings{}, `
			2024-03-30 0.00 600.00 0.00 600.00
			2024-06-30 0.00 600.00 0.00   0.00`,
			"form=level; frequency=quarterly; " + grid + "; rate=0.0000"},
		{"a rate alone: interest first counts days over 360", func() pool.ContractSpec {
			c := silent(pool.KindMicroloan)
			c.Rate = decp("0.06")
			c.Microloan.Repayment = pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Semiannual}
			return c
		}(), cashflow.Settings{}, // from 30 December: 1200 × 0.06 × 183/360
			`2024-06-30 36.60 1200.00 0.00 0.00`, grid + "; day_count=ACT/360"},
		{"a rate alone: level counts months", func() pool.ContractSpec {
			c := silent(pool.KindMicroloan)
			c.Rate = decp("0.06")
			c.Microloan.Repayment = pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Semiannual}
			return c
		}(), cashflow.Settings{},
			`2024-06-30 36.00 1200.00 0.00 0.00`, grid + "; day_count=30E/360"},
		{"a bullet loan without a start", func() pool.ContractSpec {
			c := silent(pool.KindMicroloan)
			c.Rate = decp("0.06")
			c.Microloan.Repayment = pool.InstalmentsSpec{Form: pool.Bullet, DayCount: calendar.ThirtyE360}
			return c
		}(), cashflow.Settings{},
			`2024-06-30 36.00 1200.00 0.00 0.00`, "accrual_start=cut-off date"},
		{"the receivable balance implies the rate of a loan", func() pool.ContractSpec {
			c := silent(pool.KindMicroloan)
			c.ReceivableBalance = decp("1236")
			c.Microloan.Repayment = pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360}
			return c
		}(), cashflow.Settings{}, `
			2024-03-30 18.00    0.00 0.00 1200.00
			2024-06-30 18.00 1200.00 0.00    0.00`,
			grid + "; rate=implied by the receivable balance"},
		{"the desk's own fall-backs", silent(pool.KindLease), cashflow.Settings{Lease: cashflow.Fallback{
			Form: pool.EvenPrincipal, Frequency: calendar.Bimonthly, DayCount: calendar.Act365F, Rate: pool.Known(rate("0.0365")),
		}}, // 61 days each
			`
			2024-02-29  7.32 400.00 0.00 800.00
			2024-04-30  4.88 400.00 0.00 400.00
			2024-06-30  2.44 400.00 0.00   0.00`,
			"form=even_principal; frequency=bimonthly; " + grid + "; rate=0.0365; day_count=ACT/365F"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got := one(t, "2023-12-31", tt.contract, tt.settings)
			if diff := cmp.Diff(lines(tt.want), show(got.Rows)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(strings.Split(tt.assumed, "; "), strings.Split(assumed(got.Assumptions), "; ")); diff != "" {
				t.Errorf("assumptions (-want +got):\n%s", diff)
			}
			for _, a := range got.Assumptions {
				if a.Contract != 0 || a.ContractID != "C0" {
					t.Errorf("assumption about %d %q", a.Contract, a.ContractID)
				}
			}
		})
	}
}

func TestTheSummaryCountsAssumptions(t *testing.T) {
	f := project(t, poolOf(t, "2023-12-31", silent(pool.KindLease), silent(pool.KindSublicense), silent(pool.KindMicroloan)), cashflow.Settings{})
	want := []cashflow.AssumptionCount{
		{What: "accrual_start", Taken: "regular payment date on or before the cut-off date", Contracts: 3},
		{What: "form", Taken: "interest_first", Contracts: 1},
		{What: "form", Taken: "level", Contracts: 2},
		{What: "frequency", Taken: "monthly", Contracts: 1},
		{What: "frequency", Taken: "quarterly", Contracts: 2},
		{What: "rate", Taken: "0.0000", Contracts: 3},
	}
	if diff := cmp.Diff(want, f.Summary()); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if n := len(f.Assumptions()); n != 12 {
		t.Errorf("%d assumptions", n)
	}
}

func TestSettingsReportEveryFault(t *testing.T) {
	s := cashflow.Settings{
		Lease:       cashflow.Fallback{Form: pool.Irregular, Frequency: calendar.Frequency(5000)},
		Microloan:   cashflow.Fallback{DayCount: calendar.DayCount(99), Rate: pool.Known(rate("1.2"))},
		Sublicense:  cashflow.Fallback{Rate: pool.Known(rate("-0.01"))},
		ResetMonths: -1,
		Curves: map[string][]cashflow.RateStep{
			"LPR5Y": {{From: day("2024-01-01")}, {From: day("2024-01-01")}, {}},
			"LPR1Y": nil,
		},
	}
	_, err := cashflow.Schedule(poolOf(t, "2023-12-31", silent(pool.KindLease)), 0, s)
	var list *faults.Error
	if !errors.As(err, &list) {
		t.Fatalf("error %v", err)
	}
	var paths []string
	for _, f := range list.Faults() {
		paths = append(paths, f.Path+" "+string(f.Code))
	}
	want := []string{
		"lease.form unsupported", "lease.frequency invalid", "microloan.day_count invalid", "microloan.rate out_of_range",
		"sublicense.rate out_of_range", "reset_months out_of_range", "curves.LPR1Y missing",
		"curves.LPR5Y[1].from inconsistent", "curves.LPR5Y[2].from missing",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestSettingsAsADocument(t *testing.T) {
	text := `{"lease":{"form":"even_principal","frequency":"quarterly","day_count":"ACT/365F","rate":"0.0600"},` +
		`"reset_months":6,"curves":{"LPR1Y":[{"from":"2024-01-22","rate":"0.0345"}]}}`
	var s cashflow.Settings
	if err := faults.DecodeJSON(strings.NewReader(text), &s); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(s)
	if err != nil || string(again) != text {
		t.Errorf("written as %s, %v", again, err)
	}
	if empty, err := json.Marshal(cashflow.Settings{}); err != nil || string(empty) != "{}" {
		t.Errorf("no settings written as %s, %v", empty, err)
	}
}

func TestFlowsKeepTheirOwnSettings(t *testing.T) {
	curves := lpr()
	f := project(t, poolOf(t, "2023-12-31", silent(pool.KindLease)), cashflow.Settings{Curves: curves})
	curves["LPR1Y"][0].Rate = money.One
	f.Settings().Curves["LPR1Y"][1].Rate = money.One
	got := f.Settings()
	if diff := cmp.Diff(lpr(), got.Curves); diff != "" {
		t.Errorf("curves (-want +got):\n%s", diff)
	}
	if got.ResetMonths != 12 || got.Lease.Form != pool.Level || got.Microloan.Frequency != calendar.Monthly {
		t.Errorf("defaults are not filled in: %+v", got)
	}
}
