package concentration_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// Short forms for the tables below.
type (
	st     = concentration.Statements
	counts = []concentration.StatedCount
	tops   = []concentration.StatedTop
	tables = []concentration.StatedPartition
	rows   = []concentration.StatedBucket
	totals = []concentration.StatedTotal
	limits = []concentration.StatedBounds
	terms  = []concentration.StatedTerm
	tenors = []concentration.StatedTenor
	claims = []concentration.StatedClaim
)

var (
	byObligor  = on("obligor", "", principal)
	byGroup    = on("group", "", principal)
	byContract = on("contract", "", principal)
	byIndustry = on("industry", "", principal)
	joint      = concentration.StatedMeasure{Axis: "obligor", Basis: principal, Allocation: concentration.StatedJointAndSeveral}
)

func top(m concentration.StatedMeasure, k int, percent string) concentration.StatedTop {
	return concentration.StatedTop{StatedMeasure: m, K: k, Percent: concentration.Printed(percent)}
}

func n(axis string, count int) concentration.StatedCount {
	return concentration.StatedCount{Axis: axis, Count: count}
}

func row(name, percent string) concentration.StatedBucket {
	return concentration.StatedBucket{Name: name, Percent: concentration.Printed(percent)}
}

func term(term, stat, weight, value string) concentration.StatedTerm {
	return concentration.StatedTerm{Term: term, Stat: stat, Weight: weight, Value: concentration.Printed(value)}
}

