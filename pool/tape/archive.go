package tape

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is the zip archive of a workbook, checked before any part of it is unpacked. Nothing is ever
// written to disk, and a part is unpacked as a stream, no further than its reader asks for.
type archive struct {
	parts map[string]*zip.File // by archiveKey
}

// archiveKey is the form in which the names of parts are compared: as Windows does, since that is
// where workbooks are made.
func archiveKey(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
}

// openArchive checks a zip archive: its number of parts and their sizes against the limits, and their
// names. Two parts of one name, or a part outside the archive, make a file that two programs read
// differently; neither is a workbook that a spreadsheet has written.
func openArchive(name string, data []byte, limits Limits) (*archive, *FileError) {
	fail := func(code, reason, advice string, err error) (*archive, *FileError) {
		return nil, &FileError{Code: code, File: baseName(name), Reason: reason, Advice: advice, Err: err}
	}
	// The reader of archives takes memory for every entry before anything can be counted.
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > limits.Parts {
		return fail("limit.parts", fmt.Sprintf("the archive has %d parts, more than %d", n, limits.Parts), "check where it comes from, or raise Limits.Parts", nil)
	}
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fail("file.truncated", "the workbook is cut off or damaged: it has no table of contents", "copy or download it again", err)
	}
	a := &archive{parts: make(map[string]*zip.File, len(reader.File))}
	var unpacked uint64
	for _, f := range reader.File {
		key := archiveKey(f.Name)
		if strings.HasSuffix(key, "/") {
			continue // a directory
		}
		shown := shorten(f.Name, 60)
		const advice = "do not trust the file; ask for it again from its author"
		_, twice := a.parts[key]
		switch unpacked += f.UncompressedSize64; {
		case f.UncompressedSize64 > uint64(limits.Unzipped) || unpacked > uint64(limits.Unzipped):
			return fail("limit.unzipped", fmt.Sprintf("the workbook unpacks to more than %d bytes", limits.Unzipped), "split it, or raise Limits.Unzipped", nil)
		case strings.HasPrefix(key, "/"), strings.Contains(key, ":"), strings.Contains("/"+key+"/", "/../"):
			return fail("file.suspicious", fmt.Sprintf("the archive holds a part with a path that leads outside it, %q", shown), advice, nil)
		case twice:
			return fail("file.suspicious", fmt.Sprintf("the archive holds the part %q twice", shown), advice, nil)
		case f.Flags&1 != 0:
			return fail("file.encrypted", "the parts of the archive are encrypted", "open it, remove the password and save it again", nil)
		}
		a.parts[key] = f
	}
	return a, nil
}

func (a *archive) has(name string) bool { return a.parts[archiveKey(name)] != nil }

// errNoPart says that a part is not there.
var errNoPart = errors.New("the archive does not hold it")

// open unpacks a part as a stream that ends when ctx does. A part that unpacks to more than it
// declares is refused by the reader of the archive.
func (a *archive) open(ctx context.Context, name string) (io.ReadCloser, error) {
	f := a.parts[archiveKey(name)]
	if f == nil {
		return nil, fmt.Errorf("%s: %w", shorten(name, 60), errNoPart)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shorten(name, 60), err)
	}
	return &contextReader{ctx, r}, nil
}

// contextReader reads until its context ends.
type contextReader struct {
	ctx context.Context
	io.ReadCloser
}

func (r *contextReader) Read(b []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.ReadCloser.Read(b)
}

// elementLimit is how many elements a part may have that is not a sheet or a table of texts.
const elementLimit = 1 << 20

// each visits every element of a part: its name, and its attributes by name. A part that is missing is
// visited as an empty one.
func (a *archive) each(ctx context.Context, name string, visit func(element string, attrs map[string]string) error) error {
	r, err := a.open(ctx, name)
	if errors.Is(err, errNoPart) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	x := newXMLReader(r)
	var text []byte
	for {
		token, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", shorten(name, 60), err)
		case x.elements > elementLimit:
			return xmlError("%s has more than %d elements", shorten(name, 60), elementLimit)
		case token != xmlStart:
			continue
		}
		element, attrs := string(x.name), map[string]string{}
		for {
			key, value, ok, err := x.attr()
			if err != nil {
				return fmt.Errorf("%s: %w", shorten(name, 60), err)
			}
			if !ok {
				break
			}
			if text, err = appendXML(text[:0], value, false); err != nil {
				return fmt.Errorf("%s: %w", shorten(name, 60), err)
			}
			attrs[string(key)] = string(text)
		}
		if err := visit(element, attrs); err != nil {
			return err
		}
	}
}

// relations gives the parts that a part leads to, by the identifiers of the links, "" for the package
// as a whole; and the first of a type.
func (a *archive) relations(ctx context.Context, part string) (byID, byType map[string]string, err error) {
	dir, base := path.Split(part)
	byID, byType = map[string]string{}, map[string]string{}
	err = a.each(ctx, dir+"_rels/"+base+".rels", func(element string, attrs map[string]string) error {
		if element != "Relationship" || strings.EqualFold(attrs["TargetMode"], "External") {
			return nil
		}
		target := strings.ReplaceAll(attrs["Target"], `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		byID[attrs["Id"]] = target
		if kind := path.Base(attrs["Type"]); byType[kind] == "" {
			byType[kind] = target
		}
		return nil
	})
	return byID, byType, err
}
