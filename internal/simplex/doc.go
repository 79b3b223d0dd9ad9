// Package simplex solves linear programs
//
//	minimise c·x  subject to  lo_i ≤ (A x)_i ≤ hi_i,  l_j ≤ x_j ≤ u_j
//
// with few rows (to some hundreds) and many sparse columns, over and over: bounds, costs, rows and
// columns may change between solves and each starts from the basis of the last. It knows vectors and
// matrices and no finance.
//
// # Method
//
// The dual simplex method with steepest-edge pricing and a ratio test that flips boxed variables
// (Maros, Computational Techniques of the Simplex Method, 2003), among near ties the largest pivot
// (Harris 1973). A program whose basis is not dual feasible is first solved with the offending costs
// shifted to zero, and then by the primal simplex method from the feasible basis so found. Since the
// basis is as small as the number of rows, its inverse is kept as a matrix, brought up to date by one
// elimination an iteration and rebuilt regularly.
//
// Every row i has a logical variable s_i = (A x)_i within the row's range; x_B = −B⁻¹N x_N.
//
// A status is checked before it is given: an optimum by its residuals, a Farkas ray and a ray of
// unboundedness by their own inequalities. The same calls give the same bits.
package simplex
