package miqp

// keepBlocks takes over what is left of the blocks.
func (v *view) keepBlocks(at, column []int) {
	s, p := v.whole, v.shape
	p.of, p.inner = make([]int, p.N), make([]bool, p.K)
	f := make(map[int]float64)
	for k := range s.blocks {
		from := &s.blocks[k]
		var b block
		taken := 0 // of the choice, what is decided
		var bits []int
		for n, i := range from.vars {
			switch {
			case at[i] >= 0:
				p.of[at[i]] = len(p.blocks)
				b.vars, bits = append(b.vars, at[i]), append(bits, n)
			case v.box[i] == in:
				taken |= 1 << n
			}
		}
		if len(b.vars) == 0 {
			continue
		}
		for _, j := range from.inner {
			if c := column[j]; c >= 0 {
				b.inner, p.inner[c] = append(b.inner, c), true
			}
		}
		if from.cost != nil {
			b.cost, b.never = make([]float64, 1<<len(b.vars)), make([]bool, 1<<len(b.vars))
			for mask := range b.cost {
				whole := taken
				for n, bit := range bits {
					if mask>>n&1 == 1 {
						whole |= 1 << bit
					}
				}
				b.never[mask] = from.never[whole]
				b.cost[mask] = p.choiceCost(&b, mask, f)
			}
			if len(b.vars) == 1 && !b.never[0] && !b.never[1] {
				p.lone(&b)
			}
		}
		p.blocks = append(p.blocks, b)
	}
}

// lone makes a block of the one variable that is left of it plain: the squares of its own factors are
// parts of its diagonal.
func (p *shape) lone(b *block) {
	i := b.vars[0]
	var loadings []Entry
	for _, e := range p.Factors[i] {
		if p.inner[e.Col] {
			p.Diagonal[i] += e.Val * e.Val
		} else {
			loadings = append(loadings, e)
		}
	}
	p.Factors[i], b.inner, b.cost, b.never = loadings, nil, nil, nil
}

// choiceCost is what a choice of a block adds to the objective; f is empty memory, and is left so.
func (p *Problem) choiceCost(b *block, mask int, f map[int]float64) float64 {
	cost := 0.0
	for n, i := range b.vars {
		if mask>>n&1 == 0 {
			continue
		}
		u := p.Upper[i]
		cost += (p.Diagonal[i]*u + p.Linear[i]) * u
		for _, e := range p.Factors[i] {
			f[e.Col] += e.Val * u
		}
	}
	for _, j := range b.inner {
		cost += f[j] * f[j]
	}
	clear(f)
	return cost
}
