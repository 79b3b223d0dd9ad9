package perspective

// queue is a heap of open nodes: least bound first, then oldest.
type queue []*node

// Len, Less, Swap, Push and Pop are for container/heap.
func (q queue) Len() int { return len(q) }

// Less orders by bound, then by age.
func (q queue) Less(a, b int) bool {
	return q[a].bound < q[b].bound || q[a].bound == q[b].bound && q[a].id < q[b].id
}

// Swap exchanges two open nodes.
func (q queue) Swap(a, b int) { q[a], q[b] = q[b], q[a] }

// Push adds an open node.
func (q *queue) Push(x any) { *q = append(*q, x.(*node)) }

// Pop takes the last open node.
func (q *queue) Pop() any {
	old := *q
	n := old[len(old)-1]
	*q = old[:len(old)-1]
	return n
}
