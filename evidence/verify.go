package evidence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
)

// ReadError says that a part could not be read, so that nothing is known about it.
type ReadError struct {
	N    int
	Role Role
	Name string
	Err  error
}

// Error gives the part and the cause.
func (e *ReadError) Error() string {
	return fmt.Sprintf("evidence: entry %d, %s %q, could not be verified: %v", e.N, e.Role, shorten(e.Name), e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// Verify compares a manifest with itself and with the files that it lists, and names all that has
// changed, in the order of the entries, changes of the manifest as a whole first. No change and no
// error mean: every file is to the byte what it was when the manifest with this head was built.
//
// The error says what could not be verified: a *ReadError for each file that exists and cannot be
// read, the cause of a cancelled context, a *FormatError for what is no manifest. The changes beside
// a *ReadError are those of everything else. An entry that the chain does not know (Added) is not
// opened, nor is one that is Refused.
//
// Files are read one after the other, in little memory.
func Verify(ctx context.Context, m Manifest, open Opener) ([]Change, error) {
	if err := m.checkHeader(); err != nil {
		return nil, err
	}
	check := m.checkChain()
	changes := check.changes
	var errs []error
	for i, e := range check.entries {
		if !check.known[i] {
			continue
		}
		change, err := verifyEntry(ctx, e, check.previous[i], open)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("evidence: cancelled: %w", context.Cause(ctx))
		}
		if err != nil {
			errs = append(errs, &ReadError{N: e.N, Role: e.Role, Name: e.Name, Err: err})
		}
		if change.Kind != "" {
			change.N, change.Role, change.Name = e.N, e.Role, e.Name
			changes = append(changes, change)
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.N, b.N) })
	return changes, errors.Join(errs...)
}

// verifyEntry compares an entry with what it stands for. The change it gives has no kind when nothing
// has changed.
func verifyEntry(ctx context.Context, e Entry, previous Hash, open Opener) (Change, error) {
	if e.IsStatement() {
		if now := digestOfText(e.Text); now != e.digest() {
			return Change{Kind: Stated, Got: e.Text}, nil
		}
	}
	if reasons := e.Part().faults(); len(reasons) > 0 {
		return Change{Kind: Refused, Got: reasons[0]}, nil
	}
	if e.IsStatement() {
		return Change{}, nil
	}
	r, err := open(e.Name)
	if errors.Is(err, fs.ErrNotExist) {
		return Change{Kind: Missing}, nil
	}
	if err != nil {
		return Change{}, err
	}
	defer r.Close()
	now, err := DigestOf(ctx, r)
	if err != nil {
		return Change{}, err
	}
	was := e.digest()
	// When the chain holds with what the file is now, the file is what it was: the entry was changed,
	// and that is said already.
	restored := e
	restored.Bytes, restored.SHA256 = now.Bytes, now.SHA256
	switch {
	case now == was || restored.after(previous) == e.Chain:
		return Change{}, nil
	case now.Bytes != was.Bytes:
		return Change{Kind: Size, Want: strconv.FormatInt(was.Bytes, 10), Got: strconv.FormatInt(now.Bytes, 10)}, nil
	}
	return Change{Kind: Content, Want: was.SHA256.String(), Got: now.SHA256.String()}, nil
}

// CompareStatements compares the statements of a manifest with those that hold now, such as the
// version of the engine that is to repeat the run and the fingerprint of the pool read again. It
// names those that say something else or that the manifest lacks; files among the parts are passed over.
func CompareStatements(m Manifest, now ...Part) []Change {
	var changes []Change
	for _, p := range now {
		if !p.statement && p.Text == "" {
			continue
		}
		text, ok := m.Statement(p.Role, p.Name)
		switch {
		case !ok:
			changes = append(changes, Change{Kind: Missing, Role: p.Role, Name: p.Name, Got: p.Text})
		case text != p.Text:
			changes = append(changes, Change{Kind: Stated, Role: p.Role, Name: p.Name, Want: text, Got: p.Text})
		}
	}
	return changes
}
