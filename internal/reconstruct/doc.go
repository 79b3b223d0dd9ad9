// Package reconstruct answers: which pools could the four published deals have had?
//
// The contracts of the deals are not public; some of their aggregates are. The package searches for
// contracts that have every published aggregate at once, to the last printed digit, and writes them
// as workbooks that say of themselves that they are reconstructions:
//
//	books, err := reconstruct.Tapes(doc) // doc is testdata/published.json
//	err = books[0].Write(file)
//
// Figures come from the document alone. What no source states (dates, rates, names, the amounts of
// single contracts) is found by the search or assumed, and listed as such on the first sheet. The
// search is seeded: the same document gives the same workbooks.
//
// The document of figures serves the comparison too: Figure.Matches says whether a computed number
// rounds to the printed one, and Case.Statements gives a case in the form that
// concentration.CheckStated examines.
//
// A reconstruction is one of many pools with the same aggregates. It says nothing about any contract
// of the real deals.
//
// Amounts are whole units of 10,000 yuan unless said otherwise, terms are in units of 10^-9 months.
package reconstruct
