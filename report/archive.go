package report

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// archive is the zip file of a workbook with its parts in a fixed order and with a fixed date.
// excelize hands the parts over in the order of a map, so the same content would give different
// bytes each time. Parts wait here compressed and are written when the archive is closed.
type archive struct {
	zip   *zip.Writer
	parts []*part
}

// part is one file of the archive.
type part struct {
	name  string
	data  bytes.Buffer
	flate *flate.Writer
	sum   hash.Hash32
	size  uint64
	// edit, where there is one, rewrites the whole part before it is compressed.
	edit func([]byte) []byte
	raw  bytes.Buffer
}

var errAddFS = errors.New("report: a workbook is not made from a file system")

func newArchive(w io.Writer) excelize.ZipWriter { return &archive{zip: zip.NewWriter(w)} }

// Create begins a part.
func (a *archive) Create(name string) (io.Writer, error) {
	p := &part{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.flate, err = flate.NewWriter(&p.data, flate.DefaultCompression); err != nil {
		return nil, err
	}
	if strings.HasPrefix(name, "xl/charts/chart") {
		p.edit = textCategories
	}
	a.parts = append(a.parts, p)
	return p, nil
}

// Write adds to the part.
func (p *part) Write(b []byte) (int, error) {
	if p.edit != nil {
		return p.raw.Write(b)
	}
	p.sum.Write(b)
	p.size += uint64(len(b))
	return p.flate.Write(b)
}

func (p *part) finish() error {
	if edit := p.edit; edit != nil {
		p.edit = nil
		if _, err := p.Write(edit(p.raw.Bytes())); err != nil {
			return err
		}
	}
	return p.flate.Close()
}

// AddFS is part of the interface and never used.
func (a *archive) AddFS(fs.FS) error { return errAddFS }

// Close writes the parts: the list of content types first, as readers that sniff files expect, then
// by name.
func (a *archive) Close() error {
	const first = "[Content_Types].xml"
	slices.SortStableFunc(a.parts, func(x, y *part) int {
		switch {
		case x.name == y.name:
			return 0
		case x.name == first:
			return -1
		case y.name == first:
			return 1
		}
		return strings.Compare(x.name, y.name)
	})
	for _, p := range a.parts {
		if err := p.finish(); err != nil {
			return err
		}
		w, err := a.zip.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Deflate,
			CRC32: p.sum.Sum32(), CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.size,
			ModifiedDate: 0x21, // 1 January 1980, the first day that the format knows
		})
		if err != nil {
			return err
		}
		if _, err := w.Write(p.data.Bytes()); err != nil {
			return err
		}
	}
	return a.zip.Close()
}

// textCategories keeps spreadsheets from turning a category axis whose labels look like dates into
// an axis of days, on which quarterly columns are a hair wide.
func textCategories(chart []byte) []byte {
	return bytes.ReplaceAll(chart, []byte(`<c:auto val="1">`), []byte(`<c:auto val="0">`))
}
