package concentration

import "math/big"

var one = big.NewRat(1, 1)

// checkPartitions tests each table of buckets by itself and against the number
// of contracts and of buckets.
func checkPartitions(r *resolved, found *findings) {
	for _, p := range r.partitions {
		p.checkSum(r, found)
		p.checkContracts(r, found)
		p.checkBuckets(r, found)
	}
}

// checkSum: each printed share may be off by half of its last place, so the
// sum of a table that lists every bucket must come within the sum of these
// halves of 1.
func (p resolvedPartition) checkSum(r *resolved, found *findings) {
	lo, hi := new(big.Rat), new(big.Rat)
	var refs []StatedRef
	for _, b := range p.buckets {
		if b.share.lo.Cmp(one) > 0 {
			found.add(Infeasibility{
				Rule: RuleShareAboveWhole, Severity: StatedImpossible, Statements: []StatedRef{b.ref}, Bound: "≤ 100.00 %",
				Message: say("the share of %q is %s %%, more than the whole.", "“%s”占比%s%%，超过100%%。", b.name, b.ref.Printed),
			})
		}
		lo.Add(lo, b.share.lo)
		hi.Add(hi, b.share.hi)
		if b.stated {
			refs = append(refs, b.ref)
		}
	}
	if len(refs) == 0 {
		return
	}
	unlisted, countRefs, known := p.unlisted(r)
	finding := Infeasibility{Rule: RulePartitionSum, Severity: StatedImpossible, Statements: refs}
	switch {
	case lo.Cmp(one) > 0 && !p.key.overlapping():
		finding.Bound = "≥ " + percent(lo, false).EN
		finding.Message = say("the shares by %s add up to at least %s even after rounding, more than the whole.",
			"按%s划分的占比合计至少为%s，考虑四舍五入后仍超过100%%。", members(p.key.axis, 1), percent(lo, false))
	case hi.Cmp(one) < 0 && known && unlisted == 0 && (p.complete || !p.key.overlapping()):
		finding.Statements = append(finding.Statements, countRefs...)
		finding.Bound = "≤ " + percent(hi, true).EN
		finding.Message = say("the shares by %s add up to at most %s even after rounding, less than the whole, though no %s is left out.",
			"按%[1]s划分的占比合计至多为%[2]s，考虑四舍五入后仍不足100%%，而%[1]s均已列出。", members(p.key.axis, 1), percent(hi, true), members(p.key.axis, 1))
	default:
		return
	}
	found.add(finding)
}

// checkContracts: every contract lies in one bucket, a bucket without
// contracts has no share, and a bucket with all of them has all.
func (p resolvedPartition) checkContracts(r *resolved, found *findings) {
	total, totalRef, known := r.exactCount(StatedAxisContract, "")
	sum, all := 0, true
	var refs []StatedRef
	for _, b := range p.buckets {
		if b.contracts == nil {
			all = false
			continue
		}
		sum += *b.contracts
		refs = append(refs, b.ref)
		if *b.contracts == 0 && b.stated && b.share.lo.Sign() > 0 {
			found.add(Infeasibility{
				Rule: RulePartitionContracts, Severity: StatedConflict, Statements: []StatedRef{b.ref}, Bound: "≤ 0.00 %",
				Message: say("%q has a share of %s %% but no contract.", "“%s”占比%s%%，却没有合同。", b.name, b.ref.Printed),
			})
		}
		if known && *b.contracts == total && b.stated && b.share.hi.Cmp(one) < 0 && !p.key.overlapping() {
			found.add(Infeasibility{
				Rule: RulePartitionContracts, Severity: StatedConflict, Statements: []StatedRef{b.ref, totalRef}, Bound: "≥ 100.00 %",
				Message: say("%q has all %d contracts but a share of only %s %%.", "“%s”包含全部%d份合同，占比却仅为%s%%。", b.name, total, b.ref.Printed),
			})
		}
	}
	if !known || len(refs) == 0 || p.key.overlapping() {
		return
	}
	if sum > total || p.complete && all && sum != total {
		found.add(Infeasibility{
			Rule: RulePartitionContracts, Severity: StatedConflict, Statements: append(refs, totalRef),
			Message: say("the contracts by %s add up to %d, but the pool has %d.", "按%s划分的合同合计%d份，而资产池共%d份。", members(p.key.axis, 1), sum, total),
		})
	}
}

// checkBuckets: a table cannot have more filled buckets than there are.
func (p resolvedPartition) checkBuckets(r *resolved, found *findings) {
	n, ref, ok := r.exactCount(p.key.axis, p.key.of)
	if !ok {
		return
	}
	var filled []StatedRef
	for _, b := range p.filled() {
		filled = append(filled, b.ref)
	}
	if len(filled) > n {
		found.add(Infeasibility{
			Rule: RulePartitionBuckets, Severity: StatedConflict, Statements: append(filled, ref),
			Message: say("%d %s are listed, but there are %d.", "列出%d个%s，而总数仅为%d个。", len(filled), members(p.key.axis, len(filled)), n),
		})
	}
}
