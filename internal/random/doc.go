// Package random makes the random and quasi-random numbers of simulations. Everything is a pure
// function of a seed and of counters, so that any path can be drawn at any time on any worker and
// comes out the same to the bit.
//
// [Stream] is the pseudo-random stream of one path, [Sobol] a scrambled low-discrepancy net.
package random
