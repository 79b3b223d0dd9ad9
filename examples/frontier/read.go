package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/optimize"
)

// mostAssets bounds the dense matrix that a file may ask for.
const mostAssets = 5000

// instance is what a frontier is computed of.
type instance struct {
	name   string
	assets optimize.Assets
	target float64 // the return that the instance asks for; NaN when it asks for none
}

// numbers reads a file of numbers with the line of each.
type numbers struct {
	file   string
	values []float64
	lines  []int
	at     int
}

func readNumbers(path string) (*numbers, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	n := &numbers{file: filepath.Base(path)}
	in := bufio.NewScanner(file)
	in.Buffer(make([]byte, 1<<16), 64<<20)
	for line := 1; in.Scan(); line++ {
		for text := range strings.FieldsSeq(in.Text()) {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s line %d: %q; expected a number", n.file, line, text)
			}
			n.values, n.lines = append(n.values, v), append(n.lines, line)
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", n.file, err)
	}
	return n, nil
}

// next gives the next number.
func (n *numbers) next(what string) (float64, error) {
	if n.at == len(n.values) {
		return 0, fmt.Errorf("%s: the file ends; expected %s", n.file, what)
	}
	n.at++
	return n.values[n.at-1], nil
}

// whole gives the next number, which must be whole and within a range.
func (n *numbers) whole(what string, low, high int) (int, error) {
	v, err := n.next(what)
	if err != nil {
		return 0, err
	}
	if v != math.Trunc(v) || v < float64(low) || v > float64(high) {
		return 0, n.fault("%v; expected %s, a whole number from %d to %d", v, what, low, high)
	}
	return int(v), nil
}

// fault is about the number read last.
func (n *numbers) fault(format string, args ...any) error {
	return fmt.Errorf("%s line %d: %s", n.file, n.lines[n.at-1], fmt.Sprintf(format, args...))
}

// end refuses what is left.
func (n *numbers) end() error {
	if n.at < len(n.values) {
		n.at++
		return n.fault("%v; expected the end of the file", n.values[n.at-1])
	}
	return nil
}

// readORLibrary reads an OR-Library portfolio file: n, then mean and standard deviation of each asset,
// then lines i j correlation for i ≤ j, every pair once.
func readORLibrary(path string) (*instance, error) {
	in, err := readNumbers(path)
	if err != nil {
		return nil, err
	}
	n, err := in.whole("the number of assets", 1, mostAssets)
	if err != nil {
		return nil, err
	}
	a := optimize.Assets{Mean: make([]float64, n), Covariance: make([]float64, n*n)}
	deviation := make([]float64, n)
	for i := range n {
		if a.Mean[i], err = in.next(fmt.Sprintf("the mean of asset %d", i+1)); err != nil {
			return nil, err
		}
		if deviation[i], err = in.next(fmt.Sprintf("the standard deviation of asset %d", i+1)); err != nil {
			return nil, err
		}
		if deviation[i] < 0 {
			return nil, in.fault("standard deviation %v; expected 0 or more", deviation[i])
		}
	}
	seen := make([]bool, n*n)
	for range n * (n + 1) / 2 {
		i, err := in.whole("the number of an asset", 1, n)
		if err != nil {
			return nil, err
		}
		j, err := in.whole("the number of an asset", 1, n)
		if err != nil {
			return nil, err
		}
		r, err := in.next(fmt.Sprintf("the correlation of assets %d and %d", i, j))
		if err != nil {
			return nil, err
		}
		if !(r >= -1 && r <= 1) || i == j && r != 1 {
			return nil, in.fault("correlation %v of assets %d and %d; expected −1 to 1, and 1 of an asset with itself", r, i, j)
		}
		if seen[(i-1)*n+j-1] {
			return nil, in.fault("assets %d and %d again; expected every pair once", i, j)
		}
		seen[(i-1)*n+j-1], seen[(j-1)*n+i-1] = true, true
		v := r * deviation[i-1] * deviation[j-1]
		a.Covariance[(i-1)*n+j-1], a.Covariance[(j-1)*n+i-1] = v, v
	}
	if err := in.end(); err != nil {
		return nil, err
	}
	return &instance{name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), assets: a, target: math.NaN()}, nil
}

// readPard reads a mean-variance instance with minimum buy-ins by the stem of its files. A diagonal
// stands beside it or in ../diagonals/s, as the instances are published.
func readPard(stem string) (*instance, error) {
	means, err := readNumbers(stem + ".txt")
	if err != nil {
		return nil, err
	}
	n, err := means.whole("the number of assets", 1, mostAssets)
	if err != nil {
		return nil, err
	}
	perAsset := 1
	if len(means.values) == 2*n+1 {
		perAsset = 2 // the second number of a line is not used
	}
	a := optimize.Assets{Mean: make([]float64, n), Lower: make([]float64, n), Upper: make([]float64, n)}
	for i := range n {
		for k := range perAsset {
			v, err := means.next(fmt.Sprintf("the mean of asset %d", i+1))
			if err != nil {
				return nil, err
			}
			if k == 0 {
				a.Mean[i] = v
			}
		}
	}
	if err := means.end(); err != nil {
		return nil, err
	}
	bounds, err := readNumbers(stem + ".bds")
	if err != nil {
		return nil, err
	}
	for i := range n {
		if a.Lower[i], err = bounds.next("a minimum buy-in"); err != nil {
			return nil, err
		}
		if a.Upper[i], err = bounds.next("a maximum"); err != nil {
			return nil, err
		}
		if !(a.Lower[i] >= 0 && a.Lower[i] <= a.Upper[i]) {
			return nil, bounds.fault("%v to %v; expected a minimum of 0 or more, and a maximum not below it", a.Lower[i], a.Upper[i])
		}
	}
	if a.Covariance, err = readBlock(stem+".mat", n, n*n); err != nil {
		return nil, err
	}
	returns, err := readNumbers(stem + ".rho")
	if err != nil {
		return nil, err
	}
	target, err := returns.next("the return")
	if err != nil {
		return nil, err
	}
	name := filepath.Base(stem)
	for _, path := range []string{stem + ".diag", filepath.Join(filepath.Dir(stem), "..", "diagonals", "s", name+".diag")} {
		a.Diagonal, err = readBlock(path, n, n)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		err = nil
	}
	return &instance{name: name, assets: a, target: target}, err
}

// readBlock reads a file of n and then a number of numbers.
func readBlock(path string, n, count int) ([]float64, error) {
	in, err := readNumbers(path)
	if err != nil {
		return nil, err
	}
	if _, err := in.whole("the number of assets", n, n); err != nil {
		return nil, err
	}
	if got := len(in.values) - 1; got != count {
		return nil, fmt.Errorf("%s: %d numbers after the first; expected %d", in.file, got, count)
	}
	return in.values[1:], nil
}

// readReturns reads one target from each line.
func readReturns(path string) ([]float64, error) {
	in, err := readNumbers(path)
	if err != nil {
		return nil, err
	}
	var list []float64
	for i, v := range in.values {
		if i == 0 || in.lines[i] != in.lines[i-1] {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s: no number; expected a target return on each line", in.file)
	}
	return list, nil
}
