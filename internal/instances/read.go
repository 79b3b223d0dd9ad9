// Package instances reads the public data that solvers of portfolio problems are measured on: the
// OR-Library instances of J. E. Beasley and the mean-variance instances with minimum buy-in of A.
// Frangioni and C. Gentile.
package instances

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// ORLibrary is an instance of OR-Library: means and covariance of n assets.
type ORLibrary struct {
	Mean, Covariance []float64
}

// ReadORLibrary reads a file portK: n, then n rows of mean and standard deviation, then rows of two
// indices and a correlation for all pairs.
func ReadORLibrary(r io.Reader) (ORLibrary, error) {
	list, err := numbers(r)
	if err != nil {
		return ORLibrary{}, err
	}
	if len(list) < 1 || !(list[0] >= 1 && list[0] <= float64(len(list))) || len(list) < 1+2*int(list[0]) {
		return ORLibrary{}, errors.New("instances: not an OR-Library portfolio file: too short")
	}
	n := int(list[0])
	out := ORLibrary{Mean: make([]float64, n), Covariance: make([]float64, n*n)}
	deviation := make([]float64, n)
	for i := range n {
		out.Mean[i], deviation[i] = list[1+2*i], list[2+2*i]
	}
	rest := list[1+2*n:]
	if len(rest) != 3*n*(n+1)/2 {
		return ORLibrary{}, fmt.Errorf("instances: %d numbers of correlation for %d assets, expected %d", len(rest), n, 3*n*(n+1)/2)
	}
	for ; len(rest) > 0; rest = rest[3:] {
		i, j := int(rest[0])-1, int(rest[1])-1
		if i < 0 || j < 0 || i >= n || j >= n {
			return ORLibrary{}, fmt.Errorf("instances: correlation of assets %g and %g of %d", rest[0], rest[1], n)
		}
		v := rest[2] * deviation[i] * deviation[j]
		out.Covariance[i*n+j], out.Covariance[j*n+i] = v, v
	}
	return out, nil
}

// Pard is one instance with minimum buy-in.
type Pard struct {
	Name       string
	Covariance []float64
	Mean       []float64
	Target     float64
	Lot, Upper []float64
	// Diagonals holds the diagonals that come with the instance, by the name of their folder.
	Diagonals map[string][]float64
}

// ReadPard reads every instance of the archive whose name starts with a prefix.
func ReadPard(r io.Reader, prefix string) (map[string]*Pard, error) {
	zipped, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Pard)
	for archive := tar.NewReader(zipped); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		base := path.Base(header.Name)
		name, kind := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
		if !strings.HasPrefix(base, prefix) || !strings.Contains(".txt.rho.bds.mat.diag", kind) || kind == "" {
			continue
		}
		list, err := numbers(archive)
		if err != nil {
			return nil, fmt.Errorf("instances: %s: %w", header.Name, err)
		}
		p := out[name]
		if p == nil {
			p = &Pard{Name: name, Diagonals: make(map[string][]float64)}
			out[name] = p
		}
		if err := p.take(kind, path.Base(path.Dir(header.Name)), list); err != nil {
			return nil, fmt.Errorf("instances: %s: %w", header.Name, err)
		}
	}
}

func (p *Pard) take(kind, folder string, list []float64) error {
	if len(list) == 0 {
		return errors.New("no numbers")
	}
	switch kind {
	case ".txt":
		// A second value beside each mean is to be ignored.
		n := int(list[0])
		if n < 1 || len(list) != 1+n && len(list) != 1+2*n {
			return fmt.Errorf("%d numbers for %d assets", len(list)-1, n)
		}
		p.Mean = nil
		for k, step := 1, (len(list)-1)/n; k < len(list); k += step {
			p.Mean = append(p.Mean, list[k])
		}
	case ".rho":
		p.Target = list[0]
	case ".bds":
		p.Lot, p.Upper = nil, nil
		for k := 0; k+1 < len(list); k += 2 {
			p.Lot, p.Upper = append(p.Lot, list[k]), append(p.Upper, list[k+1])
		}
	case ".mat":
		if n := int(list[0]); len(list) != 1+n*n {
			return fmt.Errorf("%d numbers for a matrix of %d", len(list)-1, n)
		}
		p.Covariance = list[1:]
	case ".diag":
		p.Diagonals[folder] = list[1:]
	}
	return nil
}

func numbers(r io.Reader) ([]float64, error) {
	var list []float64
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 1<<16), 1<<20)
	scanner.Split(bufio.ScanWords)
	for scanner.Scan() {
		v, err := strconv.ParseFloat(scanner.Text(), 64)
		if err != nil {
			return nil, fmt.Errorf("word %d: %q is not a number", len(list)+1, scanner.Text())
		}
		list = append(list, v)
	}
	return list, scanner.Err()
}