func TestRules(t *testing.T) {
	const (
		impossible = "impossible"
		conflict   = "conflict"
		doubtful   = "doubtful"
	)
	cases := []struct {
		situation  string
		statements st
		want       string // "severity rule bound" of each finding, or nothing
	}{
		{"nothing stated", st{}, ""},

		// Floor of the largest shares.
		{"three of five industries hold exactly three fifths", st{Counts: counts{n("industry", 5)}, Tops: tops{top(byIndustry, 3, "60.00")}}, ""},
		{"three of five hold less, but 60.00 after rounding", st{Counts: counts{n("industry", 5)}, Tops: tops{top(byIndustry, 3, "59.995")}}, impossible + " top_share_floor ≥ 60.00 %"},
		{"rounded to whole percents it would do", st{Counts: counts{n("industry", 5)}, Tops: tops{top(byIndustry, 3, "59.5")}}, impossible + " top_share_floor ≥ 60.00 %"},
		{"six industries are enough", st{Counts: counts{n("industry", 6)}, Tops: tops{top(byIndustry, 3, "54.48")}}, ""},
		{"an open list says nothing", st{Counts: counts{{Axis: "industry", Count: 5, Open: true}}, Tops: tops{top(byIndustry, 3, "54.48")}}, ""},
		{"another axis says nothing", st{Counts: counts{n("region", 5)}, Tops: tops{top(byIndustry, 3, "54.48")}}, ""},
		{"all members hold everything", st{Counts: counts{n("obligor", 4)}, Tops: tops{top(byObligor, 5, "99")}}, impossible + " top_share_floor ≥ 100.00 %"},
		{"all members hold 99.995 rounded", st{Counts: counts{n("obligor", 4)}, Tops: tops{top(byObligor, 5, "100.0")}}, ""},
		{"more than the whole", st{Tops: tops{top(byObligor, 5, "100.01")}}, impossible + " share_above_whole ≤ 100.00 %"},
		{"100.00 is not more", st{Tops: tops{top(byObligor, 5, "100.00")}}, ""},
		{"one obligor, so all regions of obligors are one", st{Counts: counts{n("obligor", 1)}, Tops: tops{top(on("region", "obligor", principal), 3, "69.52")}}, impossible + " top_share_floor ≥ 100.00 %"},
		{"one obligor says nothing about regions of creditors", st{Counts: counts{n("obligor", 1)}, Tops: tops{top(on("region", "creditor", principal), 3, "69.52")}}, ""},

		// Order and concavity of the largest shares.
		{"top 5 below top 3", st{Tops: tops{top(byObligor, 3, "40"), top(byObligor, 5, "39")}}, ""}, // 39.5 is both
		{"top 5 well below top 3", st{Tops: tops{top(byObligor, 3, "40.0"), top(byObligor, 5, "39.0")}}, conflict + " top_share_order ≥ 39.95 %"},
		{"the fifth larger than the first four on average", st{Tops: tops{top(byObligor, 4, "40.00"), top(byObligor, 5, "50.02")}}, conflict + " top_share_order ≥ 40.012 %"},
		{"five equal obligors", st{Tops: tops{top(byObligor, 4, "40.00"), top(byObligor, 5, "50.00")}}, ""},
		{"a hollow between two stated shares", st{Tops: tops{top(byObligor, 2, "40.0"), top(byObligor, 4, "45.0"), top(byObligor, 6, "60.0")}}, conflict + " top_share_order ≥ 49.95 %"},
		{"what the others must hold", st{Counts: counts{n("obligor", 10)}, Tops: tops{top(byObligor, 2, "50.0"), top(byObligor, 6, "70.0")}}, conflict + " top_share_order ≥ 74.975 %"},
		{"different bases are not compared", st{Tops: tops{top(byObligor, 3, "40.0"), top(on("obligor", "", receivable), 5, "39.0")}}, ""},

		// One quantity, two values.
		{"one share, two values", st{Tops: tops{top(byObligor, 5, "67.87"), top(byObligor, 5, "67.27")}}, conflict + " two_values "},
		{"one share at two precisions", st{Tops: tops{top(byObligor, 5, "34.91"), top(byObligor, 5, "35")}}, ""},
		{"half a unit apart", st{Tops: tops{top(byObligor, 5, "34.5"), top(byObligor, 5, "35.00")}}, conflict + " two_values "},
		{"two counts", st{Counts: counts{n("obligor", 91), n("obligor", 93)}}, conflict + " two_values "},
		{"a count below an open one", st{Counts: counts{n("obligor", 3), {Axis: "obligor", Count: 4, Open: true}}}, conflict + " two_values "},
		{"a count above an open one", st{Counts: counts{n("obligor", 5), {Axis: "obligor", Count: 4, Open: true}}}, ""},
		{"two totals in different units", st{Totals: totals{{Value: "3.01", Unit: "100000000"}, {Value: "301,499,999"}}}, ""},
		{"two totals too far apart", st{Totals: totals{{Value: "3.01", Unit: "100000000"}, {Value: "301,500,001"}}}, conflict + " two_values "},
		{"a bucket in two tables", st{Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("C", "12.3")}}, {StatedMeasure: byIndustry, Buckets: rows{row("C", "12.5")}}}}, conflict + " two_values "},
		{"a bucket's contracts in two tables", st{Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{{Name: "C", Contracts: new(4)}}}, {StatedMeasure: byIndustry, Buckets: rows{{Name: "C", Contracts: new(5)}}}}}, conflict + " two_values "},
		{"two averages of unknown weight", st{Terms: terms{term("remaining", "average", "", "12"), term("remaining", "average", "", "14")}}, doubtful + " two_values "},
		{"two averages of different weight", st{Terms: terms{term("remaining", "average", "simple", "12"), term("remaining", "average", "balance", "14")}}, ""},
		{"two averages of one weight", st{Terms: terms{term("remaining", "average", "simple", "12"), term("remaining", "average", "simple", "14")}}, conflict + " two_values "},
		{"a tenor with two values", st{Tenors: tenors{{Class: "A", Value: "12"}, {Class: "A", Value: "2", Unit: "years"}}}, conflict + " two_values "},
		{"a tenor in two units", st{Tenors: tenors{{Class: "A", Value: "12"}, {Class: "A", Value: "1", Unit: "years"}}}, ""},
		{"a range", st{Tops: tops{top(byObligor, 3, "76.83~85")}}, conflict + " range_as_value "},
		{"a range below the floor at its upper end", st{Counts: counts{n("obligor", 4)}, Tops: tops{top(byObligor, 3, "70–74")}}, conflict + " range_as_value ; " + impossible + " top_share_floor ≥ 75.00 %"},

		// Tables.
		{"published rounding: 75.21 + 8.54 + 4.68 + 11.58 = 100.01", st{Partitions: tables{{StatedMeasure: on("class", "", ""), Complete: true, Buckets: rows{row("A", "75.21"), row("B", "8.54"), row("C", "4.68"), row("sub", "11.58")}}}}, ""},
		{"100.03 over four rows", st{Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{row("A", "75.23"), row("B", "8.54"), row("C", "4.68"), row("D", "11.58")}}}}, impossible + " partition_sum ≥ 100.01 %"},
		{"99.97 over four rows", st{Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{row("A", "75.17"), row("B", "8.54"), row("C", "4.68"), row("D", "11.58")}}}}, impossible + " partition_sum ≤ 99.99 %"},
		{"99.97, but rows are left out", st{Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "75.17"), row("B", "8.54"), row("C", "4.68"), row("D", "11.58")}}}}, ""},
		{"99.97, rows left out, but there are only four", st{Counts: counts{n("industry", 4)}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "75.17"), row("B", "8.54"), row("C", "4.68"), row("D", "11.58")}}}}, impossible + " partition_sum ≤ 99.99 %"},
		{"a row without its share", st{Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{row("A", "75.17"), row("B", "")}}}}, ""},
		{"a row above the whole", st{Partitions: tables{{StatedMeasure: joint, Buckets: rows{row("p", "101")}}}}, impossible + " share_above_whole ≤ 100.00 %"},
		{"contracts that do not add up", st{Counts: counts{n("contract", 10)}, Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{{Name: "A", Contracts: new(2)}, {Name: "B", Contracts: new(7)}}}}}, conflict + " partition_contracts "},
		{"contracts that add up", st{Counts: counts{n("contract", 9)}, Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{{Name: "A", Contracts: new(2)}, {Name: "B", Contracts: new(7)}}}}}, ""},
		{"more contracts than there are", st{Counts: counts{n("contract", 8)}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{{Name: "A", Contracts: new(2)}, {Name: "B", Contracts: new(7)}}}}}, conflict + " partition_contracts "},
		{"a share without contracts", st{Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{{Name: "A", Percent: "0.01", Contracts: new(0)}}}}}, conflict + " partition_contracts ≤ 0.00 %"},
		{"a share that may be none without contracts", st{Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{{Name: "A", Percent: "0.0", Contracts: new(0)}}}}}, ""},
		{"all contracts, but not all", st{Counts: counts{n("contract", 3)}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{{Name: "A", Percent: "98", Contracts: new(3)}}}}}, conflict + " partition_contracts ≥ 100.00 %"},
		{"more rows than buckets", st{Counts: counts{n("industry", 2)}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "40"), row("B", "30"), row("C", "30")}}}}, conflict + " partition_buckets "},
		{"an empty row does not count", st{Counts: counts{n("industry", 2)}, Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{row("A", "70"), row("B", "30"), row("C", "0")}}}}, ""},

		// Tables against the largest shares.
		{"top 2 below two rows", st{Tops: tops{top(byIndustry, 2, "60.0")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "40.0"), row("B", "30.0")}}}}, conflict + " top_share_buckets ≥ 69.90 %"},
		{"top 2 above all that the rows leave", st{Tops: tops{top(byIndustry, 1, "50.0")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "30.0"), row("B", "30.0")}}}}, conflict + " top_share_buckets ≥ 49.95 %"},
		{"an unlisted bucket may be the largest", st{Tops: tops{top(byIndustry, 1, "40.0")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "30.0"), row("B", "30.0")}}}}, ""},
		{"not in a complete table", st{Tops: tops{top(byIndustry, 1, "40.0")}, Partitions: tables{{StatedMeasure: byIndustry, Complete: true, Buckets: rows{row("A", "30.0"), row("B", "30.0"), row("C", "20.0"), row("D", "20.0")}}}}, conflict + " top_share_buckets ≥ 39.95 %"},
		{"what one unlisted bucket must hold", st{Counts: counts{n("industry", 3)}, Tops: tops{top(byIndustry, 1, "60")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "10"), row("B", "10")}}}}, conflict + " top_share_buckets ≥ 79.00 %"},
		{"what the smallest row leaves", st{Counts: counts{n("industry", 4)}, Tops: tops{top(byIndustry, 3, "90")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "2")}}}}, conflict + " top_share_buckets ≥ 97.50 %"},
		{"two contracts hold more than the largest two", st{Tops: tops{top(byContract, 2, "25.0")}, Partitions: tables{{StatedMeasure: on("ip_type", "contract", principal), Buckets: rows{{Name: "patent", Percent: "25.65", Contracts: new(2)}}}}}, conflict + " top_share_buckets ≥ 25.645 %"},
		{"all but two hold more than the largest eight", st{Counts: counts{n("contract", 10)}, Tops: tops{top(byContract, 8, "80.0")}, Partitions: tables{{StatedMeasure: on("ip_type", "contract", principal), Buckets: rows{{Name: "patent", Percent: "5.00", Contracts: new(2)}}}}}, conflict + " top_share_buckets ≥ 94.995 %"},

		// Grouped axes.
		{"groups below their obligors", st{Tops: tops{top(byObligor, 5, "63.0"), top(byGroup, 5, "60.0")}}, conflict + " grouped_axis ≥ 62.95 %"},
		{"groups above their obligors", st{Tops: tops{top(byObligor, 5, "63.0"), top(byGroup, 5, "85.0")}}, ""},
		{"obligors below their contracts, each with one", st{Counts: counts{n("co_signer", 0)}, Tops: tops{top(byContract, 5, "40.0"), top(byObligor, 5, "38.0")}}, conflict + " grouped_axis ≥ 39.95 %"},
		{"obligors below contracts that they share", st{Tops: tops{top(byContract, 5, "40.0"), top(byObligor, 5, "38.0")}}, ""},
		{"joint debts of one group are one debt", st{Tops: tops{top(joint, 2, "150"), top(concentration.StatedMeasure{Axis: "group", Basis: principal, Allocation: concentration.StatedJointAndSeveral}, 2, "100")}}, ""},
		{"joint and several shares may exceed the whole", st{Tops: tops{top(joint, 5, "166.67")}}, ""},
		{"but not two for one", st{Tops: tops{top(joint, 1, "100.00"), top(joint, 5, "500.03")}}, impossible + " share_above_whole ≥ 100.005 %"},

		// Amounts.
		{"eleven firms at most 45 million each", st{Counts: counts{n("obligor", 11)}, Totals: totals{{Basis: principal, Value: "502", Unit: "1000000"}}, Bounds: limits{{StatedMeasure: byObligor, High: "45", Unit: "1000000"}}}, conflict + " member_bounds ≥ 9.0909 % (≥ 45590909.09)"},
		{"501 million may be 500.5, which is 11 times 45.5", st{Counts: counts{n("obligor", 11)}, Totals: totals{{Basis: principal, Value: "501", Unit: "1000000"}}, Bounds: limits{{StatedMeasure: byObligor, High: "45", Unit: "1000000"}}}, ""},
		{"eleven firms at least 3 million each", st{Counts: counts{n("obligor", 11)}, Totals: totals{{Basis: principal, Value: "26", Unit: "1000000"}}, Bounds: limits{{StatedMeasure: byObligor, Low: "3", Unit: "1000000"}}}, conflict + " member_bounds ≥ 90.909 %"},
		{"five firms cannot hold 80 % of 301 million at 45 each", st{Totals: totals{{Basis: principal, Value: "301", Unit: "1000000"}}, Tops: tops{top(byObligor, 5, "80")}, Bounds: limits{{StatedMeasure: byObligor, High: "45", Unit: "1000000"}}}, conflict + " member_bounds ≥ 15.90 % (≥ 47779500)"},
		{"five firms can hold 69.77 % of it", st{Totals: totals{{Basis: principal, Value: "301", Unit: "1000000"}}, Tops: tops{top(byObligor, 5, "69.77")}, Bounds: limits{{StatedMeasure: byObligor, High: "45", Unit: "1000000"}}}, ""},
		{"five of eleven cannot hold so little when the rest is capped", st{Counts: counts{n("obligor", 11)}, Totals: totals{{Basis: principal, Value: "490", Unit: "1000000"}}, Tops: tops{top(byObligor, 5, "45.0")}, Bounds: limits{{StatedMeasure: byObligor, High: "45", Unit: "1000000"}}}, impossible + " top_share_floor ≥ 45.4545 %"},
		{"without a total: one of three cannot hold 61 % when none has over 2.5 times another", st{Counts: counts{n("obligor", 3)}, Tops: tops{top(byObligor, 1, "61")}, Bounds: limits{{StatedMeasure: byObligor, Low: "10", High: "25", Rule: "the plan"}}}, conflict + " member_cap ≥ 60.50 %, ≤ 19.75 %"},
		{"50 % of it can", st{Counts: counts{n("obligor", 3)}, Tops: tops{top(byObligor, 1, "50")}, Bounds: limits{{StatedMeasure: byObligor, Low: "10", High: "25", Rule: "the plan"}}}, ""},
		{"two totals that agree are taken together", st{Totals: totals{{Basis: principal, Value: "100"}, {Basis: principal, Value: "99.6"}, {Basis: principal, Value: "99.62"}}, Tops: tops{top(byObligor, 1, "5.50")}, Bounds: limits{{StatedMeasure: byObligor, High: "5.47", Rule: "the guideline"}}}, conflict + " member_cap ≥ 5.495 % (≥ 5.47)"},
		{"of two totals that do not, neither is used", st{Totals: totals{{Basis: principal, Value: "100"}, {Basis: principal, Value: "90"}}, Tops: tops{top(byObligor, 1, "50")}, Bounds: limits{{StatedMeasure: byObligor, High: "5"}}}, conflict + " two_values "},
		{"of two numbers of members that do not agree, neither is used", st{Counts: counts{n("industry", 5), n("industry", 4)}, Tops: tops{top(byIndustry, 3, "54.48")}}, conflict + " two_values "},
		{"an axis of its own name", st{Counts: counts{n("warehouse", 5)}, Tops: tops{top(on("warehouse", "", ""), 3, "54.48")}}, impossible + " top_share_floor ≥ 60.00 %"},
		{"a cap is exact", st{Totals: totals{{Basis: principal, Value: "100.00"}}, Tops: tops{top(byObligor, 1, "5.02")}, Bounds: limits{{StatedMeasure: byObligor, High: "5", Rule: "the guideline"}}}, conflict + " member_cap ≥ 5.015 % (≥ 5.01)"},
		{"a printed bound is rounded", st{Totals: totals{{Basis: principal, Value: "100.00"}}, Tops: tops{top(byObligor, 1, "5.02")}, Bounds: limits{{StatedMeasure: byObligor, High: "5"}}}, ""},

		// Numbers of members.
		{"more obligors than contracts", st{Counts: counts{n("contract", 10), n("obligor", 13)}}, doubtful + " counts ≥ 3"},
		{"three co-signatures explain it", st{Counts: counts{n("contract", 10), n("obligor", 13), n("co_signer", 3)}}, ""},
		{"two do not", st{Counts: counts{n("contract", 10), n("obligor", 13), n("co_signer", 2)}}, conflict + " counts ≥ 3"},
		{"fewer obligors than contracts", st{Counts: counts{n("contract", 93), n("obligor", 91)}}, ""},
		{"more groups than obligors", st{Counts: counts{n("group", 4), n("obligor", 3)}}, conflict + " counts "},
		{"more regions than the obligors they group", st{Counts: counts{{Axis: "region", Of: "obligor", Count: 4, Open: true}, n("obligor", 3)}}, conflict + " counts "},
		{"more creditors than contracts", st{Counts: counts{n("creditor", 4), n("contract", 3)}}, doubtful + " counts "},
		{"more bundles than contracts and rights", st{Counts: counts{n("bundle", 4), n("contract", 3), n("right", 3)}}, doubtful + " counts ; " + doubtful + " counts "},
		{"fewer rights than contracts", st{Counts: counts{n("right", 2), n("contract", 3)}}, doubtful + " counts "},
		{"fewer rights than contracts, each with its own", st{Counts: counts{n("right", 2), n("contract", 3)}, Claims: claims{{Claim: concentration.ClaimRightPerContract}}}, conflict + " counts "},
		{"several rights for a contract, but as many as contracts", st{Counts: counts{n("right", 3), n("contract", 3)}, Claims: claims{{Claim: concentration.ClaimSeveralRightsPerContract}}}, doubtful + " several_rights ≥ 4"},
		{"and each contract with its own", st{Counts: counts{n("right", 3), n("contract", 3)}, Claims: claims{{Claim: concentration.ClaimSeveralRightsPerContract}, {Claim: concentration.ClaimRightPerContract}}}, conflict + " several_rights ≥ 4"},
		{"several rights for an obligor with several contracts", st{Counts: counts{n("right", 3), n("contract", 3), n("obligor", 2), n("co_signer", 0)}, Claims: claims{{Claim: concentration.ClaimSeveralRightsPerObligor}, {Claim: concentration.ClaimRightPerContract}}}, doubtful + " several_rights ≥ 4"},
		{"several rights for an obligor, each with one contract", st{Counts: counts{n("right", 3), n("contract", 3), n("obligor", 3), n("co_signer", 0)}, Claims: claims{{Claim: concentration.ClaimSeveralRightsPerObligor}, {Claim: concentration.ClaimRightPerContract}}}, conflict + " several_rights ≥ 4"},
		{"more rights than contracts", st{Counts: counts{n("right", 4), n("contract", 3)}, Claims: claims{{Claim: concentration.ClaimSeveralRightsPerContract}, {Claim: concentration.ClaimRightPerContract}}}, ""},

		// Members confused.
		{"one figure for borrowers and for loans", st{Counts: counts{n("contract", 93), n("obligor", 91)}, Tops: tops{top(byObligor, 5, "34.91"), top(byContract, 5, "35")}}, doubtful + " member_names "},
		{"as many loans as borrowers", st{Counts: counts{n("contract", 91), n("obligor", 91)}, Tops: tops{top(byObligor, 5, "34.91"), top(byContract, 5, "35")}}, ""},
		{"two different figures", st{Tops: tops{top(byObligor, 5, "34.91"), top(byContract, 5, "33")}}, ""},
		{"industries of debtors beside regions of suppliers", st{Tops: tops{top(on("industry", "obligor", receivable), 1, "100"), top(on("region", "creditor", receivable), 3, "69.52")}}, doubtful + " mixed_members "},
		{"industries of debtors beside types of contracts", st{Tops: tops{top(on("industry", "obligor", receivable), 1, "100"), top(on("ip_type", "contract", receivable), 1, "69.52")}}, ""},

		// Terms.
		{"average below the shortest", st{Terms: terms{term("remaining", "average", "", "20"), term("remaining", "shortest", "", "22")}}, conflict + " term_order ≤ 20.5"},
		{"an average with a shortest term only", st{Counts: counts{n("contract", 10)}, Terms: terms{term("remaining", "average", "simple", "20"), term("remaining", "shortest", "", "18")}}, ""},
		{"average and shortest within rounding", st{Terms: terms{term("remaining", "average", "", "20"), term("remaining", "shortest", "", "21")}}, ""},
		{"remaining above the contract's", st{Terms: terms{term("remaining", "longest", "", "40"), term("contract", "longest", "", "38")}}, conflict + " term_order ≤ 38.5"},
		{"average remaining above average contract term", st{Terms: terms{term("remaining", "average", "simple", "40"), term("contract", "average", "simple", "38")}}, conflict + " term_order ≤ 38.5"},
		{"with weights that are not stated", st{Terms: terms{term("remaining", "average", "", "40"), term("contract", "average", "", "38")}}, doubtful + " term_order ≤ 38.5"},
		{"with different weights", st{Terms: terms{term("remaining", "average", "simple", "40"), term("contract", "average", "balance", "38")}}, doubtful + " term_order ≤ 38.5"},
		{"ten terms, one of 21 and one of 38 months: at least 22.7 on average", st{Counts: counts{n("contract", 10)}, Terms: terms{term("remaining", "average", "simple", "22.0"), term("remaining", "shortest", "", "21.0"), term("remaining", "longest", "", "38.0")}}, conflict + " term_average ≥ 22.65"},
		{"at most 36.3", st{Counts: counts{n("contract", 10)}, Terms: terms{term("remaining", "average", "simple", "37.0"), term("remaining", "shortest", "", "21.0"), term("remaining", "longest", "", "38.0")}}, conflict + " term_average ≤ 36.35"},
		{"unless it is weighted", st{Counts: counts{n("contract", 10)}, Terms: terms{term("remaining", "average", "balance", "37.0"), term("remaining", "shortest", "", "21.0"), term("remaining", "longest", "", "38.0")}}, ""},
		{"which may be the explanation", st{Counts: counts{n("contract", 10)}, Terms: terms{term("remaining", "average", "", "37.0"), term("remaining", "shortest", "", "21.0"), term("remaining", "longest", "", "38.0")}}, doubtful + " term_average ≤ 36.35"},
		{"one contract has one term", st{Counts: counts{n("contract", 1)}, Terms: terms{term("remaining", "average", "", "25"), term("remaining", "shortest", "", "21"), term("remaining", "longest", "", "38")}}, conflict + " term_average ≥ 37.5"},
		{"one contract, terms within rounding", st{Counts: counts{n("contract", 1)}, Terms: terms{term("remaining", "average", "balance", "25"), term("remaining", "longest", "", "25.2"), term("contract", "average", "", "60")}}, ""},
		{"one contract, an average that excuses nothing", st{Counts: counts{n("contract", 1)}, Terms: terms{term("remaining", "average", "", "3"), term("remaining", "shortest", "", "2"), term("remaining", "longest", "", "4")}}, conflict + " term_average ≥ 3.5"},

		// Terms and tenors.
		{"terms said to exceed a longer tenor", st{Terms: terms{term("remaining", "shortest", "", "10.32")}, Tenors: tenors{{Class: "A", Value: "12"}}, Claims: claims{{Claim: concentration.ClaimTermsExceedShortestTenor}}}, conflict + " claimed_terms ≤ 10.33"},
		{"the average alone refutes it", st{Terms: terms{term("remaining", "average", "", "10.32")}, Tenors: tenors{{Class: "B", Value: "24"}, {Class: "A", Value: "1", Unit: "years"}}, Claims: claims{{Claim: concentration.ClaimTermsExceedShortestTenor}}}, conflict + " claimed_terms ≤ 10.33; " + doubtful + " tenor_in_tail ≤ 43.0209 %; " + doubtful + " tenor_in_tail ≤ 86.0417 %"},
		{"without the claim nothing is wrong", st{Terms: terms{term("remaining", "shortest", "", "10.32")}, Tenors: tenors{{Class: "A", Value: "12"}}}, ""},
		{"a class that outlives every contract", st{Terms: terms{term("remaining", "longest", "", "30")}, Tenors: tenors{{Class: "A", Value: "3", Unit: "years"}}}, doubtful + " tenor_beyond_terms ≤ 30.5"},
		{"every contract outlives every class", st{Terms: terms{term("remaining", "shortest", "", "60")}, Tenors: tenors{{Class: "A", Value: "4", Unit: "years"}, {Class: "B", Value: "12"}}}, doubtful + " terms_beyond_tenors ≥ 11.5"},
		{"a class as long as the contracts", st{Terms: terms{term("remaining", "shortest", "", "60"), term("remaining", "longest", "", "60")}, Tenors: tenors{{Class: "A", Value: "5", Unit: "years"}}}, ""},
	}
	for _, c := range cases {
		found, err := concentration.CheckStated(c.statements)
		if err != nil {
			t.Errorf("%s: %v", c.situation, err)
			continue
		}
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprintf("%s %s %s", f.Severity, f.Rule, f.Bound))
			checkWording(t, f)
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s\n%v", c.situation, g, c.want, found)
		}
	}
}

