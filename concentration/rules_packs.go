package concentration

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed rules/*.json
var packFiles embed.FS

// ErrUnknownPack is the class of the error about a name that no rule pack of this package has.
var ErrUnknownPack = errors.New("concentration: unknown rule pack")

// RulePacks lists the names of the rule packs that come with this package, in alphabetical order.
//
//	csrc-2014, nafmii-2023, cash-flow-provider     important debtors and cash-flow providers (disclosure)
//	lease-2018, lease-2022                         10 lessees, 50 % for one, 70 % for five (admission)
//	receivables-2022, receivables-szse-2024        10 debtors, 50 % for one (admission)
//	supply-chain-2022, supply-chain-szse-2024      10 creditors instead (admission)
//	microloans-2022, network-loans-2022,
//	microloan-cap-2018, enterprise-loans-2022      loans (admission)
//	review-2022                                    faster and closer review
//	originator-2022, top20-2022                    disclosure
//	ip-label-2022, ip-label-szse-2024,
//	data-label-2025                                labels
//	sts-2017, stc-2023                             capital treatment in the EU and in China
//
// Each is a document that names article, date and source and says what it leaves out. None of them is
// legal advice, and none is a default: the caller picks what applies, or loads another with
// ReadRulePack.
func RulePacks() []string {
	entries, err := fs.ReadDir(packFiles, "rules")
	if err != nil {
		panic("concentration: the rule packs are not embedded: " + err.Error())
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
	}
	slices.Sort(names)
	return names
}

// RulePack gives one of the rule packs that come with this package. The error is of class
// ErrUnknownPack.
func RulePack(name string) (*Pack, error) {
	file, err := packFiles.Open("rules/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w %q; expected one of %s", ErrUnknownPack, name, strings.Join(RulePacks(), ", "))
	}
	defer file.Close()
	return ReadRulePack(file)
}
