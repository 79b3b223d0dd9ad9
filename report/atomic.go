package report

import (
	"context"
	"fmt"
	"io"

	"github.com/ipabs/ipabs/internal/files"
)

// WriteWorkbook writes the workbook to a file. It writes a temporary file in the same folder first
// and gives it the name only when it is whole and on the disk: on any error, and when ctx is
// cancelled, what stood at path before still stands there and nothing else is left behind.
//
// A new file gets the permissions that the process gives new files; a file that is replaced keeps
// its own.
func WriteWorkbook(ctx context.Context, path string, c Content) error {
	return files.WriteWith(path, func(w io.Writer) error {
		if err := Workbook(ctx, w, c); err != nil {
			return err
		}
		return cancelled(ctx) // a cancelled report gets no name
	})
}

// cancelled gives the cause of a cancelled context.
func cancelled(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("cancelled: %w", context.Cause(ctx))
}
