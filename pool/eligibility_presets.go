package pool

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed eligibility/*.json
var presetFiles embed.FS

// ErrUnknownPreset is the class of the error about a name that no list of criteria of this package has.
var ErrUnknownPreset = errors.New("pool: unknown list of eligibility criteria")

// EligibilityPresets lists the names of the lists of criteria that come with this package:
//
//	lease, microloan, receivable, sublicense   for pools of one kind
//	mixed                                      all of them in one, each rule asked of its kinds
//	standard                                   the seven that all lists have in common
//
// Each is a document to copy and to edit: the limits of a deal stand in its own documents, and a basis
// that says so marks what a desk has to decide. None of them is legal advice. The same id is the same
// rule in all of them.
func EligibilityPresets() []string {
	entries, err := fs.ReadDir(presetFiles, "eligibility")
	if err != nil {
		panic("pool: the lists of criteria are not embedded: " + err.Error())
	}
	names := make([]string, len(entries)) // ReadDir sorts
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
	}
	return names
}

// EligibilityDocument gives the JSON document of one of the lists, to be copied. The error is of class
// ErrUnknownPreset.
func EligibilityDocument(name string) ([]byte, error) {
	text, err := presetFiles.ReadFile("eligibility/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("%w %q; expected one of %s", ErrUnknownPreset, name, strings.Join(EligibilityPresets(), ", "))
	}
	return text, nil
}

// EligibilityPreset gives one of the lists. The error is of class ErrUnknownPreset.
func EligibilityPreset(name string) (*Eligibility, error) {
	text, err := EligibilityDocument(name)
	if err != nil {
		return nil, err
	}
	return ReadEligibility(strings.NewReader(string(text)))
}
