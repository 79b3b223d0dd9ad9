package reconstruct

import "fmt"

// Tapes searches for the pools of the four cases and gives their workbooks, in the order of the
// document. The same document gives the same workbooks. It is an error, wrapping ErrNotFound, when a
// search ends without a pool that meets every figure.
func Tapes(d Document) ([]Book, error) {
	builders := map[string]func(Document, Case) (Book, error){
		"wenke1": wenkeBook, "qiyi": qiyiBook, "kaide": kaideBook, "longhe": longheBook,
	}
	var books []Book
	for _, c := range d.Cases {
		build, ok := builders[c.ID]
		if !ok {
			return nil, fmt.Errorf("reconstruct: no generator for the case %q", c.ID)
		}
		book, err := build(d, c)
		if err != nil {
			return nil, err
		}
		books = append(books, book)
	}
	return books, nil
}
