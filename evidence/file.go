package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Opener opens a part by the name that the manifest keeps. For a part that does not exist its error
// is of class fs.ErrNotExist.
type Opener func(name string) (io.ReadCloser, error)

// In opens parts below a folder. A name that leads out of it, by itself or by a symbolic link, and a
// name of anything but a regular file are refused.
func In(dir string) Opener {
	return func(name string) (io.ReadCloser, error) {
		if reason := faultOfName(name); reason != "" {
			return nil, fmt.Errorf("%w: %s", ErrPart, reason)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		// Opening a pipe would wait for a writer, so what it is comes first.
		local := filepath.FromSlash(name)
		info, err := root.Stat(local)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("no regular file")}
		}
		return root.Open(local)
	}
}

// ReadFile reads the manifest in a file; see Read.
func ReadFile(path string) (Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return Manifest{}, fmt.Errorf("evidence: %w", err)
	}
	defer f.Close()
	return Read(f)
}

// Write writes the manifest to a file: to a temporary file in the same folder first, which gets the
// name only when it is whole and on the disk. Whatever fails, what stood at path stands there still,
// and nothing else is left behind. A manifest whose chain does not hold is refused.
func Write(path string, m Manifest) (err error) {
	text, err := m.encode()
	if err != nil {
		return err
	}
	if changes := m.checkChain().changes; len(changes) > 0 {
		return fmt.Errorf("evidence: a manifest whose chain does not hold: %s", changes[0])
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close() // closed already, or of no use any more
			err = errors.Join(fmt.Errorf("evidence: %w", err), os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(text); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
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
