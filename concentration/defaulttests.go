package concentration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// DefaultTests is a table of tests that let the largest obligors of a pool, or its largest industry,
// default at once (最大债务人违约测试). Each row of counts is a scenario of its own: so many of the largest
// obligors among those rated within a band default. The row that loses most governs; rows are not
// added up.
type DefaultTests struct {
	// Scale lists the ratings of obligors, best first.
	Scale []string
	// Bands are the best rating of each row; a band reaches down to the end of the scale.
	Bands []string
	// Liabilities are the ratings of securities that there are columns for.
	Liabilities []string
	// Obligors are the counts of the largest-obligor test, by band and liability; 0 is no test.
	Obligors [][]int
	// Industries are the counts of the alternative largest-industry test, within each industry, by band and
	// liability. A liability whose column is all 0 has no industry test at all.
	Industries [][]int
	// ObligorRecovery is the recovery on obligors that default one by one, IndustryRecovery that on an
	// industry that defaults as a whole.
	ObligorRecovery, IndustryRecovery money.Rate
}

// SPDefaultTests gives the supplemental tests of S&P Global Ratings for corporate CDOs. It is the caller's
// own copy and may be changed. Plus and minus of a liability's rating take the column of its letter.
//
// For a pool of few names the tests take most of it by construction (two of twelve equal names are a
// sixth, the B band ten of them): a figure to report, not a verdict on the pool.
//
// Source: "Global Methodology And Assumptions For CLOs And Corporate CDOs" (21 June 2019, republished 10
// April 2026), table 4 and paragraphs 59 to 65 and 157 to 164.
func SPDefaultTests() DefaultTests {
	return DefaultTests{
		Scale: []string{"AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-",
			"BB+", "BB", "BB-", "B+", "B", "B-", "CCC+", "CCC", "CCC-"},
		Bands:       []string{"AAA", "AA+", "A+", "BBB+", "BB+", "B+", "CCC+"},
		Liabilities: []string{"AAA", "AA", "A", "BBB", "BB", "B", "CCC"},
		Obligors: [][]int{
			{2, 1, 0, 0, 0, 0, 0},
			{3, 2, 1, 0, 0, 0, 0},
			{4, 3, 2, 1, 0, 0, 0},
			{6, 4, 3, 2, 1, 0, 0},
			{8, 6, 4, 3, 2, 1, 0},
			{10, 8, 6, 4, 3, 2, 1},
			{12, 10, 8, 6, 4, 3, 2},
		},
		Industries: [][]int{
			{4, 2, 0, 0, 0, 0, 0},
			{6, 4, 0, 0, 0, 0, 0},
			{8, 6, 0, 0, 0, 0, 0},
			{12, 8, 0, 0, 0, 0, 0},
			{16, 12, 0, 0, 0, 0, 0},
			{20, 16, 0, 0, 0, 0, 0},
			{24, 20, 0, 0, 0, 0, 0},
		},
		ObligorRecovery:  5 * money.One / 100,
		IndustryRecovery: 17 * money.One / 100,
	}
}

// DefaultScenario is one scenario of default tests with its loss.
type DefaultScenario struct {
	// Band is the best rating of those that can default; empty when a whole industry does.
	Band string
	// Industry is the industry in question; empty for the largest-obligor test.
	Industry string
	// Count is how many default by the table, and Obligors who they are: fewer when there are no more.
	Count     int
	Obligors  []string
	Defaulted money.Amount
	Recovery  money.Rate
	// Loss is Defaulted × (1 − Recovery), rounded once to the minor unit (half-even).
	Loss  money.Amount
	Share float64 // of the loss in the pool
}

// DefaultTestResult holds the governing scenarios. The two industry tests are alternatives: the second is
// taken by those who do not pass the first. Nothing here says what a security can bear.
type DefaultTestResult struct {
	Liability string // the column
	Total     money.Amount
	// Obligor is the governing row of the largest-obligor test, and Rows are all of them.
	Obligor DefaultScenario
	Rows    []DefaultScenario
	// Industry is the industry whose whole default loses most, IndustryAlternative the governing row within
	// any one industry; nil for a liability without industry tests.
	Industry, IndustryAlternative *DefaultScenario
}

