package credit_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/credit"
)

// The tables below are typed from the rule text a second time, rows as printed in annex 11 with its
// dashes: senior 1 and 5 years, non-senior 1 and 5 years. Regulation (EU) 575/2013 prints the same
// numbers under credit quality steps 1 to 17 and all other.
const (
	printedTable4 = `
AAA | 15 | 20 | 15 | 70
AA+ | 15 | 30 | 15 | 90
AA | 25 | 40 | 30 | 120
AA– | 30 | 45 | 40 | 140
A+ | 40 | 50 | 60 | 160
A | 50 | 65 | 80 | 180
A– | 60 | 70 | 120 | 210
BBB+ | 75 | 90 | 170 | 260
BBB | 90 | 105 | 220 | 310
BBB– | 120 | 140 | 330 | 420
BB+ | 140 | 160 | 470 | 580
BB | 160 | 180 | 620 | 760
BB– | 200 | 225 | 750 | 860
B+ | 250 | 280 | 900 | 950
B | 310 | 340 | 1050 | 1050
B– | 380 | 420 | 1130 | 1130
CCC+/CCC/CCC– | 460 | 505 | 1250 | 1250
below CCC– | 1250 | 1250 | 1250 | 1250`
	printedTable5 = `
AAA | 10 | 10 | 15 | 40
AA+ | 10 | 15 | 15 | 55
AA | 15 | 20 | 15 | 70
AA– | 15 | 25 | 25 | 80
A+ | 20 | 30 | 35 | 95
A | 30 | 40 | 60 | 135
A– | 35 | 40 | 95 | 170
BBB+ | 45 | 55 | 150 | 225
BBB | 55 | 65 | 180 | 255
BBB– | 70 | 85 | 270 | 345
BB+ | 120 | 135 | 405 | 500
BB | 135 | 155 | 535 | 655
BB– | 170 | 195 | 645 | 740
B+ | 225 | 250 | 810 | 855
B | 280 | 305 | 945 | 945
B– | 340 | 380 | 1015 | 1015
CCC+/CCC/CCC– | 415 | 455 | 1250 | 1250
below CCC– | 1250 | 1250 | 1250 | 1250`
	// Columns of table 1 of annex 11 and of CRE44: A to E.
	printedTable1 = `
non-retail, senior, granular | 0 | 3.56 | -1.85 | 0.55 | 0.07
non-retail, senior, non-granular | 0.11 | 2.61 | -2.91 | 0.68 | 0.07
non-retail, non-senior, granular | 0.16 | 2.87 | -1.03 | 0.21 | 0.07
non-retail, non-senior, non-granular | 0.22 | 2.35 | -2.46 | 0.48 | 0.07
retail, senior | 0 | 0 | -7.48 | 0.71 | 0.24
retail, non-senior | 0 | 0 | -5.78 | 0.55 | 0.27`
)

// printedRows reads a table of the constants above: the first cell and the numbers.
func printedRows(t *testing.T, table string) (names []string, numbers [][]float64) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(line, " | ")
		var row []float64
		for _, c := range cells[1:] {
			v, err := strconv.ParseFloat(c, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, v)
		}
		names, numbers = append(names, cells[0]), append(numbers, row)
	}
	return names, numbers
}

func TestTablesAreThosePrinted(t *testing.T) {
	for _, r := range bothCapitalRules() {
		for _, tt := range []struct {
			table   string
			printed string
			rows    []credit.ERBARow
		}{
			{"long-term", printedTable4, r.ERBALong},
			{"long-term STC", printedTable5, r.ERBALongSTC},
		} {
			var names []string
			var numbers [][]float64
			for _, row := range tt.rows {
				names = append(names, strings.ReplaceAll(strings.Join(row.Words, "/"), "-", "–"))
				numbers = append(numbers, []float64{row.Senior1, row.Senior5, row.NonSenior1, row.NonSenior5})
			}
			wantNames, wantNumbers := printedRows(t, tt.printed)
			if diff := cmp.Diff(wantNames, names); diff != "" {
				t.Errorf("%s, %s: rows (-printed +here)\n%s", r.Name, tt.table, diff)
			}
			if diff := cmp.Diff(wantNumbers, numbers); diff != "" {
				t.Errorf("%s, %s: weights (-printed +here)\n%s", r.Name, tt.table, diff)
			}
		}
		var names []string
		var numbers [][]float64
		for _, row := range r.IRBA {
			names = append(names, row.String())
			numbers = append(numbers, []float64{row.A, row.B, row.C, row.D, row.E})
		}
		wantNames, wantNumbers := printedRows(t, printedTable1)
		if diff := cmp.Diff(wantNames, names) + cmp.Diff(wantNumbers, numbers); diff != "" {
			t.Errorf("%s: coefficients of p (-printed +here)\n%s", r.Name, diff)
		}
	}
}

