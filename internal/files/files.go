// Package files writes files whole or not at all.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts the content into the file at path, as WriteWith does.
func Write(path string, content []byte) error {
	return WriteWith(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// WriteWith writes what produce writes into a temporary file beside path first, and gives it the name
// only when it is whole and on the disk. On any error what stood at path before still stands there,
// and nothing else is left behind.
//
// A new file gets the permissions that the process gives new files; a file that is replaced keeps its
// own.
func WriteWith(path string, produce func(io.Writer) error) (err error) {
	f, err := createTemporary(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(f.Close()), os.Remove(f.Name()))
		}
	}()
	if old, statErr := os.Stat(path); statErr == nil && old.Mode().IsRegular() {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := produce(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
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
