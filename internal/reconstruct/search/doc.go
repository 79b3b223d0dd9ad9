// Package search answers: is there a whole-number state that meets a list of targets at once?
//
// A Landscape is a state that can be changed by a small random step and taken back, and that says
// how far it is from its targets. Descend walks over it by threshold accepting: a step that makes
// things worse by no more than a threshold is kept, and the threshold is halved step by step, round
// after round, until every target is met. Random numbers come from one counter and distances are integers, so
// the same seed gives the same state on every machine.
//
//	r := search.NewRandom(1)
//	err := search.Descend(r, landscape, search.Settings{Threshold: 2_000_000, Steps: 100_000, Rounds: 20})
//
// It knows no finance. It proves nothing when it fails: another seed may succeed.
package search
