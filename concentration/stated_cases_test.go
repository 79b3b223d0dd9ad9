package concentration_test

import (
	"slices"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// The figures that Liu, Shi and Wang print about four Chinese securitisations
// (article 1672-4917(2024)01-0055-11), and the contradictions among them.

const principal, receivable = "outstanding_principal", "receivable_balance"

func on(axis, of, basis string) concentration.StatedMeasure {
	return concentration.StatedMeasure{Axis: axis, Of: of, Basis: basis}
}

// wenke1 is 文科一期, a finance lease: 10 contracts, 13 lessees.
var wenke1 = concentration.Statements{
	Pool: "文科一期ABS",
	Counts: []concentration.StatedCount{
		{Axis: "contract", Count: 10}, {Axis: "obligor", Count: 13}, {Axis: "right", Count: 51},
		{Axis: "bundle", Count: 10}, {Axis: "industry", Of: "obligor", Count: 4},
	},
	Tops: []concentration.StatedTop{
		{StatedMeasure: on("obligor", "", principal), K: 5, Percent: "67.27"},
		{StatedMeasure: on("industry", "obligor", principal), K: 3, Percent: "87.98"},
		{StatedMeasure: on("region", "obligor", principal), K: 3, Percent: "76.83-85"},
	},
	Partitions: []concentration.StatedPartition{{
		StatedMeasure: on("ip_type", "contract", principal), Complete: true,
		Buckets: []concentration.StatedBucket{{Name: "patent", Percent: "25.65", Contracts: new(2)}, {Name: "copyright", Percent: "74.35", Contracts: new(8)}},
	}},
	Terms: []concentration.StatedTerm{
		{Term: "contract", Stat: "average", Value: "34.89"}, {Term: "remaining", Stat: "average", Value: "30.72"},
		{Term: "remaining", Stat: "longest", Value: "38"}, {Term: "remaining", Stat: "shortest", Value: "21"},
	},
	Tenors: []concentration.StatedTenor{
		{Class: "A1", Value: "1", Unit: "years"}, {Class: "A2", Value: "2", Unit: "years"}, {Class: "A3", Value: "3", Unit: "years"},
	},
	Claims: []concentration.StatedClaim{{Claim: concentration.ClaimTermsExceedShortestTenor}},
}

// qiyi is 奇艺世纪, receivables on one core debtor. The document calls the
// suppliers' figures those of the debtors.
var qiyi = concentration.Statements{
	Pool:   "奇艺世纪ABS",
	Counts: []concentration.StatedCount{{Axis: "contract", Count: 13}, {Axis: "obligor", Count: 1}, {Axis: "bundle", Count: 13}},
	Tops: []concentration.StatedTop{
		{StatedMeasure: on("obligor", "", receivable), K: 5, Percent: "67.87"},
		{StatedMeasure: on("obligor", "", receivable), K: 5, Percent: "67.27"},
		{StatedMeasure: on("region", "obligor", receivable), K: 3, Percent: "69.52"},
		{StatedMeasure: on("industry", "obligor", receivable), K: 1, Percent: "100"},
	},
	Partitions: []concentration.StatedPartition{{
		StatedMeasure: on("ip_type", "contract", receivable), Complete: true,
		Buckets: []concentration.StatedBucket{{Name: "film, television, variety", Percent: "100", Contracts: new(13)}},
	}},
	Tenors: []concentration.StatedTenor{{Class: "A1", Value: "1", Unit: "years"}, {Class: "A2", Value: "2", Unit: "years"}},
}

// kaide is 凯得租赁, patent sub-licences: 11 firms, of which the press says that
// each received 3 to 45 million of 301 million, taken here as on one basis
// with the shares.
var kaide = concentration.Statements{
	Pool: "凯得租赁ABS",
	Counts: []concentration.StatedCount{
		{Axis: "contract", Count: 11}, {Axis: "obligor", Count: 11}, {Axis: "right", Count: 140}, {Axis: "bundle", Count: 11},
		{Axis: "industry", Of: "obligor", Count: 5}, {Axis: "region", Of: "obligor", Count: 1},
	},
	Tops: []concentration.StatedTop{
		{StatedMeasure: on("obligor", "", receivable), K: 5, Percent: "69.77"},
		{StatedMeasure: on("industry", "obligor", receivable), K: 3, Percent: "54.48"},
		{StatedMeasure: on("region", "obligor", receivable), K: 1, Percent: "100"},
	},
	Partitions: []concentration.StatedPartition{{
		StatedMeasure: on("ip_type", "contract", receivable), Complete: true,
		Buckets: []concentration.StatedBucket{{Name: "invention", Percent: "97.34", Contracts: new(10)}, {Name: "utility model", Percent: "2.66", Contracts: new(1)}},
	}},
	Totals: []concentration.StatedTotal{{Basis: receivable, Value: "3.01", Unit: "100000000"}},
	Bounds: []concentration.StatedBounds{{StatedMeasure: on("obligor", "", receivable), Low: "3", High: "45", Unit: "1000000"}},
	Terms: []concentration.StatedTerm{
		{Term: "contract", Stat: "average", Value: "60"}, {Term: "remaining", Stat: "average", Value: "60"},
		{Term: "remaining", Stat: "longest", Value: "60"}, {Term: "remaining", Stat: "shortest", Value: "60"},
	},
	Tenors: []concentration.StatedTenor{{Class: "senior", Value: "4", Unit: "years"}},
	Claims: []concentration.StatedClaim{{Claim: concentration.ClaimTermsExceedShortestTenor}},
}

// longhe is 隆和2021-4, loans of a bank: 93 loans to 91 borrowers, 100 million.
var longhe = concentration.Statements{
	Pool: "隆和ABS",
	Counts: []concentration.StatedCount{
		{Axis: "contract", Count: 93}, {Axis: "obligor", Count: 91}, {Axis: "right", Count: 93},
		{Axis: "industry", Of: "obligor", Count: 3, Open: true}, {Axis: "region", Of: "obligor", Count: 1},
	},
	Tops: []concentration.StatedTop{
		{StatedMeasure: on("obligor", "", principal), K: 5, Percent: "34.91"},
		{StatedMeasure: on("contract", "", principal), K: 5, Percent: "35"},
		{StatedMeasure: on("industry", "obligor", principal), K: 3, Percent: "95.81"},
		{StatedMeasure: on("region", "obligor", principal), K: 1, Percent: "100"},
	},
	Partitions: []concentration.StatedPartition{{
		StatedMeasure: on("ip_type", "contract", principal), Complete: true,
		Buckets: []concentration.StatedBucket{{Name: "patent", Percent: "75.32", Contracts: new(64)}, {Name: "trademark", Percent: "24.68", Contracts: new(29)}},
	}},
	Totals: []concentration.StatedTotal{{Basis: principal, Value: "100000000"}},
	Bounds: []concentration.StatedBounds{{
		StatedMeasure: on("obligor", "", principal), High: "5000000", Rule: "the 2018 micro-loan ABS disclosure guideline",
	}},
	Terms: []concentration.StatedTerm{
		{Term: "contract", Stat: "average", Value: "1.08", Unit: "years"}, {Term: "remaining", Stat: "average", Value: "1.02", Unit: "years"},
		{Term: "remaining", Stat: "longest", Value: "1.17", Unit: "years"}, {Term: "remaining", Stat: "shortest", Value: "0.86", Unit: "years"},
	},
	Tenors: []concentration.StatedTenor{{Class: "senior", Value: "1", Unit: "years"}},
	Claims: []concentration.StatedClaim{
		{Claim: concentration.ClaimTermsExceedShortestTenor}, {Claim: concentration.ClaimSeveralRightsPerObligor},
	},
}

// want is what must be found: rule, severity, the statements and the bound.
type want struct {
	contradiction string
	rule          concentration.StatedRule
	severity      concentration.StatedSeverity
	paths         []string
	bound         string
}

func TestFourPublishedPools(t *testing.T) {
	cases := []struct {
		situation  string
		statements concentration.Statements
		want       []want
	}{
		{"wenke1", wenke1, []want{
			{"C5", concentration.RuleRangeAsValue, concentration.StatedConflict, []string{"tops[2]"}, ""},
			{"C2", concentration.RuleCounts, concentration.StatedDoubtful, []string{"counts[1]", "counts[0]"}, "≥ 3"},
			// The average is at most 30.725 and the shortest term at least
			// 20.5: (30.725 − 20.5)/(36 − 20.5) = 65.97 %.
			{"C7", concentration.RuleTenorInTail, concentration.StatedDoubtful, []string{"tenors[2]", "terms[1]", "terms[3]", "terms[2]"}, "≤ 65.9678 %"},
		}},
		{"qiyi", qiyi, []want{
			{"C1", concentration.RuleTwoValues, concentration.StatedConflict, []string{"tops[0]", "tops[1]"}, ""},
			{"C3", concentration.RuleTopShareFloor, concentration.StatedImpossible, []string{"counts[1]", "tops[0]"}, "≥ 100.00 %"},
			{"C3", concentration.RuleTopShareFloor, concentration.StatedImpossible, []string{"counts[1]", "tops[1]"}, "≥ 100.00 %"},
			{"C3", concentration.RuleTopShareFloor, concentration.StatedImpossible, []string{"counts[1]", "tops[2]"}, "≥ 100.00 %"},
		}},
		{"kaide", kaide, []want{
			{"C4", concentration.RuleTopShareFloor, concentration.StatedImpossible, []string{"counts[4]", "tops[1]"}, "≥ 60.00 %"},
			{"C8", concentration.RuleTermsBeyondTenors, concentration.StatedDoubtful, []string{"terms[3]", "tenors[0]"}, "≥ 11.5"},
		}},
		{"longhe", longhe, []want{
			{"C10", concentration.RuleSeveralRights, concentration.StatedDoubtful, []string{"claims[1]", "counts[2]", "counts[0]"}, "≥ 94"},
			// 34.905 % of 99,999,999.50 over five.
			{"cap", concentration.RuleMemberCap, concentration.StatedConflict, []string{"tops[0]", "bounds[0]", "totals[0]"}, "≥ 6.981 % (≥ 6980999.96)"},
			{"C9", concentration.RuleMemberNames, concentration.StatedDoubtful, []string{"tops[0]", "tops[1]", "counts[1]", "counts[0]"}, ""},
			// 0.86 years is at most 0.865 × 12 = 10.38 months.
			{"C6", concentration.RuleClaimedTerms, concentration.StatedConflict, []string{"claims[0]", "terms[3]", "tenors[0]"}, "≤ 10.38"},
		}},
	}
	for _, c := range cases {
		found, err := concentration.CheckStated(c.statements)
		if err != nil {
			t.Fatalf("%s: %v", c.situation, err)
		}
		var got []want
		for i, f := range found {
			var paths []string
			for _, ref := range f.Statements {
				paths = append(paths, ref.Path)
			}
			label := ""
			if i < len(c.want) {
				label = c.want[i].contradiction
			}
			got = append(got, want{label, f.Rule, f.Severity, paths, f.Bound})
			t.Logf("%s: %v\n%s\n%v", c.situation, f, f.Message.ZH, f.Explanation)
		}
		if !slices.EqualFunc(got, c.want, func(a, b want) bool {
			return a.rule == b.rule && a.severity == b.severity && a.bound == b.bound && slices.Equal(a.paths, b.paths)
		}) {
			t.Errorf("%s: found\n%v\nwant\n%v", c.situation, got, c.want)
		}
	}
}
