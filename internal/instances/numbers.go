// Package instances reads the public data that solvers of portfolio problems are measured on: the
// OR-Library instances of J. E. Beasley and the mean-variance instances with minimum buy-in of A.
// Frangioni and C. Gentile. Faults name the file and the line.
package instances

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// MostAssets bounds the dense matrix that a file may ask for.
const MostAssets = 5000

// numbers are those of a file, with the line of each. What follows // on a line is a comment.
type numbers struct {
	file   string
	values []float64
	lines  []int
	at     int
}

func readNumbers(file string, r io.Reader) (*numbers, error) {
	n := &numbers{file: file}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 1<<16), 64<<20)
	for line := 1; in.Scan(); line++ {
		text, _, _ := strings.Cut(in.Text(), "//")
		for word := range strings.FieldsSeq(text) {
			v, err := strconv.ParseFloat(word, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s line %d: %q; expected a number", n.file, line, word)
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

// block reads a file of n and then a number of numbers.
func (n *numbers) block(assets, count int) ([]float64, error) {
	if _, err := n.whole("the number of assets", assets, assets); err != nil {
		return nil, err
	}
	if got := len(n.values) - 1; got != count {
		return nil, fmt.Errorf("%s: %d numbers after the first; expected %d", n.file, got, count)
	}
	return n.values[1:], nil
}

// Columns reads a file of lines with at least so many numbers each; further ones are left out, and so
// are lines without any. The name is that which faults give.
func Columns(name string, r io.Reader, columns int) ([][]float64, error) {
	in, err := readNumbers(name, r)
	if err != nil {
		return nil, err
	}
	var list [][]float64
	for i, v := range in.values {
		if i == 0 || in.lines[i] != in.lines[i-1] {
			list = append(list, nil)
		}
		if last := len(list) - 1; len(list[last]) < columns {
			list[last] = append(list[last], v)
		}
	}
	at := 0
	for _, line := range list {
		if len(line) < columns {
			return nil, fmt.Errorf("%s line %d: %d numbers; expected %d", name, in.lines[at], len(line), columns)
		}
		for l := in.lines[at]; at < len(in.lines) && in.lines[at] == l; {
			at++
		}
	}
	return list, nil
}
