package evidence_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/evidence"
)

// onDisk puts the files into a folder.
func onDisk(t *testing.T, files folder) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAManifestOnDiskVerifiesTheFilesBesideIt(t *testing.T) {
	files, m := run(t)
	dir := onDisk(t, files)
	path := filepath.Join(dir, "manifest.json")
	if err := evidence.Write(path, m); err != nil {
		t.Fatal(err)
	}
	got, err := evidence.ReadFile(path)
	if diff := cmp.Diff(m, got); diff != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	if changes, err := evidence.Verify(t.Context(), got, evidence.In(dir)); err != nil || changes != nil {
		t.Errorf("%v, %v", changes, err)
	}
	if err := os.Remove(filepath.Join(dir, "inputs", "deal.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "results.json"), []byte("The results"), 0o644); err != nil {
		t.Fatal(err)
	}
	changes, err := evidence.Verify(t.Context(), got, evidence.In(dir))
	if diff := cmp.Diff([]string{"missing 2", "content 5"}, short(t, changes)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestInOpensNothingOutsideItsFolder(t *testing.T) {
	outside := onDisk(t, folder{"secret": "secret", "folder/secret": "secret"})
	dir := onDisk(t, folder{"report.xlsx": "report", "inputs/tape.xlsx": "tape"})
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	link(filepath.Join(outside, "secret"), "link")
	link(filepath.Join(outside, "folder"), "linked")
	link(filepath.Join("..", filepath.Base(outside), "secret"), "relative")
	link("report.xlsx", "inside")
	open := evidence.In(dir)
	for _, name := range []string{"../" + filepath.Base(outside) + "/secret", filepath.ToSlash(filepath.Join(outside, "secret")),
		"link", "linked/secret", "relative", "inputs/../../" + filepath.Base(outside) + "/secret", "inputs", ".", "", `inputs\tape.xlsx`} {
		r, err := open(name)
		if err == nil {
			r.Close()
			t.Errorf("%q is opened", name)
		}
		if errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is said to be missing: %v", name, err)
		}
	}
	for name, want := range map[string]string{"report.xlsx": "report", "inputs/tape.xlsx": "tape", "inside": "report"} {
		r, err := open(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if string(text) != want || err != nil || r.Close() != nil {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if _, err := open("nothing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// TestALinkOutOfTheFolderIsNotVerified: a link is refused even when the file at its end is the right one.
func TestALinkOutOfTheFolderIsNotVerified(t *testing.T) {
	files, m := run(t)
	dir, outside := onDisk(t, files), onDisk(t, files)
	path := filepath.Join(dir, "results.json")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "results.json"), path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	changes, err := evidence.Verify(t.Context(), m, evidence.In(dir))
	var read *evidence.ReadError
	if changes != nil || !errors.As(err, &read) || read.Name != "results.json" {
		t.Errorf("%v, %v", changes, err)
	}
}

func TestAFailedWriteLeavesWhatWasThere(t *testing.T) {
	_, m := run(t)
	broken := clone(m)
	broken.Entries[1].Bytes++
	t.Run("a chain that does not hold", func(t *testing.T) {
		dir := onDisk(t, folder{"manifest.json": "first"})
		err := evidence.Write(filepath.Join(dir, "manifest.json"), broken)
		if err == nil || !strings.Contains(err.Error(), "entry 2") {
			t.Errorf("%v", err)
		}
		only(t, dir, "manifest.json", "first")
	})
	t.Run("no manifest at all", func(t *testing.T) {
		dir := onDisk(t, folder{"manifest.json": "first"})
		if err := evidence.Write(filepath.Join(dir, "manifest.json"), evidence.Manifest{}); !errors.Is(err, evidence.ErrFormat) {
			t.Errorf("%v", err)
		}
		only(t, dir, "manifest.json", "first")
	})
	t.Run("a folder at its place", func(t *testing.T) {
		dir := onDisk(t, folder{"manifest.json/inner": "first"})
		if err := evidence.Write(filepath.Join(dir, "manifest.json"), m); err == nil {
			t.Error("no error")
		}
		only(t, dir, "manifest.json/inner", "first")
	})
	t.Run("no folder", func(t *testing.T) {
		if err := evidence.Write(filepath.Join(t.TempDir(), "none", "manifest.json"), m); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v", err)
		}
	})
}

// only wants one file in a folder and below.
func only(t *testing.T, dir, name, want string) {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if diff := cmp.Diff([]string{name}, files); diff != "" || err != nil || string(text) != want {
		t.Errorf("%q, %v; files (-want +got):\n%s", text, err, diff)
	}
}

func TestReadFileNamesTheFile(t *testing.T) {
	if _, err := evidence.ReadFile(filepath.Join(t.TempDir(), "manifest.json")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "manifest.json") {
		t.Errorf("%v", err)
	}
}

func ExampleIn() {
	_, err := evidence.In("out")("../etc/passwd")
	fmt.Println(errors.Is(err, evidence.ErrPart))
	fmt.Println(err)
	// Output:
	// true
	// evidence: a part that no manifest can hold: the name is no plain path: it must be relative, without empty, "." and ".." elements
}
