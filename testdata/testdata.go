// Package testdata holds the data files of the project's programs and tests, so that they work from
// any directory: the sample tape (sample.xlsx), and of the four published deals the reconstructed
// tapes (wenke1.xlsx, qiyi.xlsx, kaide.xlsx, longhe.xlsx), the deal documents beside them
// (wenke1.deal.json and so on) and the published figures (published.json).
//
//	file, err := testdata.FS.Open("wenke1.xlsx")
//
// The tapes are written by generators: see internal/reconstruct and internal/sampletape.
package testdata

import "embed"

//go:generate go run ../internal/reconstruct/cmd .

// FS holds every workbook and JSON document of the directory.
//
//go:embed *.xlsx *.json
var FS embed.FS
