package concentration

// StatedRule is the id of the rule behind a finding. s(k) stands for the share
// of the k largest of n members.
type StatedRule string

const (
	// RuleTwoValues: one quantity is stated with values that do not overlap.
	RuleTwoValues StatedRule = "two_values"
	// RuleRangeAsValue: a range is printed for a figure that has one value in
	// one pool at one date.
	RuleRangeAsValue StatedRule = "range_as_value"

	// RuleCounts: numbers of members that do not fit together: obligors and
	// contracts, groups and obligors, rights and contracts, buckets and their
	// members.
	RuleCounts StatedRule = "counts"
	// RuleSeveralRights: several rights for one contract or obligor are
	// claimed, but there are not more rights than contracts.
	RuleSeveralRights StatedRule = "several_rights"

	// RulePartitionSum: shares of buckets add up to more than the whole or,
	// for a complete table, to less, by more than rounding allows.
	RulePartitionSum StatedRule = "partition_sum"
	// RulePartitionContracts: contracts per bucket do not fit the number of
	// contracts or the bucket's share.
	RulePartitionContracts StatedRule = "partition_contracts"
	// RulePartitionBuckets: a table has more filled buckets than the axis.
	RulePartitionBuckets StatedRule = "partition_buckets"

	// RuleShareAboveWhole: a share above 100 %.
	RuleShareAboveWhole StatedRule = "share_above_whole"
	// RuleTopShareFloor: s(k) ≥ k/n, and s(k) = 1 for k ≥ n.
	RuleTopShareFloor StatedRule = "top_share_floor"
	// RuleTopShareOrder: s rises with k and ever more slowly: s(j) ≤ s(k) and
	// s(j)/j ≥ s(k)/k for j < k, and the chord between two stated shares (or
	// between one and s(n) = 1) lies below the shares in between.
	RuleTopShareOrder StatedRule = "top_share_order"
	// RuleTopShareBuckets: s(k) is at least the sum of any k buckets' shares,
	// at least the share of any buckets with k contracts in all, and at most
	// what the listed buckets leave.
	RuleTopShareBuckets StatedRule = "top_share_buckets"
	// RuleGroupedAxis: merging members into buckets cannot lower s(k).
	RuleGroupedAxis StatedRule = "grouped_axis"
	// RuleMemberBounds: amounts between lo and hi: n·lo ≤ total ≤ n·hi,
	// s(k) ≤ k·hi/total, s(k) ≥ (total − (n−k)·hi)/total, and so on.
	RuleMemberBounds StatedRule = "member_bounds"
	// RuleMemberCap: the same for a bound set by a rule: the mean of the k
	// largest exceeds the cap.
	RuleMemberCap StatedRule = "member_cap"

	// RuleMemberNames: one figure is given for two kinds of members (borrowers
	// here, contracts there).
	RuleMemberNames StatedRule = "member_names"
	// RuleMixedMembers: distributions of different members (regions of
	// creditors, industries of obligors) stand side by side.
	RuleMixedMembers StatedRule = "mixed_members"

	// RuleTermOrder: shortest ≤ average ≤ longest, and no remaining term above
	// its contract term.
	RuleTermOrder StatedRule = "term_order"
	// RuleTermAverage: n terms between shortest and longest, each of which
	// occurs: (n−1)·shortest + longest ≤ n·average ≤ shortest + (n−1)·longest.
	RuleTermAverage StatedRule = "term_average"
	// RuleClaimedTerms: the claim that terms exceed the shortest tenor fails.
	RuleClaimedTerms StatedRule = "claimed_terms"
	// RuleTenorBeyondTerms: a class outlives every contract.
	RuleTenorBeyondTerms StatedRule = "tenor_beyond_terms"
	// RuleTenorInTail: a class outlives the average remaining term, so that
	// only a tail of the contracts reaches its maturity.
	RuleTenorInTail StatedRule = "tenor_in_tail"
	// RuleTermsBeyondTenors: every contract outlives every class.
	RuleTermsBeyondTenors StatedRule = "terms_beyond_tenors"
)
