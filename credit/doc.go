// Package credit answers: who defaults, when, and together with whom?
//
// A credit document ([Spec], "ipabs.credit/1") says how likely the parties of a pool default, how much
// is lost then, and what makes them default together; resolved against a pool it is the one [Model]
// that selection, projection, simulation and tranche losses share:
//
//	spec, err := credit.ReadSpec(file)              // unknown fields, all at once, with paths
//	model, err := spec.Resolve(pool)                // every fault at once; nothing is taken by default
//	portfolio, err := model.Portfolio(credit.PortfolioSettings{Horizon: day, Basis: credit.BasisPrincipal})
//	d, err := portfolio.Distribution(ctx, credit.DistributionSettings{}) // exact: VaR, shortfall, tranches
//	m, err := portfolio.Moments(ctx, credit.MomentSettings{})            // F·Fᵀ + D, for selection
//	loss, err := model.StaticLoss(ctx, settings, classes, credit.DistributionSettings{})
//	sample, err := portfolio.Simulate(ctx, credit.SimulationSettings{Paths: 1_000_000})  // with standard errors
//	sampler, err := model.Sampler(credit.SamplerSettings{Horizon: day}) // default days, path by path
//
// # The model
//
// Agents (obligors, guarantors, originators, further parties, rights) have a curve of default
// probabilities and weights on common factors: global, industry, region, type of right, group of
// affiliates, and factors that bear the name of a guarantor or originator. An agent has defaulted by a
// day when its latent variable lies below the threshold of its curve (Gaussian copula, or t). A
// contract defaults when the rule for its obligors says so, or with a right that it cannot live
// without; what is lost then depends on whether its guarantors have defaulted and its pledged rights
// have ended, and on how far their value has decayed. A right is an agent whose default is its end: by
// invalidation or loss at a hazard, for certain on its last day.
//
// [PortfolioSpec] is the same at one horizon in plain numbers, and may be written by hand. The exact
// distribution, the moments and the enumeration of all states in the tests agree on it.
//
// # Closed forms
//
//	credit.VasicekQuantile(0.02, 0.1, 0.999)        // worst-case default rate of a granular pool
//	credit.JointDefault(0.02, 0.05, 0.2)            // probability that both of two names default
//	credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, 0.03, 0.06)
//	credit.SecSA(credit.ChinaCapitalRules(), input) // risk weight of a tranche; also SecIRBA, SecERBA
//
// # Units
//
// Probabilities, correlations, losses given default and shares of a pool are fractions of one; curves
// count days from the cut-off date, years of 365 days; amounts are minor units of the pool's currency.
// Arguments outside their range give NaN or a typed error, as each function says. Resolved values are
// immutable, the functions pure; all are safe for concurrent use, and the same input gives the same
// output to the bit.
//
// # What it does not do
//
// Nothing here estimates a default probability, a loss given default or a correlation, and nothing is
// called an agency's rating: such figures are the caller's, and a preset is used only by its name.
// Partial losses of a bundle's value are not modelled (a pledge stands until the last of its rights has
// ended), nor are limits of guarantees or a rating that migrates.
package credit
