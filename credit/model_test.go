package credit_test

import "testing"

func TestX(t *testing.T) {
	m := modelOf(t, smallPool(), readSpec(t, fullDocument))
	for i := range m.NumFactors() {
		t.Log(i, m.Factor(i))
	}
	for i := range m.NumAgents() {
		t.Logf("%+v", m.Agent(i))
	}
	for i := range m.NumContracts() {
		t.Logf("%+v", m.Contract(i))
	}
	t.Log(m.Notes())
}
