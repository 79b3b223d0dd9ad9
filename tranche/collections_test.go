package tranche_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestTablesOfCollections(t *testing.T) {
	deal := resolved(t, twoClasses("2024-03-31", "2024-06-30"))
	periods := deal.CollectionPeriods()
	for _, tt := range []struct {
		situation, text string
		want            []cashflow.Collection
	}{
		{"rows by date are added up, balances follow", "date,interest,principal\n2024-01-31,1,40\n2024-03-31,2,60\n2024-04-01,3,100\n",
			[]cashflow.Collection{{Opening: 200_00, Interest: 3_00, Principal: 100_00, Closing: 100_00}, {Opening: 100_00, Interest: 3_00, Principal: 100_00}}},
		{"by number, in Chinese, with a byte order mark and thousands", "\ufeff期次,利息,本金,违约,违约回收\n2,0.50,\"1,000.00\",200,\n1,,,,7\n",
			[]cashflow.Collection{{Opening: 1200_00, Recovery: 7_00, Closing: 1200_00}, {Opening: 1200_00, Interest: 50, Principal: 1000_00, Defaulted: 200_00}}},
		{"what is more than cash", "period,opening,closing,overdue_over_90,scheduled,rights_value,prepayment,principal,repurchased,dilution,from_deposit\n1,500,400,9,88,900,20,70,10,20,5\n2,400,400,,,,,,,,\n",
			[]cashflow.Collection{{Opening: 500_00, Closing: 400_00, Overdue: cashflow.Ageing{0, 0, 0, 9_00}, Scheduled: pool.Known(money.Amount(88_00)), RightsValue: pool.Known(money.Amount(900_00)), Prepayment: 20_00, Principal: 70_00,
				Repurchased: 10_00, Dilution: 20_00, FromDeposit: 5_00}, {Opening: 400_00, Closing: 400_00}}},
		{"a period without a row collects nothing", "period,principal\n2,5\n", []cashflow.Collection{{Opening: 5_00, Closing: 5_00}, {Opening: 5_00, Principal: 5_00}}},
	} {
		got, err := deal.ReadCollections(strings.NewReader(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.situation, err)
			continue
		}
		for k := range got {
			tt.want[k].Period = periods[k]
			equalCollection(t, tt.situation, got[k], tt.want[k])
		}
	}
}

func TestFaultsOfTablesOfCollections(t *testing.T) {
	deal := resolved(t, twoClasses("2024-03-31", "2024-06-30"))
	for _, tt := range []struct {
		situation, text string
		want            []string
	}{
		{"nothing", "", []string{"row 1 missing"}},
		{"headers that are none", "date,interest,speed,interest\n", []string{"row 1 column 3 unknown", "row 1 column 4 duplicate"}},
		{"neither a date nor a period", "interest\n1\n", []string{"row 1 inconsistent"}},
		{"cells", "date,interest,principal\n2024-02-30,1,1\n2023-12-31,1,1\n2024-01-05,x,-1\n2024-01-05,0.001,1e30\n2024-01-05,1\n",
			[]string{"row 2 column 1 (date) invalid", "row 3 column 1 (date) out_of_range", "row 4 column 2 (interest) invalid", "row 4 column 3 (principal) out_of_range",
				"row 5 column 2 (interest) out_of_range", "row 5 column 3 (principal) out_of_range", "row 6 invalid"}},
		{"balances that do not fit", "period,opening,closing,principal\n1,100,80,10\n2,90,0,80\n", []string{"period 1 inconsistent", "period 2 inconsistent"}},
		{"more repaid than there was", "period,opening,principal\n1,10,20\n", []string{"period 1 inconsistent"}},
		{"an open quotation", "period,principal\n1,\"3\n", []string{"row 2 invalid"}},
	} {
		_, err := deal.ReadCollections(strings.NewReader(tt.text))
		var e *faults.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error %v", tt.situation, err)
			continue
		}
		var got []string
		for _, f := range e.Faults() {
			got = append(got, f.Path+" "+string(f.Code))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.situation, diff)
		}
	}
}

func FuzzReadCollections(f *testing.F) {
	deal := resolved(f, twoClasses("2024-03-31", "2024-06-30"))
	for _, seed := range []string{"date,interest\n2024-01-31,1\n", "期次,本金\n1,2\n", "period,closing,opening\n1,1,1\n", "\"", ",,\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := deal.ReadCollections(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := deal.Run(list); err != nil {
			t.Fatalf("a table that is read cannot be run: %v", err)
		}
	})
}
