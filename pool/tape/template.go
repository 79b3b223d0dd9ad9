package tape

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ErrKind says that a number is none of the four kinds of contract.
var ErrKind = errors.New("tape: no such kind of contract")

// WriteTemplate writes an empty tape for contracts of one kind, a workbook (.xlsx) that Read reads once
// it is filled in: the sheet of contracts (资产清单) with the cut-off date and the currency above a
// header in Chinese and English, sheets of rights (权利清单), instalments (还款计划, and 本金计划 where
// interest comes on top) and affiliates (关联方), and a sheet that explains every column (填写说明).
// KindUnknown gives a template for all kinds together, with a column that says the kind.
//
// Cells have the format of what they take and offer the usual words; Read takes more than those (see
// the package comment). Each sheet has one example row, marked 示例 in its first column: Read skips such
// rows. The same kind gives the same bytes. The error is ErrKind, the cause of ctx, or one of w.
func WriteTemplate(ctx context.Context, w io.Writer, kind pool.Kind) error {
	if kind > pool.KindSublicense {
		return fmt.Errorf("%w: %d", ErrKind, kind)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t := &templateBook{kind: kind, currency: money.CNY, blank: true}
	return t.book().write(w)
}
