package optimize

import (
	"context"

	"github.com/ipabs/ipabs/internal/miqp"
)

// solveProgram is the one place where the solver is called.
func solveProgram(ctx context.Context, p *miqp.Problem, s miqp.Settings) (*miqp.Result, error) {
	r, err := miqp.Solve(ctx, p, s)
	return &r, err
}
