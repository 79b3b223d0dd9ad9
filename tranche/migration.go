package tranche

import (
	"io"
	"math"
	"slices"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
)

// MigrationSchema is the name and version of a document of rating migration.
const MigrationSchema = "ipabs.migration/1"

// Migration is a yearly rating migration (评级迁移矩阵) as the user loads it: the library has none of its own.
//
//	{"schema": "ipabs.migration/1", "source": "…", "ratings": ["AA", "A", "D"],
//	 "yearly": [[0.95, 0.04, 0.01], [0.03, 0.92, 0.05], [0, 0, 1]]}
type Migration struct {
	Schema string `json:"schema"`
	// Source says where the figures come from.
	Source string `json:"source,omitempty"`
	// Ratings are the grades, the best first and default last.
	Ratings []string `json:"ratings"`
	// Yearly[i][j] is the probability that a party of grade i has grade j a year later; rows sum to 1.
	Yearly [][]float64 `json:"yearly"`
}

// ReadMigration reads a document of rating migration and checks it: every fault with its path.
func ReadMigration(r io.Reader) (Migration, error) {
	var m Migration
	if err := faults.DecodeJSON(r, &m); err != nil {
		return m, err
	}
	return m, m.check()
}

func (m Migration) check() error {
	var list faults.List
	if m.Schema != MigrationSchema {
		list.Add("schema", faults.Unsupported, m.Schema, MigrationSchema)
	}
	n := len(m.Ratings)
	if n < 2 || n > 100 {
		list.Add("ratings", faults.OutOfRange, n, "2 to 100 grades, default last")
	}
	for i, name := range m.Ratings {
		if name == "" || slices.Contains(m.Ratings[:i], name) {
			list.Add(faults.Index("ratings", i), faults.Duplicate, name, "a name of its own")
		}
	}
	if len(m.Yearly) != n {
		list.Add("yearly", faults.Inconsistent, len(m.Yearly), "one row for each grade")
	}
	for i, row := range m.Yearly {
		path := faults.Index("yearly", i)
		if len(row) != n {
			list.Add(path, faults.Inconsistent, len(row), "one probability for each grade")
			continue
		}
		sum := 0.0
		for j, p := range row {
			if !(p >= 0 && p <= 1) {
				list.Add(faults.Index(path, j), faults.OutOfRange, p, "a probability between 0 and 1")
			}
			sum += p
		}
		if !(math.Abs(sum-1) <= 1e-6) {
			list.Add(path, faults.Inconsistent, sum, "probabilities that sum to 1, to within 1e-6")
		}
	}
	return list.Err()
}

// Downgrade is the curve of the probability that a party of one grade has been at another grade, or a worse
// one, by the end of each of so many years: the first passage of the Markov chain of the yearly matrix. Between
// the ends of years the hazard rate is constant. At the last grade it is the curve of default.
func (m Migration) Downgrade(from, to string, years int) (credit.CurveSpec, error) {
	if err := m.check(); err != nil {
		return credit.CurveSpec{}, err
	}
	var list faults.List
	start, limit := slices.Index(m.Ratings, from), slices.Index(m.Ratings, to)
	if start < 0 {
		list.Add("from", faults.Unknown, from, "one of the ratings")
	}
	if limit < 0 || limit <= start {
		list.Add("to", faults.Unknown, to, "a rating that is worse than the first")
	}
	if years < 1 || years > 100 {
		list.Add("years", faults.OutOfRange, years, "1 to 100 years")
	}
	if err := list.Err(); err != nil {
		return credit.CurveSpec{}, err
	}
	// Among the grades above the limit the chain goes on; everything else has passed.
	now := make([]float64, limit)
	now[start] = 1
	out := credit.CurveSpec{}
	passed := 0.0
	for year := range years {
		next := make([]float64, limit)
		for i, p := range now {
			total := 0.0
			for _, q := range m.Yearly[i] {
				total += q
			}
			for j, q := range m.Yearly[i] {
				if j < limit {
					next[j] += p * q / total
				} else {
					passed += p * q / total
				}
			}
		}
		now = next
		out.Points = append(out.Points, credit.CurvePoint{Years: float64(year + 1), PD: min(passed, 1)})
	}
	return out, nil
}