// Run applies the tests for a liability's rating. Entries of one obligor are added up first. Of rows or
// industries that lose the same, the first governs: rows in the order of the table, industries in
// alphabetical order.
//
// An obligor that defaults already, or that has no rating on the scale, has no place in the tests:
// faults of the names, with every such one, and of the table are a *faults.Error.
func (t DefaultTests) Run(liability string, names []RatedName) (DefaultTestResult, error) {
	merged, err := mergeNames(names, true)
	var list faults.List
	list.Append("", err)
	for i, n := range names {
		if !slices.Contains(t.Scale, n.Rating) {
			list.Add(faults.Index("names", i)+".rating", faults.Unknown, n.Rating, "a rating of the scale, "+strings.Join(t.Scale, ", "))
		}
	}
	column := slices.Index(t.Liabilities, strings.TrimRight(liability, "+-"))
	if column < 0 {
		list.Add("liability", faults.Unknown, liability, "one of "+strings.Join(t.Liabilities, ", "))
	}
	t.check(&list)
	if err := list.Err(); err != nil {
		return DefaultTestResult{}, err
	}
	r := DefaultTestResult{Liability: t.Liabilities[column]}
	for _, n := range merged {
		r.Total += n.Par
	}
	for i, band := range t.Bands {
		if count := t.Obligors[i][column]; count > 0 {
			s := t.scenario(merged, band, count, t.ObligorRecovery, r.Total)
			r.Rows = append(r.Rows, s)
			if s.Loss > r.Obligor.Loss || r.Obligor.Count == 0 {
				r.Obligor = s
			}
		}
	}
	r.Obligor.Obligors = slices.Clone(r.Obligor.Obligors)
	t.industries(&r, merged, column)
	return r, nil
}

func (t DefaultTests) check(list *faults.List) {
	for _, table := range []struct {
		path   string
		counts [][]int
	}{{"obligors", t.Obligors}, {"industries", t.Industries}} {
		if len(table.counts) != len(t.Bands) {
			list.Add(table.path, faults.Inconsistent, fmt.Sprintf("%d rows", len(table.counts)), fmt.Sprintf("one for each of %d bands", len(t.Bands)))
		}
		for i, row := range table.counts {
			if len(row) != len(t.Liabilities) {
				list.Add(faults.Index(table.path, i), faults.Inconsistent, fmt.Sprintf("%d counts", len(row)), fmt.Sprintf("one for each of %d liabilities", len(t.Liabilities)))
			}
			for k, n := range row {
				if n < 0 {
					list.Add(fmt.Sprintf("%s[%d][%d]", table.path, i, k), faults.OutOfRange, n, "a count of 0 or more")
				}
			}
		}
	}
	for i, band := range t.Bands {
		if !slices.Contains(t.Scale, band) {
			list.Add(faults.Index("bands", i), faults.Unknown, band, "a rating of the scale")
		}
	}
	for _, r := range []struct {
		path string
		rate money.Rate
	}{{"obligor_recovery", t.ObligorRecovery}, {"industry_recovery", t.IndustryRecovery}} {
		if r.rate < 0 || r.rate > money.One {
			list.Add(r.path, faults.OutOfRange, r.rate, "a rate between 0 and 1")
		}
	}
}

// scenario lets the largest names of a band default. names are sorted by size.
func (t DefaultTests) scenario(names []RatedName, band string, count int, recovery money.Rate, total money.Amount) DefaultScenario {
	s := DefaultScenario{Band: band, Count: count, Recovery: recovery}
	best := slices.Index(t.Scale, band)
	for _, n := range names {
		if len(s.Obligors) < count && slices.Index(t.Scale, n.Rating) >= best {
			s.Obligors = append(s.Obligors, n.ID)
			s.Defaulted += n.Par
		}
	}
	s.lose(total)
	return s
}

func (s *DefaultScenario) lose(total money.Amount) {
	loss, err := s.Defaulted.MulRate(money.One - s.Recovery)
	if err != nil {
		panic("concentration: a part of an amount does not fit: " + err.Error())
	}
	s.Loss = loss
	s.Share = float64(loss) / float64(total)
}

func (t DefaultTests) industries(r *DefaultTestResult, names []RatedName, column int) {
	if !slices.ContainsFunc(t.Industries, func(row []int) bool { return row[column] > 0 }) {
		return
	}
	byIndustry := map[string][]RatedName{}
	var order []string
	for _, n := range names {
		if byIndustry[n.Industry] == nil {
			order = append(order, n.Industry)
		}
		byIndustry[n.Industry] = append(byIndustry[n.Industry], n)
	}
	slices.Sort(order)
	for _, industry := range order {
		members := byIndustry[industry]
		whole := DefaultScenario{Count: len(members), Recovery: t.IndustryRecovery, Industry: industry}
		for _, n := range members {
			whole.Obligors = append(whole.Obligors, n.ID)
			whole.Defaulted += n.Par
		}
		whole.lose(r.Total)
		if r.Industry == nil || whole.Loss > r.Industry.Loss {
			r.Industry = &whole
		}
		for i, band := range t.Bands {
			count := t.Industries[i][column]
			if count == 0 {
				continue
			}
			s := t.scenario(members, band, count, t.ObligorRecovery, r.Total)
			s.Industry = industry
			if r.IndustryAlternative == nil || s.Loss > r.IndustryAlternative.Loss {
				r.IndustryAlternative = &s
			}
		}
	}
}
