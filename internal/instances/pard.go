package instances

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// Pard is a mean-variance instance with minimum buy-ins: shares that sum to 1, each 0 or from Lot to
// Upper, with a mean of at least Target.
type Pard struct {
	Name       string
	Mean       []float64
	Covariance []float64 // row after row
	Target     float64
	Lot, Upper []float64
	// Diagonals holds the diagonals D with Covariance − D positive semidefinite that come with the
	// instance, by the name of their folder; "" is one beside it.
	Diagonals map[string][]float64
}

// ReadPard reads an instance by the stem of its files, NAME.txt, .mat, .bds and .rho; diagonals stand
// beside it as NAME.diag, or in ../diagonals/FOLDER/NAME.diag as the instances are published, with
// folders s, l-10 and l-n.
func ReadPard(files fs.FS, stem string) (*Pard, error) {
	open := func(name string) (*numbers, error) {
		file, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return readNumbers(path.Base(name), file)
	}
	means, err := open(stem + ".txt")
	if err != nil {
		return nil, err
	}
	n, err := means.whole("the number of assets", 1, MostAssets)
	if err != nil {
		return nil, err
	}
	p := &Pard{Name: path.Base(stem), Mean: make([]float64, n), Lot: make([]float64, n), Upper: make([]float64, n), Diagonals: map[string][]float64{}}
	each := 1
	if len(means.values) == 2*n+1 {
		each = 2 // the second number of a line is not used
	}
	for i := range n {
		for k := range each {
			v, err := means.next(fmt.Sprintf("the mean of asset %d", i+1))
			if err != nil {
				return nil, err
			}
			if k == 0 {
				p.Mean[i] = v
			}
		}
	}
	if err := means.end(); err != nil {
		return nil, err
	}
	bounds, err := open(stem + ".bds")
	if err != nil {
		return nil, err
	}
	for i := range n {
		if p.Lot[i], err = bounds.next("a minimum buy-in"); err != nil {
			return nil, err
		}
		if p.Upper[i], err = bounds.next("a maximum"); err != nil {
			return nil, err
		}
		if !(p.Lot[i] >= 0 && p.Lot[i] <= p.Upper[i]) {
			return nil, bounds.fault("%v to %v; expected a minimum of 0 or more, and a maximum not below it", p.Lot[i], p.Upper[i])
		}
	}
	if err := bounds.end(); err != nil {
		return nil, err
	}
	matrix, err := open(stem + ".mat")
	if err != nil {
		return nil, err
	}
	if p.Covariance, err = matrix.block(n, n*n); err != nil {
		return nil, err
	}
	returns, err := open(stem + ".rho")
	if err != nil {
		return nil, err
	}
	if p.Target, err = returns.next("the return"); err != nil {
		return nil, err
	}
	for _, folder := range []string{"", "s", "l-10", "l-n"} {
		name := stem + ".diag"
		if folder != "" {
			name = path.Join(path.Dir(stem), "..", "diagonals", folder, p.Name+".diag")
		}
		in, err := open(name)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if p.Diagonals[folder], err = in.block(n, n); err != nil {
			return nil, err
		}
	}
	return p, nil
}
