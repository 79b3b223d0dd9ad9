package report_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/optimize"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/report"
	"github.com/ipabs/ipabs/testdata"
	"github.com/ipabs/ipabs/tranche"
)

// Example_service is the code of the README's section "What a service imports", with the errors looked at: from
// a spreadsheet to a workbook, then to losses, a choice of contracts and a simulation of the chosen pool's deal.
func Example_service() {
	ctx := context.Background()
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "service")
	check(err)
	defer os.RemoveAll(dir)
	sample, err := testdata.FS.ReadFile("sample.xlsx")
	check(err)
	poolFile, reportFile := filepath.Join(dir, "pool.xlsx"), filepath.Join(dir, "report.xlsx")
	check(os.WriteFile(poolFile, sample, 0o600))
	open := func(name string) *bytes.Reader {
		text, err := testdata.FS.ReadFile(name)
		check(err)
		return bytes.NewReader(text)
	}
	creditFile, selectionFile := open("sample.credit.json"), open("sample.selection.json")

	// README
	result, err := tape.ReadFile(ctx, poolFile, tape.Options{})
	check(err)
	flows, err := cashflow.Contractual(ctx, result.Pool, cashflow.Settings{})
	check(err)
	spec, err := tranche.Standard(result.Pool, flows)
	check(err)
	deal, err := spec.Resolve()
	check(err)
	collected, after, err := flows.Collect(deal.CollectionPeriods())
	check(err)
	run, err := deal.Run(collected)
	check(err)
	err = report.WriteWorkbook(ctx, reportFile, report.Content{
		Generated: calendar.MustNew(2024, 7, 1),
		Tape:      result, Pool: result.Pool, Flows: flows, Collections: collected, Deal: deal, Result: run,
	})
	check(err)
	// README ends
	fmt.Println(result.Pool.Len(), "contracts,", run.Cash.Difference, "unaccounted for,", after.Total(), "after the last date")

	// README
	creditSpec, err := credit.ReadSpec(creditFile)
	check(err)
	model, err := creditSpec.Resolve(result.Pool)
	check(err)
	until := credit.PortfolioSettings{Horizon: result.Pool.LastMaturity(), Basis: credit.BasisPrincipal}
	portfolio, err := model.Portfolio(until)
	check(err)
	moments, err := portfolio.Moments(ctx, credit.MomentSettings{})
	check(err)

	selection, err := optimize.ReadSpec(selectionFile)
	check(err)
	problem, err := selection.Resolve(optimize.Inputs{
		Pool: result.Pool, Flows: flows, Horizon: until.Horizon, Portfolio: portfolio, Moments: moments,
	})
	check(err)
	choice, err := optimize.Solve(ctx, problem, problem.Settings())
	check(err)
	err = optimize.Verify(problem, choice)
	check(err)
	chosen := choice.Pool(problem)

	flows, err = cashflow.Contractual(ctx, chosen, cashflow.Settings{})
	check(err)
	spec, err = tranche.Standard(chosen, flows)
	check(err)
	deal, err = spec.Resolve()
	check(err)
	model, err = creditSpec.Resolve(chosen)
	check(err)
	losses, err := model.StaticLoss(ctx, until, nil, credit.DistributionSettings{})
	check(err)
	sim, err := tranche.Simulate(ctx, deal, model, tranche.SimulationSettings{
		Paths: 20_000, Sampling: credit.Sampling{Seed: 7},
		Draws: tranche.Draws{Prepayment: []tranche.PrepaymentDraw{{AppliesTo: cashflow.ScopeSpec{All: true}, CPR: 0.05}}},
	})
	check(err)
	a1 := sim.Classes[0]
	// README ends
	fmt.Println(choice.Status, chosen.Len(), "contracts chosen")
	fmt.Println(losses.Distribution != nil, a1.Name, a1.ExpectedLossShare.StdErr >= 0, a1.AnyLate.Value <= 1, a1.Loss != nil)
	// Output:
	// 19 contracts, 0 unaccounted for, 0 after the last date
	// optimal 12 contracts chosen
	// true A1 true true true
}

// TestReadmeSnippet holds that the Go code of the README is that of Example_service, which compiles and runs: line
// by line, without comments and without the checks of errors.
func TestReadmeSnippet(t *testing.T) {
	readme := snippets(t, "../README.md", "```go\n", "```")
	example := snippets(t, "service_example_test.go", "\t// README\n", "\t// README ends")
	if strings.Join(readme, "\n") != strings.Join(example, "\n") {
		t.Errorf("the README's Go code is not that of Example_service:\n--- README\n%s\n--- example\n%s", strings.Join(readme, "\n"), strings.Join(example, "\n"))
	}
}

// snippets gives the lines of code between marks, as they compare.
func snippets(t *testing.T, path, from, to string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	comment, blanks := regexp.MustCompile(`//.*`), regexp.MustCompile(`\s+`)
	names := strings.NewReplacer(`"pool.xlsx"`, "poolFile", `"report.xlsx"`, "reportFile") // the example writes elsewhere
	var list []string
	for _, part := range strings.Split(string(text), from)[1:] {
		code, _, _ := strings.Cut(part, to)
		for line := range strings.Lines(code) {
			line = names.Replace(strings.TrimSpace(blanks.ReplaceAllString(comment.ReplaceAllString(line, ""), " ")))
			if line != "" && line != "check(err)" {
				list = append(list, line)
			}
		}
	}
	if len(list) == 0 {
		t.Fatalf("%s: no code", path)
	}
	return list
}
