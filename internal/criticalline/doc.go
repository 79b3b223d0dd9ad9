// Package criticalline finds the whole frontier of
//
//	minimise ½·xᵀΣx − λ·μᵀx   subject to Σ_i x_i = 1,  l_i ≤ x_i ≤ u_i
//
// as λ falls from infinity to zero, by Markowitz's critical line: between two turning points x is
// linear in λ, so the frontier is known exactly by its turning points. It knows vectors and matrices and
// no finance.
//
// A covariance is dense, or a sum of few factors and a diagonal; the latter costs O(n·k) a turning point
// and serves tens of thousands of variables.
//
// Source: H. Markowitz, Portfolio Selection (1956, 1959); the form here follows A. Niedermayer and D.
// Niedermayer, Applying Markowitz's critical line algorithm (2007), with a Cholesky factor in place of an
// inverse.
package criticalline
