package instances

import (
	"fmt"
	"io"
)

// ORLibrary is an instance of OR-Library: means and covariance, row after row.
type ORLibrary struct {
	Mean, Covariance []float64
}

// ReadORLibrary reads a file portK: n, then mean and standard deviation of each asset, then lines i j
// correlation for i ≤ j, every pair once. The name is that which faults give.
func ReadORLibrary(name string, r io.Reader) (*ORLibrary, error) {
	in, err := readNumbers(name, r)
	if err != nil {
		return nil, err
	}
	n, err := in.whole("the number of assets", 1, MostAssets)
	if err != nil {
		return nil, err
	}
	out := &ORLibrary{Mean: make([]float64, n), Covariance: make([]float64, n*n)}
	deviation := make([]float64, n)
	for i := range n {
		if out.Mean[i], err = in.next(fmt.Sprintf("the mean of asset %d", i+1)); err != nil {
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
		out.Covariance[(i-1)*n+j-1], out.Covariance[(j-1)*n+i-1] = v, v
	}
	return out, in.end()
}
