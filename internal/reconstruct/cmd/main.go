// Command cmd writes the reconstructed tapes of the four published deals beside the published
// figures they are made from:
//
//	go run ./internal/reconstruct/cmd testdata
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/internal/reconstruct"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/reconstruct/cmd DIR, where DIR holds published.json")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(dir string) error {
	file, err := os.Open(filepath.Join(dir, "published.json"))
	if err != nil {
		return err
	}
	defer file.Close()
	d, err := reconstruct.ReadDocument(file)
	if err != nil {
		return err
	}
	books, err := reconstruct.Tapes(d)
	if err != nil {
		return err
	}
	for _, b := range books {
		if err := files.WriteWith(filepath.Join(dir, b.Name+".xlsx"), b.Write); err != nil {
			return err
		}
	}
	return nil
}
