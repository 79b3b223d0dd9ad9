// Package miqp minimises a convex quadratic over variables that are chosen whole, chosen in part with a
// minimum lot, or not chosen at all:
//
//	minimise   c + Σ_j (Σ_i F_ij z_i)² + Σ_i (D_i z_i² + q_i z_i)
//	subject to lo ≤ A z ≤ hi          (Rows)
//	           lo ≤ G y ≤ hi          (Counts; y_i = 1 where variable i is in, 0 where it is out)
//	           z_i ∈ {0} ∪ [Lot_i, Upper_i]
//
// It returns a solution, a bound that no solution can beat and a certificate from which package certify
// recomputes the bound without anything of the solver. It knows vectors and matrices and no finance.
//
// # Method
//
// For any mu (one number a factor) and lambda (one a row) the quadratic splits into one-dimensional
// pieces, because f² ≥ 2·mu·f − mu². The sum of their minima is a bound, and the best of these bounds is
// that of the perspective relaxation. The multipliers come from a linear program whose rows are the rows
// of the problem and one row a factor; squares are represented by columns alone (tangents of f² cut the
// axis into bounded pieces, a variable with a lot is a mixture of levels), so that the basis stays small
// and the dual simplex method starts again from any basis after a branching. Branch and bound, a swap
// search and reduced-cost fixing do the rest.
//
// A result depends only on the problem and the settings, to the bit, unless the time limit or the
// context ends the search.
package miqp
