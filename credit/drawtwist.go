package credit

import "math"

// twist is the exponential twist of the default probabilities given the factors. With losses v_i and
//
//	ψ(θ) = Σ log(1 + p_i·(e^(θ·v_i) − 1))
//
// the probabilities become p_i·e^(θ·v_i)/(1 + p_i·(e^(θ·v_i) − 1)), the expected loss ψ′(θ), and the
// log of how much likelier that makes a path θ·Σ of v_i over what happened − ψ(θ). θ ≥ 0 is where ψ′(θ) = 1: losses are in
// units of the loss aimed at. Any θ gives true weights, so it need not be found to the last digit.
type twist struct {
	loss []float64 // by latent
}

type twistState struct {
	mean, p []float64 // by latent: common part, probability given the factors
}

func (t *twist) newState() twistState {
	return twistState{make([]float64, len(t.loss)), make([]float64, len(t.loss))}
}

// conditionals fills in the probabilities given the factors.
func (k *kernel) conditionals(st *kernelState, t *twistState) {
	for i := range k.limit {
		m := k.common(st, int32(i))
		t.mean[i], t.p[i] = m, conditional(k.limit[i]*st.s, m, k.own[i])
	}
}

// solve gives θ and ψ(θ).
func (t *twist) solve(p []float64) (theta, psi float64) {
	if t.slope(p, 0) >= 1 {
		return 0, 0
	}
	lo, hi := 0.0, math.Inf(1)
	theta = 1
	for range 60 {
		f, df := -1.0, 0.0
		for i, v := range t.loss {
			if v == 0 || p[i] == 0 {
				continue
			}
			q := twisted(p[i], theta*v)
			f += v * q
			df += v * v * q * (1 - q)
		}
		if math.Abs(f) < 1e-3 {
			break
		}
		if f > 0 {
			hi = theta
		} else {
			lo = theta
		}
		next := theta - f/df
		switch {
		case next > lo && next < hi && next < 4*theta+4:
			theta = next
		case math.IsInf(hi, 1):
			theta *= 2
		default:
			theta = 0.5 * (lo + hi)
		}
		if theta > mostTwist {
			theta = mostTwist
			break
		}
	}
	for i, v := range t.loss {
		if v > 0 && p[i] > 0 {
			psi += logTwist(p[i], theta*v)
		}
	}
	return theta, psi
}

// mostTwist bounds θ where the loss cannot be reached given the factors.
const mostTwist = 1e4

func (t *twist) slope(p []float64, theta float64) float64 {
	sum := 0.0
	for i, v := range t.loss {
		if v > 0 {
			sum += v * twisted(p[i], theta*v)
		}
	}
	return sum
}

// twisted is p·e^x/(1 + p·(e^x − 1)).
func twisted(p, x float64) float64 { return p / (p + (1-p)*math.Exp(-x)) }

// logTwist is log(1 + p·(e^x − 1)).
func logTwist(p, x float64) float64 {
	if x > 30 {
		return x + math.Log(p+(1-p)*math.Exp(-x))
	}
	return math.Log1p(p * math.Expm1(x))
}

// drawTwisted looks at every latent, with twisted probabilities if important. It returns the log of how
// much more likely the outcome is with them than without.
func (k *kernel) drawTwisted(st *kernelState, important bool) (odds float64) {
	t := &st.twist
	k.conditionals(st, t)
	theta, psi := k.twist.solve(t.p)
	total := 0.0
	for i, p := range t.p {
		if p == 0 {
			continue
		}
		q := p
		if v := k.twist.loss[i]; v > 0 && important {
			q = twisted(p, theta*v)
		}
		u := st.stream.Float64()
		if u >= q {
			continue
		}
		z := t.mean[i]
		if k.own[i] > 0 {
			// u/q is uniform; the own term lies below its quantile at p. Φ⁻¹(p·u/q) may come out above by
			// rounding.
			z = min(z+k.own[i]*k.tables.normal(min(p*(u/q), 1-0x1p-53)), k.limit[i]*st.s)
		}
		st.hit(int32(i), z)
		total += k.twist.loss[i]
	}
	return theta*total - psi
}

