// Package perspective minimises a convex quadratic with a dense matrix over variables that are zero or
// within limits, of which only a number may be in:
//
//	minimise   c + zᵀQz + qᵀz
//	subject to lo ≤ A z ≤ hi,   z_i ∈ {0} ∪ [Lot_i, Upper_i],   at most Most of the z_i are not zero
//
// It returns a solution, a bound that no solution can beat and a certificate from which package certify
// recomputes the bound without anything of the solver. It knows vectors and matrices and no finance.
// Package miqp is for many variables, whole ones above all, with a matrix in factor form.
//
// # Method
//
// A diagonal D ≥ 0 with Q − D positive semidefinite splits the quadratic. For any point w and any
// multipliers λ of the rows
//
//	zᵀQz ≥ Σ D_i z_i² + 2·((Q−D)w)ᵀz − wᵀ(Q−D)w
//
// so what is left separates into one-dimensional pieces over {0} ∪ [Lot, Upper], and the least sum of at
// most Most of them that may be in is a bound. The best of these bounds is that of the perspective
// relaxation: z_i² becomes z_i²/y_i, with y_i from 0 to 1 in place of in and out. For a fixed price of
// being in, y can be minimised out: what remains is a quadratic program whose separable part is linear
// up to a kink and quadratic above (A. Frangioni, C. Gentile and others, Projected perspective
// reformulations, 2011), which a primal active set solves from the solution of the node above.
//
// The diagonal is the one that makes that bound largest: a saddle point of D against the relaxation,
// by coordinate ascent with a barrier log det(Q − D). Far down in the tree, where many variables are out
// or in for good, it is chosen anew for those that are left (X. Zheng, X. Sun and D. Li, Improving the
// performance of MIQP solvers for quadratic programs with cardinality and minimum threshold constraints,
// 2014, choose it once, by a semidefinite program).
//
// A result depends only on the problem and the settings, to the bit, unless time or the context ends the
// search.
package perspective
