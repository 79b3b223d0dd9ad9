package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/testdata"
)

func BenchmarkReadSampleTape(b *testing.B) {
	text, err := fs.ReadFile(testdata.FS, sampleTape)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tape.Read(context.Background(), sampleTape, bytes.NewReader(text), tape.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWholeProgram(b *testing.B) {
	dir := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		if status := run(context.Background(), []string{"-out", dir}, someDay, io.Discard, io.Discard); status != 0 {
			b.Fatal(status)
		}
	}
}
