package credit

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/internal/words"
)

// FactorSampling says how the common factors of successive paths are drawn. Own terms are always
// independent.
type FactorSampling uint8

// The ways to draw factors.
const (
	FactorsPlain      FactorSampling = iota // independently
	FactorsAntithetic                       // in pairs of opposite sign (对偶变量)
	FactorsStratified                       // the most influential factor once in each of as many equal strata as a block has paths (分层抽样)
	FactorsSobol                            // scrambled Sobol points, a net for each block; plain beyond the 128 most influential factors (随机化拟蒙特卡罗)
)

var factorSamplingNames = words.Table{Class: ErrUnknownName, What: "way to draw factors", Names: []string{"plain", "antithetic", "stratified", "sobol"}}

// String gives the name used in documents.
func (s FactorSampling) String() string { return factorSamplingNames.Name(uint8(s)) }

// MarshalText writes the name.
func (s FactorSampling) MarshalText() ([]byte, error) { return factorSamplingNames.Marshal(uint8(s)) }

// UnmarshalText reads the name.
func (s *FactorSampling) UnmarshalText(text []byte) error {
	return factorSamplingNames.Unmarshal((*uint8)(s), text)
}

// Sampling says how paths are drawn. A path is a function of these settings and its number alone, so
// that any range of paths can be drawn anywhere. The zero value draws plain paths.
type Sampling struct {
	Seed    uint64         `json:"seed"`
	Factors FactorSampling `json:"factors"`
	// Block is the number of successive paths that are drawn together: blocks are independent of one
	// another, the paths of a block only with plain factors. Standard errors come from the means of
	// blocks. It is a power of two for Sobol points, even for antithetic ones. 0 means 16 with plain
	// and antithetic factors, 64 strata and nets of 1,024 points.
	Block int `json:"block"`
	// Importance makes large losses common; nil means no importance sampling.
	Importance *Importance `json:"importance,omitempty"`
}

// Importance is importance sampling (重要性抽样) for large losses: the mean of the factors is shifted to
// where a loss is most likely to come from, and with Twist the default probabilities given the factors
// are raised until the expected loss is that loss. The twist is never taken without the shift, because
// alone it can raise the variance; it costs time in proportion to the number of parties on every path.
//
// A fifth of the paths, chosen at random, is drawn plainly, and every path carries the weight that makes up
// for the mixture: the mean of weight × result estimates the expectation of the result without bias, and
// no weight exceeds 5, so that standard errors can be relied on also for ordinary losses.
//
// Source: P. Glasserman, J. Li, Importance sampling for portfolio credit risk, Management Science 51
// (2005); T. Hesterberg, Weighted average importance sampling and defensive mixture distributions,
// Technometrics 37 (1995).
type Importance struct {
	// Loss is the loss to aim at, in minor units: for a tranche, where it begins to lose.
	Loss  float64 `json:"loss"`
	Twist bool    `json:"twist,omitempty"`
	// Shift is the mean of each factor, in order of the factors, and for a t copula one more for the
	// normal variable that moves the mixing variable; nil means that it is searched for. Factors that
	// are not drawn are not shifted.
	Shift []float64 `json:"shift,omitempty"`
}

const (
	defaultPlainBlock  = 16
	defaultStrata      = 64
	defaultSobolPoints = 1024
	maxBlock           = 1 << 24
)

// check fills in defaults; the error wraps ErrArgument.
func (s Sampling) check() (Sampling, error) {
	if s.Block == 0 {
		s.Block = [...]int{defaultPlainBlock, defaultPlainBlock, defaultStrata, defaultSobolPoints}[min(s.Factors, FactorsSobol)]
	}
	switch {
	case s.Factors > FactorsSobol:
		return s, fmt.Errorf("%w: %v; expected a way to draw factors", ErrArgument, s.Factors)
	case s.Block < 1 || s.Block > maxBlock:
		return s, fmt.Errorf("%w: blocks of %d paths; expected 1 to %d", ErrArgument, s.Block, maxBlock)
	case s.Factors == FactorsAntithetic && s.Block%2 != 0:
		return s, fmt.Errorf("%w: blocks of %d paths; expected an even number for antithetic factors", ErrArgument, s.Block)
	case s.Factors == FactorsSobol && bits.OnesCount(uint(s.Block)) != 1:
		return s, fmt.Errorf("%w: nets of %d points; expected a power of two", ErrArgument, s.Block)
	}
	if s.Importance == nil {
		return s, nil
	}
	if !(s.Importance.Loss > 0) || math.IsInf(s.Importance.Loss, 1) {
		return s, fmt.Errorf("%w: importance sampling for a loss of %v; expected an amount above 0", ErrArgument, s.Importance.Loss)
	}
	for _, x := range s.Importance.Shift {
		if !(math.Abs(x) <= mostShift) {
			return s, fmt.Errorf("%w: shift by %v; expected at most %v standard deviations", ErrArgument, x, mostShift)
		}
	}
	return s, nil
}

// mostShift bounds the shift of a factor: beyond it there is no probability to speak of.
const mostShift = 8.0

// drawPlan is a checked Sampling as the kernel needs it.
type drawPlan struct {
	seed    uint64
	factors FactorSampling
	block   uint64
	sobol   *random.Sobol
}

func newDrawPlan(s Sampling) drawPlan {
	return drawPlan{seed: s.Seed, factors: s.Factors, block: uint64(s.Block)}
}

// prepare makes the nets for a number of dimensions.
func (p *drawPlan) prepare(dims int) {
	if p.factors == FactorsSobol && dims > 0 {
		p.sobol = random.NewSobol(p.seed, min(dims, random.MaxSobol))
	}
}

// uniforms is the source of the uniform numbers behind the factors of a path, to be asked in order of
// dimension.
type uniforms struct {
	way     FactorSampling
	flip    bool
	stratum float64
	strata  float64
	stream  *random.Stream
	shared  random.Stream
	net     *random.Net
}

func (p *drawPlan) uniforms(st *kernelState, path uint64) uniforms {
	u := uniforms{way: p.factors, stream: &st.stream}
	switch p.factors {
	case FactorsAntithetic:
		u.shared, u.flip = random.NewStream(p.seed, path/2, purposeFactors), path%2 == 1
	case FactorsStratified:
		u.stratum, u.strata = float64(path%p.block), float64(p.block)
	case FactorsSobol:
		u.net = &st.net
		u.net.Seek(p.sobol, path/p.block, uint32(path%p.block), bits.TrailingZeros64(p.block))
	}
	return u
}

func (u *uniforms) at(dimension int) float64 {
	switch {
	case u.way == FactorsAntithetic:
		x := u.shared.Float64()
		if u.flip {
			return 1 - x
		}
		return x
	case u.way == FactorsStratified && dimension == 0:
		return min((u.stratum+u.stream.Float64())/u.strata, 1-0x1p-53)
	case u.way == FactorsSobol && dimension < random.MaxSobol:
		return u.net.Uniform(dimension)
	}
	return u.stream.Float64()
}
