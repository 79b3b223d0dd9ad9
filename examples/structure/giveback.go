package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/testdata"
)

// annotate writes a copy of the tape with every finding marked, beside the report.
func annotate(ctx context.Context, o options, result *tape.Result) error {
	original, err := openTape(o)
	if err != nil {
		return err
	}
	defer original.Close()
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	return files.WriteWith(annotatedPath(o), func(w io.Writer) error { return tape.Annotate(ctx, original, result, w) })
}

func openTape(o options) (fs.File, error) {
	if o.tape == "" {
		return testdata.FS.Open(sampleTape)
	}
	return os.Open(o.tape)
}

// annotatedPath is where the annotated copy goes. One of a workbook with macros has to say so in its name.
func annotatedPath(o options) string {
	name := filepath.Base(o.tape)
	if o.tape == "" {
		name = sampleTape
	}
	extension := filepath.Ext(name)
	name = strings.TrimSuffix(name, extension) + ".annotated"
	if strings.EqualFold(extension, ".xlsm") {
		return filepath.Join(o.out, name+".xlsm")
	}
	return filepath.Join(o.out, name+".xlsx")
}

// templateKinds gives the kinds of template by name.
func templateKinds() (names []string, kinds map[string]pool.Kind) {
	kinds = map[string]pool.Kind{}
	for _, kind := range pool.Kinds() {
		names = append(names, kind.String())
		kinds[kind.String()] = kind
	}
	kinds["mixed"] = pool.KindUnknown
	return append(names, "mixed"), kinds
}

// writeTemplate writes an empty tape for a desk to fill in, and says where.
func writeTemplate(ctx context.Context, o options, stdout io.Writer) error {
	_, kinds := templateKinds()
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	path := filepath.Join(o.out, "template-"+o.template+".xlsx")
	if err := files.WriteWith(path, func(w io.Writer) error { return tape.WriteTemplate(ctx, w, kinds[o.template]) }); err != nil {
		return err
	}
	_, err := fmt.Fprintln(stdout, path)
	return err
}
