// Package factorqp solves convex quadratic programs whose matrix is a diagonal plus few factors:
//
//	minimise Σ_j (Σ_i F_ij z_i)² + Σ_i (D_i z_i² + q_i z_i)  subject to  lo ≤ A z ≤ hi,  l ≤ z ≤ u
//
// with many variables that each touch a few factors and rows. It knows vectors and matrices and no
// finance.
//
// # Method
//
// Mehrotra's predictor-corrector interior point method (SIAM J. Optim. 2, 1992) on
//
//	minimise |f|² + Σ (D z² + q z)  subject to  Fᵀz − f = 0,  A z − s = 0,  s in its range, z in its box,
//
// with f and s free of bounds or ranged. All of z is eliminated: a Newton step factorises one dense
// matrix of k + m rows, F and A stacked, times a positive diagonal, plus a diagonal. Forming it costs
// the squares of the numbers of entries of the columns, n of them in all, so that time is linear in n.
// Sums run in index order: the same input gives the same bits.
package factorqp
