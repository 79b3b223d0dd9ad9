// Package published answers: what do public sources print about a deal, and on what is each number
// measured?
//
// A Document lists figures as printed, with their measure and source. Figure.Value gives a figure as
// a number and Figure.Matches says whether a computed number rounds to what is printed;
// Case.Statements gives a case in the form that concentration.CheckStated examines.
//
//	doc, err := published.Read(file)
//	for _, c := range doc.Cases {
//		found, err := concentration.CheckStated(c.Statements())
//	}
//
// Shares are ratios between 0 and 1, amounts are yuan, terms months, tenors years. The package
// computes nothing about a pool.
package published
