package concentration

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ipabs/ipabs/money"
)

// ErrNoRoom is the class of the errors about rules that have no largest addition: those that measure
// nothing, or whose value could not be read, or, for a named bucket, those that are not about
// buckets.
var ErrNoRoom = errors.New("concentration: the rule measures no amount that an addition could change")

// UnknownBucketError says that a name is neither a bucket that the rule measured nor a party of the pool.
type UnknownBucketError struct {
	Name    string
	Measure Measure
}

// Error names the bucket and the measure.
func (e *UnknownBucketError) Error() string {
	return fmt.Sprintf("concentration: %q is no bucket by %s and no party of the pool", e.Name, e.Measure)
}

// Room is how much could be added to a pool in one place without breaking a rule, the pool growing with
// it. Amounts are in minor units of the pool's currency and on the rule's basis.
type Room struct {
	// Bucket is the bucket that the addition goes to; empty for one that the pool does not have yet.
	Bucket string
	// Possible says that some addition leaves the rule kept. When it is false Least and Most are 0.
	Possible bool
	// Least is the smallest addition after which the rule is kept: 0 when it is kept now. It is above 0
	// when the pool must grow first, to dilute a bucket that is over the limit.
	Least money.Amount
	// Most is the largest: one minor unit more breaks the rule. With Unlimited set nothing breaks it, and
	// Most is the largest amount that the pool's total has room for.
	Most      money.Amount
	Unlimited bool
}

// RoomFor gives the room in a bucket of the rule: an obligor or a group by its key, or any party of the
// pool by its id, which stands for its group where the rule merges affiliates. What is added is owed
// by that bucket alone. Amounts of which the pool does not say where they belong are taken to belong
// where they do most harm.
//
//	(E + x + S) / (T + x) ≤ limit   and   O / (T + x) ≤ limit,
//
// E being the bucket, S the next k − 1 of the others, O the k largest of the others, T the total.
//
// Errors: ErrNoRoom, *UnknownBucketError.
func (v Verdict) RoomFor(name string) (Room, error) {
	if v.exposures == nil || v.Metric == MetricShare || v.Metric == MetricOriginatorShare {
		return Room{}, ErrNoRoom
	}
	key := name
	if bucket, ok := v.bucketOf[name]; ok {
		key = bucket
	} else if _, ok := v.exposures.Find(name); !ok || name == Unknown {
		return Room{}, &UnknownBucketError{name, v.Reading.Measure}
	}
	return v.room(key), nil
}

// RoomForNew gives the room for a bucket that the pool does not have: a new obligor without affiliates in
// the pool. For MetricShare and MetricOriginatorShare, which have no buckets, it is the room for what
// works against the rule: an addition within the share for a ceiling, outside it for a floor.
//
// Errors: ErrNoRoom.
func (v Verdict) RoomForNew() (Room, error) {
	if v.exposures == nil || len(v.Missing) > 0 && (v.Metric == MetricShare || v.Metric == MetricOriginatorShare) {
		return Room{}, ErrNoRoom
	}
	return v.room(""), nil
}

func (v Verdict) room(key string) Room {
	b := roomBounds{least: new(big.Int), most: big.NewInt(math.MaxInt64 - int64(v.exposures.total))}
	unlimited := new(big.Int).Set(b.most)
	switch v.Metric {
	case MetricCount:
		v.roomCount(&b, key)
	case MetricLargestAmount:
		v.roomAmount(&b, key)
	case MetricShare, MetricOriginatorShare:
		v.roomShare(&b)
	default:
		v.roomTop(&b, key)
	}
	r := Room{Bucket: key}
	if b.never || b.least.Cmp(b.most) > 0 {
		return r
	}
	r.Possible = true
	r.Least, r.Most = money.Amount(b.least.Int64()), money.Amount(b.most.Int64())
	r.Unlimited = b.most.Cmp(unlimited) == 0
	return r
}

// roomBounds narrows the additions that keep a rule.
type roomBounds struct {
	least, most *big.Int
	never       bool
}

func (b *roomBounds) atMost(x *big.Int) {
	if x.Cmp(b.most) < 0 {
		b.most = x
	}
}

func (b *roomBounds) atLeast(x *big.Int) {
	if x.Cmp(b.least) > 0 {
		b.least = x
	}
}