// checkWording: every finding is worded in both languages, without formatting
// accidents, and a doubt comes with an explanation.
func checkWording(t rapid.TB, f concentration.Infeasibility) {
	t.Helper()
	for _, text := range []string{f.Message.EN, f.Message.ZH, f.Explanation.EN, f.Explanation.ZH} {
		if strings.Contains(text, "%!") {
			t.Errorf("%s: badly formatted: %s", f.Rule, text)
		}
	}
	if !strings.HasSuffix(f.Message.EN, ".") || !strings.HasSuffix(f.Message.ZH, "。") {
		t.Errorf("%s: not a sentence: %q %q", f.Rule, f.Message.EN, f.Message.ZH)
	}
	if doubtful := f.Severity == concentration.StatedDoubtful; doubtful == (f.Explanation == concentration.StatedText{}) {
		t.Errorf("%s: severity %s with explanation %q", f.Rule, f.Severity, f.Explanation.EN)
	}
	if len(f.Statements) == 0 || slices.ContainsFunc(f.Statements, func(r concentration.StatedRef) bool { return r.Path == "" }) {
		t.Errorf("%s: statements not named: %v", f.Rule, f.Statements)
	}
}

func TestWordsOfFindings(t *testing.T) {
	for _, c := range []struct {
		situation  string
		statements st
		en, zh     string
	}{
		{
			"three of five industries", kaide,
			"There are 5 industries, so the 3 largest industries hold at least 60.00 %, but 54.48 % is printed for the 3 largest.",
			"共有5个行业，因此最大的3个行业合计至少占60.00%，但前3大披露为54.48%。",
		},
		{
			"a cap",
			st{Totals: totals{{Basis: principal, Value: "100000000.00"}}, Tops: tops{top(byObligor, 5, "34.91")},
				Bounds: limits{{StatedMeasure: byObligor, High: "5000000", Rule: "the guideline"}}},
			"The 5 largest obligors hold 34.91 %, so the largest obligor holds at least 6.981 %, but the guideline allows no obligor more than 5000000 of a total of at least 99999999.99, which is 5.0001 %.",
			"最大的5个债务人合计占34.91%，因此最大的1个债务人至少占6.981%，但the guideline规定单个债务人不得超过5000000，而总额至少为99999999.99，即至多5.0001%。",
		},
		{
			"two rows", st{Tops: tops{top(byIndustry, 2, "60.0")}, Partitions: tables{{StatedMeasure: byIndustry, Buckets: rows{row("A", "40.0"), row("B", "30.0")}}}},
			"The 2 largest of the listed shares add up to at least 69.90 %, but 60.0 % is printed for the 2 largest.",
			"所列最大的2项占比合计至少为69.90%，但前2大披露为60.0%。",
		},
	} {
		found, err := concentration.CheckStated(c.statements)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v %v", c.situation, found, err)
		}
		if diff := cmp.Diff(concentration.StatedText{EN: c.en, ZH: c.zh}, found[0].Message); diff != "" {
			t.Errorf("%s: %s", c.situation, diff)
		}
	}
}

