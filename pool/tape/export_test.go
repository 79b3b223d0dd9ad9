package tape

import (
	"io"

	"github.com/ipabs/ipabs/pool"
)

// WriteTapeUnread is WriteTape without the reading that proves it: what is left for a test to do.
func WriteTapeUnread(w io.Writer, spec pool.Spec) error { return tapeOf(spec).book().write(w) }
