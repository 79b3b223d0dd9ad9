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
// and the dual simplex method starts again from any basis after a branching.
//
// A search works on a view: what its box leaves open of variables, factors and rows, the rest having gone
// into constants. Rules that leave one choice and reduced costs decide most variables of a large problem
// at the root; a node whose own multipliers decide most of the rest is searched in a view of its own. The
// root of a large problem is solved by sifting: an interior point method gives multipliers, the program is
// solved on a kernel of the variables that these leave in doubt, which grows by what its multipliers want
// elsewhere. What is still too large for one program is parted on a variable.
//
// Solutions come from rounding with repair and swaps, and from cores: searches of a few hundred nodes in
// which only the variables whose choice is cheapest to reverse stay open.
//
// Cores, and nodes with views of their own, are searched beside each other. All begin from the same
// knowledge and are compared in a fixed order when all have ended.
//
// A result depends only on the problem and the settings, to the bit, unless the time limit or the
// context ends the search.
package miqp