func TestFindingsAsJSON(t *testing.T) {
	found, err := concentration.CheckStated(st{
		Counts: counts{{Name: "Table 2", Axis: "industry", Count: 5}}, Tops: tops{top(byIndustry, 3, "54.48")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"rule":"top_share_floor","severity":"impossible",` +
		`"statements":[{"path":"counts[0]","name":"Table 2","printed":"5"},{"path":"tops[0]","printed":"54.48"}],"bound":"≥ 60.00 %",` +
		`"message":{"en":"There are 5 industries, so the 3 largest industries hold at least 60.00 %, but 54.48 % is printed for the 3 largest.",` +
		`"zh":"共有5个行业，因此最大的3个行业合计至少占60.00%，但前3大披露为54.48%。"}}]`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestQiyiNamedRightly: once the figures are given for the members they are
// about, nothing is impossible; what remains is that they do not belong side
// by side.
func TestQiyiNamedRightly(t *testing.T) {
	s := qiyi
	s.Tops = tops{
		top(on("creditor", "", receivable), 5, "67.87"),
		top(on("region", "creditor", receivable), 3, "69.52"),
		top(on("industry", "obligor", receivable), 1, "100"),
	}
	found, err := concentration.CheckStated(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Rule != concentration.RuleMixedMembers || found[0].Severity != concentration.StatedDoubtful {
		t.Errorf("found %v", found)
	}
}
