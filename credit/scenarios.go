package credit

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// mostScenarioLosses bounds the numbers that Scenarios may be asked for.
const mostScenarioLosses = 1 << 28

// Scenarios draws losses at the horizon position by position (情景): one row for each path, in it one
// amount in minor units for each position. Every path is as likely as any other; path k depends on the
// seed and k alone, so that more paths begin with the same rows. The mean over paths tends to the expected
// loss of each position, and their joint distribution to that which [Portfolio.Distribution] is exact for.
// Errors: a number of paths out of range, the cause of ctx when it ends.
func (p *Portfolio) Scenarios(ctx context.Context, paths int, seed uint64) ([][]money.Amount, error) {
	if paths < 1 || paths > mostScenarioLosses/max(len(p.positions), 1) {
		return nil, fmt.Errorf("%w: %d paths; expected 1 to %d", ErrArgument, paths, mostScenarioLosses/max(len(p.positions), 1))
	}
	sampler, err := p.newLossSampler(Sampling{Seed: seed, Block: defaultPlainBlock})
	if err != nil {
		return nil, err
	}
	d := sampler.newDrawer()
	rows := make([][]money.Amount, paths)
	for k := range rows {
		if k%256 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		rows[k] = make([]money.Amount, len(p.positions))
		d.each = rows[k]
		d.draw(uint64(k))
	}
	return rows, nil
}
