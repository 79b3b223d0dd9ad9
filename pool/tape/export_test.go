package tape

import (
	"context"
	"io"

	"github.com/ipabs/ipabs/pool"
)

// WriteTapeUnread is WriteTape without the reading that proves it: what is left for a test to do.
func WriteTapeUnread(w io.Writer, spec pool.Spec) error { return tapeOf(spec).book().write(w) }

// ReadRows reads the rows of a file as texts and nothing more, for benchmarks, and counts them.
func ReadRows(name string, data []byte) (int, error) {
	limits := Limits{}.withDefaults()
	kind, fault := sniff(name, data)
	if fault != nil {
		return 0, fault
	}
	if kind == formatText {
		s, _, _, err := newRun(name, Options{}).textSheet(context.Background(), data, limits)
		if err != nil {
			return 0, err
		}
		return len(s.rows), nil
	}
	book, err := openWorkbook(context.Background(), name, data, limits)
	if err != nil {
		return 0, err
	}
	s, err := book.read(context.Background(), book.sheets[0].name)
	if err != nil {
		return 0, err
	}
	return len(s.rows), nil
}
