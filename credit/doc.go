// Package credit answers: who defaults, and together with whom?
//
// It holds the closed forms of the Gaussian factor model and its neighbours, and the regulatory
// capital of tranches:
//
//	credit.VasicekQuantile(0.02, 0.1, 0.999)        // worst-case default rate of a granular pool
//	credit.JointDefault(0.02, 0.05, 0.2)            // probability that both of two names default
//	credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, 0.03, 0.06)
//	credit.SecSA(credit.ChinaCapitalRules(), input) // risk weight of a tranche; also SecIRBA, SecERBA
//
// and, for pools of few names, the exact distribution of losses given the common factors, by recursion
// and by Fourier transform.
//
// Probabilities, correlations, losses given default and shares of a pool are fractions of one;
// arguments outside their range give NaN or a typed error, as each function says. Nothing here
// estimates a default probability, and nothing is called an agency's rating. The functions are pure and
// safe for concurrent use.
package credit
