package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteWorkbook writes the workbook to a file. It writes a temporary file in the same folder first
// and gives it the name only when it is whole and on the disk: on any error, and when ctx is
// cancelled, what stood at path before still stands there and nothing else is left behind.
//
// A new file gets the permissions that the process gives new files; a file that is replaced keeps
// its own.
func WriteWorkbook(ctx context.Context, path string, c Content) error {
	return writeFile(ctx, path, func(w io.Writer) error { return Workbook(ctx, w, c) })
}

func writeFile(ctx context.Context, path string, write func(io.Writer) error) (err error) {
	f, err := createTemporary(path)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(f.Close()), os.Remove(f.Name()))
		}
	}()
	if old, statErr := os.Stat(path); statErr == nil && old.Mode().IsRegular() {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := cancelled(ctx); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// maxTemporary bounds the search for a free name.
const maxTemporary = 10_000

// createTemporary makes a new file beside path. It is not os.CreateTemp, which would give the file
// permissions of its own.
func createTemporary(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for n := range maxTemporary {
		name := filepath.Join(dir, fmt.Sprintf(".%s.%d.tmp", base, n))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s: no free name for a temporary file", dir)
}

func ignoreClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// cancelled gives the cause of a cancelled context.
func cancelled(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("cancelled: %w", context.Cause(ctx))
}
