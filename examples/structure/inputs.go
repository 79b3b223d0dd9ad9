package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/pool"
)

// input is a file that the run was made of, with the very bytes that were read.
type input struct {
	role evidence.Role
	name string // of the copy beside the report
	path string // as given; empty for what comes with the program
	text []byte
}

// maxInput bounds what is read of a file; what reads it has a limit of its own, at most as large.
const maxInput = 64<<20 + 1

// read reads a file and keeps its bytes among the inputs. What has been read stays as it was read.
func (a *analysis) read(role evidence.Role, name, path string) ([]byte, error) {
	for _, in := range a.inputs {
		if in.name == name {
			return in.text, nil
		}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxInput))
	if err != nil {
		return nil, err
	}
	a.inputs = append(a.inputs, input{role, name, path, text})
	return text, nil
}

// The documents that help to read the tape, among the evidence.
const (
	namesRole evidence.Role = "names"

	mappingCopy = "inputs/mapping.json"
	namesCopy   = "inputs/names.json"
)

// readDocument reads a document that helps to read the tape, nil for none.
func readDocument[T any](a *analysis, role evidence.Role, name, path string, read func(io.Reader) (T, error)) (*T, error) {
	if path == "" {
		return nil, nil
	}
	text, err := a.read(role, name, path)
	if err != nil {
		return nil, err
	}
	document, err := read(bytes.NewReader(text))
	if err != nil {
		return nil, prefixed(filepath.Base(path), err)
	}
	return &document, nil
}

// keep puts an input that comes with the program among the inputs, once.
func (a *analysis) keep(in input) {
	for _, before := range a.inputs {
		if before.name == in.name {
			return
		}
	}
	a.inputs = append(a.inputs, in)
}

// readValuation reads the document of -valuation; without one nothing is taken off and nothing concluded.
func (a *analysis) readValuation(path string) error {
	a.policy = pool.StandardValuation()
	if path == "" {
		return nil
	}
	text, err := a.read("valuation", "inputs/valuation.json", path)
	if err != nil {
		return err
	}
	if a.valuation, a.policy, err = pool.ReadValuation(bytes.NewReader(text)); err != nil {
		return prefixed(filepath.Base(path), err)
	}
	return nil
}
