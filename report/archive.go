package report

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
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
	chart func([]byte) []byte // completes the part of a chart
	ctx   context.Context     // of the whole workbook; packing a large one takes seconds
}

// part is one file of the archive.
type part struct {
	name  string
	data  bytes.Buffer
	flate *flate.Writer
	sum   hash.Hash32
	size  uint64
	ctx   context.Context
	// edit, where there is one, rewrites the whole part before it is compressed.
	edit func([]byte) []byte
	raw  bytes.Buffer
}

var errAddFS = errors.New("report: a workbook is not made from a file system")

func (b *book) archive(w io.Writer) excelize.ZipWriter {
	return &archive{zip: zip.NewWriter(w), chart: b.completeChart, ctx: b.ctx}
}

// Create begins a part.
func (a *archive) Create(name string) (io.Writer, error) {
	p := &part{name: name, ctx: a.ctx, sum: crc32.NewIEEE()}
	var err error
	if p.flate, err = flate.NewWriter(&p.data, flate.DefaultCompression); err != nil {
		return nil, err
	}
	switch {
	case name == contentTypes:
		p.edit = sortedTypes
	case strings.HasPrefix(name, "xl/charts/chart"):
		p.edit = a.chart
	}
	a.parts = append(a.parts, p)
	return p, nil
}

// Write adds to the part.
func (p *part) Write(b []byte) (int, error) {
	if err := cancelled(p.ctx); err != nil {
		return 0, err
	}
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

// firstDay is 1 January 1980, the first day that the format knows.
const firstDay = 0x21

// contentTypes is the part that lists the types of all others.
const contentTypes = "[Content_Types].xml"

var typeEntry = regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)

// sortedTypes puts the entries of the list of types in order: their order means nothing, and
// excelize takes some of them from a map.
func sortedTypes(part []byte) []byte {
	entries := typeEntry.FindAll(part, -1)
	if len(entries) == 0 {
		return part
	}
	slices.SortFunc(entries, bytes.Compare)
	at := typeEntry.FindIndex(part)
	rest := typeEntry.ReplaceAll(part[at[1]:], nil)
	return slices.Concat(part[:at[0]], bytes.Join(entries, nil), rest)
}

// AddFS is part of the interface and never used.
func (a *archive) AddFS(fs.FS) error { return errAddFS }

// Close writes the parts: the list of content types first, as readers that sniff files expect, then
// by name.
func (a *archive) Close() error {
	slices.SortStableFunc(a.parts, func(x, y *part) int {
		switch {
		case x.name == y.name:
			return 0
		case x.name == contentTypes:
			return -1
		case y.name == contentTypes:
			return 1
		}
		return strings.Compare(x.name, y.name)
	})
	for _, p := range a.parts {
		if err := p.finish(); err != nil {
			return err
		}
		header := &zip.FileHeader{
			Name: p.name, Method: zip.Deflate,
			CRC32: p.sum.Sum32(), CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.size,
		}
		//lint:ignore SA1019 CreateRaw writes this field and not Modified
		header.ModifiedDate = firstDay
		w, err := a.zip.CreateRaw(header)
		if err != nil {
			return err
		}
		if _, err := w.Write(p.data.Bytes()); err != nil {
			return err
		}
	}
	return a.zip.Close()
}
