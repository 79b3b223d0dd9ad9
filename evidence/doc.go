// Package evidence answers: are these still the files that the run was made of, and what has changed?
//
// A Manifest (证据清单, 存证) lists the parts of one run: the tape, the mapping of its columns, the
// rules, the deal, the results, the report, each with its size and SHA-256, and beside them what the
// run states about itself, such as the version of an engine and the fingerprint of the pool. The
// entries are chained: the chain value of each is a hash over the value before it and everything that
// the entry says, so an entry that is changed, moved, removed or added later is found and named.
//
//	tape, err := evidence.ReadPart(ctx, evidence.Tape, "tape.xlsx", file)
//	...
//	m, err := evidence.Build(tape, deal, report, evidence.Statement(evidence.Fingerprint, "pool", p.Fingerprint()))
//	err = evidence.Write("out/manifest.json", m)
//
// and, on any later day,
//
//	m, err := evidence.ReadFile("out/manifest.json")
//	changes, err := evidence.Verify(ctx, m, evidence.In("out"))
//
// No change and no error mean that every part is what it was.
//
// The chain by itself protects against accidents and against a change of single entries. Whoever can
// rewrite the whole manifest can build a new chain over other parts. Manifest.Head, the last chain
// value, stands for everything before it: keep it where the files are not, in a minute, a signed
// letter or a notary's record (固化存证), and compare it with the head of the manifest that is
// verified.
//
// Hashes are SHA-256 in 64 lower-case hexadecimal digits, sizes are bytes. The package signs nothing,
// keeps no time, asks no time stamp and speaks to no chain (区块链): what it gives can be handed to any
// of those.
package evidence
