// Package floors holds the test that keeps the house in order: which package may import which.
package floors

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/ipabs/ipabs"

// floors is the plan of the house: a package imports only packages on lower floors. A new package
// has to be given its floor here.
var floors = map[string]int{
	"faults": 0, "money": 0, "calendar": 0, "evidence": 0,
	"pool":      1,
	"pool/tape": 2, "concentration": 2, "credit": 2,
	"cashflow": 3,
	"optimize": 4, "tranche": 4,
	"report": 5,
	// Programs and what serves them alone.
	"testdata": 0, "internal/term": 0, "internal/files": 0, "internal/reconstruct": 6,
	// Mechanisms without finance.
	"internal/random": 0, "internal/tabulate": 0, "internal/exactsum": 0, "internal/textindex": 0, "internal/slab": 0, "internal/words": 0,
	"internal/formula": 1,
	// Solvers know vectors and matrices, and no finance.
	"internal/cholesky": 0, "internal/simplex": 0, "internal/factorqp": 0, "internal/criticalline": 1, "internal/miqp": 1, "internal/perspective": 2, "internal/certify": 3, "internal/instances": 0, "internal/candidates": 2,
}

// programs may import everything below them.
const programs = 7

// outside lists who may import each library from outside; the rest of the module may not.
var outside = map[string][]string{
	"github.com/shopspring/decimal": {"money", "pool", "pool/tape", "concentration", "cashflow", "tranche", "optimize", "report", "internal/formula", "internal/reconstruct"},
	"github.com/xuri/excelize/v2":   {"pool/tape", "report", "internal/formula", "internal/reconstruct"},
	"golang.org/x/text":             {"pool/tape", "internal/term"},
	"gonum.org/v1/gonum":            {"credit", "concentration"},
}

func TestArrowsPointDown(t *testing.T) {
	for pkg, imports := range sources(t) {
		floor, ok := floorOf(pkg)
		if !ok {
			t.Errorf("package %s has no floor: give it one in this test", pkg)
			continue
		}
		for _, imported := range imports {
			inner, ours := strings.CutPrefix(imported, module+"/")
			switch {
			case ours:
				below, known := floorOf(inner)
				if known && below >= floor {
					t.Errorf("%s (floor %d) imports %s (floor %d): an arrow that does not point down", pkg, floor, inner, below)
				}
			case strings.Contains(strings.SplitN(imported, "/", 2)[0], "."):
				if !mayImport(pkg, imported) {
					t.Errorf("%s imports %s, which is not for it", pkg, imported)
				}
			}
		}
	}
}

// TestStructsWithoutSpreadsheets holds that a service which passes structs does not link excelize.
func TestStructsWithoutSpreadsheets(t *testing.T) {
	graph := sources(t)
	for _, pkg := range []string{"pool", "concentration", "credit", "cashflow", "optimize", "tranche"} {
		for reached := range reach(graph, pkg, map[string]bool{}) {
			for _, imported := range graph[reached] {
				if strings.Contains(imported, "excelize") {
					t.Errorf("%s links excelize through %s", pkg, reached)
				}
			}
		}
	}
}

func reach(graph map[string][]string, pkg string, seen map[string]bool) map[string]bool {
	seen[pkg] = true
	for _, imported := range graph[pkg] {
		if inner, ours := strings.CutPrefix(imported, module+"/"); ours && !seen[inner] {
			reach(graph, inner, seen)
		}
	}
	return seen
}

func floorOf(pkg string) (int, bool) {
	if strings.HasPrefix(pkg, "examples/") || strings.HasPrefix(pkg, "internal/reconstruct/") || pkg == "internal/sampletape" {
		return programs, true
	}
	floor, ok := floors[pkg]
	return floor, ok
}

func mayImport(pkg, imported string) bool {
	if floor, _ := floorOf(pkg); floor == programs {
		return true
	}
	for lib, users := range outside {
		if imported == lib || strings.HasPrefix(imported, lib+"/") {
			return slices.Contains(users, pkg)
		}
	}
	return false
}

// sources gives the imports of every package of the module, tests left out.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	graph := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && file != root && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := path.Clean(filepath.ToSlash(rel))
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(graph[pkg], name) {
				graph[pkg] = append(graph[pkg], name)
			}
		}
		if graph[pkg] == nil {
			graph[pkg] = []string{}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return graph
}
