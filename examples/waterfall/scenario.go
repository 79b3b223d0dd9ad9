package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/tranche"
)

// outlook is what -scenario says may happen: to the contracts, and to the deal around them.
type outlook struct {
	contracts     *cashflow.ScenarioSpec
	contractsFile string
	stress        *tranche.StressCaseSpec
	stressFile    string
}

// readOutlook reads the documents of -scenario, at most one of each of its two kinds, told apart by their
// schema.
func readOutlook(paths []string) (outlook, error) {
	var o outlook
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return o, err
		}
		var head struct {
			Schema string `json:"schema"`
		}
		_ = json.Unmarshal(text, &head) // what is wrong with the document, its own reader tells
		switch {
		case head.Schema == cashflow.ScenarioSchema && o.contracts == nil:
			spec, err := cashflow.ReadScenario(bytes.NewReader(text))
			if err != nil {
				return o, prefixed(path, err)
			}
			o.contracts, o.contractsFile = &spec, path
		case head.Schema == tranche.StressSchema && o.stress == nil:
			spec, err := tranche.ReadStressCase(bytes.NewReader(text))
			if err != nil {
				return o, prefixed(path, err)
			}
			o.stress, o.stressFile = &spec, path
		case slices.Contains([]string{cashflow.ScenarioSchema, tranche.StressSchema}, head.Schema):
			return o, fmt.Errorf("%s: a second document of %s; one of each kind can be given", path, head.Schema)
		default:
			return o, fmt.Errorf("%s: schema: %q; expected %s for contracts or %s for a deal", path, head.Schema, cashflow.ScenarioSchema, tranche.StressSchema)
		}
	}
	return o, nil
}

// name is what the summary calls it.
func (o outlook) name() string {
	var names []string
	if o.contracts != nil {
		names = append(names, orFile(o.contracts.Name, o.contractsFile))
	}
	if o.stress != nil {
		names = append(names, orFile(o.stress.Name, o.stressFile))
	}
	return joined(names)
}

func orFile(name, file string) string {
	if name == "" {
		return file
	}
	return name
}

func joined(names []string) string {
	text := ""
	for i, n := range names {
		if i > 0 {
			text += "; "
		}
		text += n
	}
	return text
}

// perform projects a pool under the scenario of its contracts, and tells what it is about.
func (p *payout) perform(ctx context.Context, read *tape.Result, o outlook) ([]cashflow.Collection, cashflow.After, error) {
	scenario, err := o.contracts.Resolve(read.Pool, cashflow.Settings{})
	if err != nil {
		return nil, cashflow.After{}, prefixed(o.contractsFile, err)
	}
	performance, err := scenario.Perform(ctx)
	if err != nil {
		return nil, cashflow.After{}, err
	}
	p.tape, p.performance = read, performance
	for _, hit := range scenario.Hits() {
		text := fmt.Sprintf("%s: %s of %d contracts", hit.Name, hit.What, len(hit.Contracts))
		if hit.Replaced > 0 {
			text += fmt.Sprintf(", replaced for %d more by a later assumption", hit.Replaced)
		}
		p.assumed = append(p.assumed, text)
	}
	for _, n := range performance.Notes() {
		p.notes = append(p.notes, fmt.Sprintf("contract %s: %s (%s)", n.ContractID, n.Message, n.Seen))
	}
	collected, after, err := performance.Collect(p.deal.CollectionPeriods())
	if err != nil {
		return nil, cashflow.After{}, err
	}
	total := performance.Total()
	p.notes = append(p.notes, fmt.Sprintf("of the contracts, %s default and %s of it is recovered, %s is prepaid",
		total.Default.FormatGrouped(p.deal.Currency()), total.Recovery.FormatGrouped(p.deal.Currency()), total.Prepayment.FormatGrouped(p.deal.Currency())))
	return collected, after, nil
}

// errNoContracts says that a scenario of contracts has none.
var errNoContracts = errors.New("a scenario of contracts needs a tape: give -tape FILE, or a deal with a tape beside it")
