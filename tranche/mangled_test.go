package tranche_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// places lists every value inside a document, as functions that replace it.
func places(v any, set func(any), list []func(any)) []func(any) {
	list = append(list, set)
	switch x := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(x))
		for name := range x {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			list = places(x[name], func(v any) { x[name] = v }, list)
		}
	case []any:
		for i := range x {
			list = places(x[i], func(v any) { x[i] = v }, list)
		}
	}
	return list
}

// fresh copies a value, so that none comes to lie inside itself.
func fresh(v any) any {
	switch x := v.(type) {
	case []any:
		return slices.Clone(x)
	case map[string]any:
		return map[string]any{}
	}
	return v
}

// Whatever is wrong with a document is a fault or an error of the run, never a panic; and what is not
// refused balances.
func TestMangledDocumentsAreRefusedOrRun(t *testing.T) {
	paths, err := filepath.Glob("../testdata/*.deal.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no documents", err)
	}
	var texts [][]byte
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	wild := []any{nil, "", "x", "-1", "0", "1", "0.5", "1e15", "2024-12-31", "2020-02-29", "A", "次级", "collection", "all", "pool_balance", "interest_unpaid(all) > 0", "1/0", "balance(A) - balance(A)",
		"sequential", "pro_rata", "residual", "fees", "default", -1.0, 0.0, 3.0, 1e9, true, []any{}, []any{"A", "A"}, map[string]any{}}
	rapid.Check(t, func(t *rapid.T) {
		var doc any
		if err := json.Unmarshal(rapid.SampledFrom(texts).Draw(t, "document"), &doc); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			list := places(doc, func(v any) { doc = v }, nil)
			list[rapid.IntRange(0, len(list)-1).Draw(t, "place")](fresh(rapid.SampledFrom(wild).Draw(t, "value")))
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		deal, err := tranche.Read(bytes.NewReader(text))
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without a text")
			}
			return
		}
		var given []cashflow.Collection
		if list, ok := deal.Illustration(); ok {
			given = list
		} else {
			for _, p := range deal.CollectionPeriods() {
				given = append(given, cashflow.Collection{Period: p, Principal: 30_000_000_00})
			}
		}
		res, err := deal.Run(given)
		switch {
		case errors.Is(err, tranche.ErrFormula), errors.Is(err, money.ErrOverflow):
		case err != nil:
			t.Fatal(err)
		case res.Cash.Difference != 0:
			t.Fatalf("cash %+v", res.Cash)
		}
	})
}
