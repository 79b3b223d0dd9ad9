package pool

import "strings"

// DataRightsSpec says which of the three rights in data (数据三权) stand behind a right of type data, as
// a person writes it. A flag that is absent is unknown.
type DataRightsSpec struct {
	Holding    *bool `json:"holding,omitempty"`    // 数据资源持有权
	Processing *bool `json:"processing,omitempty"` // 数据加工使用权
	Operating  *bool `json:"operating,omitempty"`  // 数据产品经营权
	// Registration is the number under which the asset is registered (登记编号), Registry where.
	Registration string `json:"registration,omitempty"`
	Registry     string `json:"registry,omitempty"`
}

// DataRights says which of the three rights in data stand behind a right of type data.
type DataRights struct {
	Holding, Processing, Operating Opt[bool]
	Registration, Registry         string // "" when not stated
}

// DataRightSet is a set of rights in data.
type DataRightSet uint8

// The three rights in data.
const (
	DataHolding    DataRightSet = 1 << iota // 数据资源持有权
	DataProcessing                          // 数据加工使用权
	DataOperating                           // 数据产品经营权
)

// String names the members in a fixed order, as in "holding+operating"; the empty set is "".
func (s DataRightSet) String() string { return strings.Join(s.names(), "+") }

func (s DataRightSet) names() []string {
	var names []string
	for i, name := range [...]string{"holding", "processing", "operating"} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Has answers whether all rights of a set are there: unknown when one is not stated and none is
// denied.
func (d DataRights) Has(set DataRightSet) Outcome {
	worst := Pass
	for i, flag := range [...]Opt[bool]{d.Holding, d.Processing, d.Operating} {
		if set&(1<<i) != 0 {
			worst = max(worst, outcomeOf(flag))
		}
	}
	return worst
}

// outcomeOf is pass for true, fail for false, and unknown for what is not stated.
func outcomeOf(flag Opt[bool]) Outcome {
	switch v, known := flag.Get(); {
	case !known:
		return OutcomeUnknown
	case v:
		return Pass
	}
	return Fail
}

func optBool(b *bool) Opt[bool] {
	if b == nil {
		return Opt[bool]{}
	}
	return Known(*b)
}

func (r *resolver) dataRights(path string, s *RightSpec, x *Right) {
	d := s.DataRights
	if d == nil {
		return
	}
	if x.Type != Data {
		r.inconsistent(path+".data_rights", x.Type, "rights in data only with a right of type data")
	}
	x.DataRights = Known(DataRights{Holding: optBool(d.Holding), Processing: optBool(d.Processing), Operating: optBool(d.Operating),
		Registration: d.Registration, Registry: d.Registry})
}