// findShift looks for the mean of the dimensions under which the loss aimed at is most likely: the
// greatest of
//
//	J(x) = min over θ ≥ 0 of ψ(θ, x) − θ  −  |x|²/2
//
// where the first part bounds the log of the probability of the loss given the factors.
func (k *kernel) findShift(t *twist) []float64 {
	dims := k.numDims()
	if dims == 0 {
		return []float64{}
	}
	s := &shiftSearch{k: k, t: t, st: k.newState(), at: t.newState(), dimension: make([]int, k.factors)}
	for d, f := range k.dims {
		s.dimension[f] = d
	}
	// Begin at the best of some points in the direction that lowers latents on average.
	direction, length := make([]float64, dims), 0.0
	for i, v := range t.loss {
		for _, b := range k.loadsOf(i) {
			direction[s.dimension[b.factor]] -= v * b.weight
		}
	}
	if k.mixed {
		direction[dims-1] = -1
	}
	for _, x := range direction {
		length += x * x
	}
	x, best := make([]float64, dims), math.Inf(-1)
	for step := 0.0; step <= 5; step += 0.5 {
		y := make([]float64, dims)
		for d := range y {
			if length > 0 {
				y[d] = step * direction[d] / math.Sqrt(length)
			}
		}
		if j := s.value(y); j > best {
			x, best = y, j
		}
	}
	gradient, next := make([]float64, dims), make([]float64, dims)
	for range 100 {
		s.value(x)
		s.gradient(gradient)
		improved := false
		for step := 1.0; step > 1e-3; step /= 2 {
			for d := range next {
				next[d] = min(max(x[d]+step*(gradient[d]-x[d]), -mostShift), mostShift)
			}
			if j := s.value(next); j > best {
				improved = j > best+1e-6
				best = j
				copy(x, next)
				break
			}
		}
		if !improved {
			break
		}
	}
	return x
}

type shiftSearch struct {
	k         *kernel
	t         *twist
	dimension []int // of each factor
	st        *kernelState
	at        twistState
	theta     float64
	slope     float64 // of the mixing value in its normal variable
}

// place sets the factors to x.
func (s *shiftSearch) place(x []float64) {
	k := s.k
	for d, f := range k.dims {
		s.st.f[f] = x[d]
	}
	if k.mixed {
		const h = 1e-4
		m := x[len(k.dims)]
		s.st.s = math.Exp(k.tables.mixing.At(m))
		s.slope = (math.Exp(k.tables.mixing.At(m+h)) - math.Exp(k.tables.mixing.At(m-h))) / (2 * h)
	}
	k.conditionals(s.st, &s.at)
}

func (s *shiftSearch) value(x []float64) float64 {
	s.place(x)
	theta, psi := s.t.solve(s.at.p)
	s.theta = theta
	j := psi - theta
	for _, v := range x {
		j -= 0.5 * v * v
	}
	return j
}

// gradient is that of ψ at the place valued last, θ being held.
func (s *shiftSearch) gradient(out []float64) {
	clear(out)
	k := s.k
	for i, v := range s.t.loss {
		p := s.at.p[i]
		if v == 0 || k.own[i] == 0 || p == 0 || p == 1 {
			continue
		}
		a := (k.limit[i]*s.st.s - s.at.mean[i]) / k.own[i]
		// d log(1 + p(e^(θv) − 1))/dp = (e^(θv) − 1)/(1 + p(e^(θv) − 1))
		q := twisted(p, s.theta*v)
		w := (q - p) / (p * (1 - p)) * normalDensity(a)
		for _, b := range k.loadsOf(i) {
			out[s.dimension[b.factor]] -= w * b.weight / k.own[i]
		}
		if k.mixed {
			out[len(k.dims)] += w * k.limit[i] / k.own[i] * s.slope
		}
	}
}

// plainShare of the paths are drawn without importance sampling, at random. All paths are weighted by
// what the mixture of both makes of them, so that no weight exceeds 1/plainShare: what importance sampling
// makes rare stays known, at the price of a fifth of the paths for what it makes common.
const plainShare = 0.2

// makeImportant shifts and twists the kernel. loss is what is lost when a latent falls below its limit,
// in minor units.
func (k *kernel) makeImportant(m *Importance, loss []float64) {
	t := &twist{loss: make([]float64, len(loss))}
	for i, v := range loss {
		t.loss[i] = v / m.Loss
	}
	if m.Shift == nil {
		k.shift = k.findShift(t)
	} else {
		k.shift = make([]float64, k.numDims())
		for d := range k.shift {
			if d < len(k.dims) {
				k.shift[d] = m.Shift[k.dims[d]]
			} else {
				k.shift[d] = m.Shift[k.factors]
			}
		}
	}
	k.half = 0
	for _, x := range k.shift {
		k.half += 0.5 * x * x
	}
	if m.Twist {
		k.twist = t
	}
}