// TestBaselAndAnnex11DifferOnlyWhereStated: the numbers of the two sets of rules are the same but for
// those that the departures name.
func TestBaselAndAnnex11DifferOnlyWhereStated(t *testing.T) {
	basel, china := credit.BaselCapitalRules(), credit.ChinaCapitalRules()
	if basel.NPLDelinquentFrom != 0.9 || china.NPLDelinquentFrom != 1 {
		t.Errorf("share that makes a deal one of non-performing loans: %g and %g", basel.NPLDelinquentFrom, china.NPLDelinquentFrom)
	}
	if len(basel.NPLFloorFor) != 2 || len(china.NPLFloorFor) != 3 {
		t.Errorf("floor for non-performing loans: %v and %v", basel.NPLFloorFor, china.NPLFloorFor)
	}
	if len(basel.OverallCapRoles) != 2 || len(china.OverallCapRoles) != 1 {
		t.Errorf("overall cap: %v and %v", basel.OverallCapRoles, china.OverallCapRoles)
	}
	if len(basel.Departures) != 0 || len(china.Departures) != 7 {
		t.Errorf("%d and %d departures", len(basel.Departures), len(china.Departures))
	}
	for _, r := range []*credit.CapitalRules{&basel, &china} {
		r.Name, r.Title, r.Source, r.InForce = "", "", "", ""
		r.NPLDelinquentFrom, r.NPLFloorFor, r.OverallCapRoles = 0, nil, nil
		r.Articles, r.Departures = credit.CapitalArticles{}, nil
	}
	if diff := cmp.Diff(basel, china); diff != "" {
		t.Errorf("a difference that is not stated (-basel +china)\n%s", diff)
	}
}

func TestRulesAreFreshCopies(t *testing.T) {
	r := credit.ChinaCapitalRules()
	r.ERBALong[0].Words[0], r.IRBA[0].A, r.ERBAShort[0].Weight = "spoiled", 99, 99
	if err := credit.ChinaCapitalRules().Check(); err != nil {
		t.Error(err)
	}
	if again := credit.ChinaCapitalRules(); again.ERBALong[0].Words[0] != "AAA" || again.IRBA[0].A != 0 || again.ERBAShort[0].Weight != 15 {
		t.Error("a caller's change reached the next caller")
	}
}

func TestRulesOfTheCallerAreChecked(t *testing.T) {
	for _, r := range bothCapitalRules() {
		if err := r.Check(); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
	r := credit.BaselCapitalRules()
	r.Name, r.MinimumRatio, r.PFloor = "", 0, math.NaN()
	r.IRBA = append(r.IRBA[:1:1], r.IRBA[0], credit.IRBARow{Retail: true}, credit.IRBARow{Retail: true, Senior: true, E: math.Inf(1)}, credit.IRBARow{Granular: true})
	r.ERBALong[1].Words = []string{"AA"}
	r.ERBALong[2].Senior5 = 2000
	r.ERBALongSTC = nil
	r.ERBAShort[0].Words = nil
	r.ERBAShortSTC[0].Weight = -1
	wantFaultPaths(t, r.Check(), "name", "minimum_ratio", "p_floor", "irba", "irba", "irba", "irba[3]",
		"erba_long[2]", "erba_long[2]", "erba_long_stc", "erba_short[0]", "erba_short_stc[0]")
	if _, err := credit.SecSA(credit.CapitalRules{}, credit.SecSAInput{}); err == nil {
		t.Error("empty rules are accepted")
	}
}

func ExampleChinaCapitalRules() {
	rules := credit.ChinaCapitalRules()
	fmt.Println(rules.Source, rules.InForce)
	for _, d := range rules.Departures[:3] {
		fmt.Printf("%s: %s; Basel: %s\n", d.Topic, d.Here, d.Basel)
	}
	// Output:
	// 国家金融监督管理总局令2023年第4号 (published 2023-10-26) 2024-01-01
	// securitisation of non-performing loans: the whole pool is delinquent (第二部分(十一)1); Basel: delinquent share of at least 90 % (CRE45.1)
	// floor of 100 % for non-performing loans: every approach (第二部分(十一)3); Basel: SEC-SA, SEC-IRBA and look-through (CRE45.4)
	// overall cap under SEC-SA and SEC-ERBA: exposures retained by the originator (第二部分(七)); Basel: originator or sponsor (CRE40.52)
}

// ExampleBaselCapitalRules changes one number of a copy: a supervisor with a higher minimum ratio.
func ExampleBaselCapitalRules() {
	rules := credit.BaselCapitalRules()
	rules.Name, rules.MinimumRatio = "basel-cre-at-10.5", 0.105
	res, err := credit.SecERBA(rules, credit.SecERBAInput{
		Exposure: credit.SecExposure{Attachment: 0.3, Detachment: 1, Senior: true},
		Ratings:  []string{"AA"}, Maturity: 5,
	})
	fmt.Printf("%s: weight %v, capital %.3f per unit, %v\n", res.Rules, res.After, res.Capital, err)
	// Output: basel-cre-at-10.5: weight 40.00%, capital 0.042 per unit, <nil>
}