var rateOne = big.NewInt(int64(money.One))

// ceiling requires (a + x)/(t + x) to hold against the limit, x being added to both, or, when moves is
// false, a/(t + x). strict excludes the limit itself. With D = 10^12 and the limit L/D:
//
//	D(a + x) ≤ L(t + x)  ⇔  x (D − L) ≤ L t − D a
//	D a      ≤ L(t + x)  ⇔  x L       ≥ D a − L t
func (b *roomBounds) ceiling(a, t money.Amount, limit money.Rate, strict, moves bool) {
	room := new(big.Int).Mul(big.NewInt(int64(limit)), big.NewInt(int64(t)))
	room.Sub(room, new(big.Int).Mul(rateOne, big.NewInt(int64(a))))
	if strict {
		room.Sub(room, big.NewInt(1)) // whole numbers: below is at most one less
	}
	slope := big.NewInt(int64(limit))
	if moves {
		slope.Sub(rateOne, slope)
	}
	if slope.Sign() == 0 {
		b.never = b.never || room.Sign() < 0
		return
	}
	if moves {
		b.atMost(room.Div(room, slope)) // Div rounds down for a positive divisor
		return
	}
	room.Neg(room)
	room.Add(room, slope).Sub(room, big.NewInt(1)) // rounded up
	b.atLeast(room.Div(room, slope))
}

func (v Verdict) roomTop(b *roomBounds, key string) {
	x, r := v.exposures, v.rule
	k := 1
	if v.Metric == MetricTop {
		k = v.Top
	}
	var own money.Amount
	var others []money.Amount
	for _, e := range x.entries {
		switch e.Key {
		case key:
			own = e.Amount
		case Unknown:
		default:
			others = append(others, e.Amount)
		}
	}
	rest := x.UnknownAmount()
	with := own + sumLargest(others, k-1) + rest
	without := sumLargest(others, k) + rest
	strict := r.need == Below
	b.ceiling(with, x.total, r.share, strict, true)
	b.ceiling(without, x.total, r.share, strict, false)
	if x.total == 0 {
		b.atLeast(big.NewInt(1)) // an empty pool has no shares
	}
}

// roomAmount requires the bucket, and every other, to stay within an amount.
func (v Verdict) roomAmount(b *roomBounds, key string) {
	var own, other money.Amount
	for _, e := range v.exposures.entries {
		switch e.Key {
		case key:
			own = e.Amount
		case Unknown:
		default:
			other = max(other, e.Amount)
		}
	}
	most := v.rule.amount - v.exposures.UnknownAmount()
	if v.Require == Below {
		most--
	}
	b.never = b.never || other > most
	b.atMost(big.NewInt(int64(most - own)))
}

// roomCount compares the number of buckets without and with one more.
func (v Verdict) roomCount(b *roomBounds, key string) {
	entry, _ := v.exposures.Find(key)
	more := 1 - occupies(entry.Amount)
	known := 0
	for _, a := range v.exposures.known() {
		known += occupies(a)
	}
	before, after := v.Reading.LowCount, known+more
	if v.Require.isCeiling() {
		before, after = v.Reading.HighCount, v.Reading.HighCount+more
	}
	kept, keeps := v.Require.holds(before-v.rule.count), v.Require.holds(after-v.rule.count)
	switch {
	case kept && !keeps:
		b.atMost(new(big.Int)) // nothing may be added
	case !kept && keeps:
		b.atLeast(big.NewInt(1))
	case !kept:
		b.never = true
	}
}

func (v Verdict) roomShare(b *roomBounds) {
	r, t := v.rule, v.exposures.total
	if r.need.isCeiling() {
		b.ceiling(v.Reading.High, t, r.share, r.need == Below, true)
		return
	}
	// D a ≥ L(t + x)  ⇔  x L ≤ D a − L t
	room := new(big.Int).Mul(rateOne, big.NewInt(int64(v.Reading.Low)))
	room.Sub(room, new(big.Int).Mul(big.NewInt(int64(r.share)), big.NewInt(int64(t))))
	if r.need == Above {
		room.Sub(room, big.NewInt(1))
	}
	if r.share == 0 {
		b.never = b.never || room.Sign() < 0
		return
	}
	b.atMost(room.Div(room, big.NewInt(int64(r.share))))
}
