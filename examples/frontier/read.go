package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/internal/instances"
	"github.com/ipabs/ipabs/optimize"
)

// instance is what a frontier is computed of.
type instance struct {
	name   string
	assets optimize.Assets
	target float64 // the return that the instance asks for; NaN when it asks for none
}

func readORLibrary(path string) (*instance, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	o, err := instances.ReadORLibrary(filepath.Base(path), file)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return &instance{name: name, assets: optimize.Assets{Mean: o.Mean, Covariance: o.Covariance}, target: math.NaN()}, nil
}

// readPard reads an instance by the stem of its files.
func readPard(stem string) (*instance, error) {
	whole, err := filepath.Abs(stem)
	if err != nil {
		return nil, err
	}
	// Diagonals stand in a folder beside that of the instance.
	dir := filepath.Dir(whole)
	p, err := instances.ReadPard(os.DirFS(filepath.Dir(dir)), filepath.ToSlash(filepath.Join(filepath.Base(dir), filepath.Base(whole))))
	if err != nil {
		return nil, err
	}
	a := optimize.Assets{Mean: p.Mean, Covariance: p.Covariance, Lower: p.Lot, Upper: p.Upper, Diagonal: p.Diagonals["s"]}
	if own, beside := p.Diagonals[""]; beside {
		a.Diagonal = own
	}
	return &instance{name: p.Name, assets: a, target: p.Target}, nil
}

// readReturns reads one target from each line.
func readReturns(path string) ([]float64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := instances.Columns(filepath.Base(path), file, 1)
	if err != nil {
		return nil, err
	}
	var list []float64
	for _, line := range lines {
		list = append(list, line[0])
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no number; expected a target return on each line", filepath.Base(path))
	}
	return list, nil
}
