package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
)

// list gives the waterfalls of the document in the order of the flows.
func (w WaterfallsSpec) list() [flowCount][]StepSpec {
	return [flowCount][]StepSpec{w.Closing, w.Collection, w.Revolving, w.Amortising, w.Accelerated, w.Defaulted, w.CleanUp}
}

// steps resolves the names in the waterfalls and checks that every status that the deal can reach has
// one, and that everything that can be owed is paid by some step: what no step names would never be
// paid, and no one would be told.
func (r *resolver) steps() {
	r.deal.start = Amortising
	if r.spec.Revolving != nil {
		r.deal.start = Revolving
	}
	r.paid = map[flow]map[string]bool{}
	for f, list := range r.spec.Waterfalls.list() {
		r.paid[flow(f)] = map[string]bool{}
		path := "waterfalls." + flowNames[f]
		r.deal.waterfalls[f].steps = r.stepList(path, list, flow(f))
	}
	if r.deal.proceeds = 0; len(r.spec.Waterfalls.Closing) > 0 {
		r.deal.proceeds = r.deal.notional
	}
	for status, why := range r.reachable() {
		if why == "" {
			continue
		}
		f := flowOf(Status(status))
		path := "waterfalls." + flowNames[f]
		if len(r.deal.waterfalls[f].steps) == 0 {
			want := "at least one step"
			if Status(status) != r.deal.start {
				want += ": the deal can reach this status through " + why
			}
			r.faults.Add(path, faults.Missing, nil, want)
			continue
		}
		r.complete(path, f)
	}
	r.paidSomewhere()
	r.usedSomewhere()
}

// usedSomewhere checks that what waits for a step or an event is named by one: support that no step names
// is never called, and deposits that wait for perfection wait for a trigger or an outside event.
func (r *resolver) usedSomewhere() {
	for i, s := range r.spec.Support {
		if s.Name != "" && !r.used["support "+s.Name] {
			r.faults.Add(faults.Index("support", i), faults.Missing, nil, "a step that names the support ("+s.Name+")")
		}
	}
	for i, t := range r.spec.Triggers {
		if t.At == InWaterfall && t.Name != "" && !r.used["trigger "+t.Name] {
			r.faults.Add(faults.Index("triggers", i), faults.Missing, nil, "a step that evaluates the trigger ("+t.Name+")")
		}
	}
	if d := r.spec.Deposits; d != nil && d.HandedOver != "closing" && !r.latches(EventPerfection) {
		r.faults.Add("deposits.handed_over", faults.Missing, nil, "a trigger or an outside event that latches perfection, or closing")
	}
}

// latches reports whether the document has something that latches an event.
func (r *resolver) latches(event string) bool {
	for _, t := range r.spec.Triggers {
		for _, e := range t.Effects {
			if e.Event == event {
				return true
			}
		}
	}
	return slices.ContainsFunc(r.spec.Events, func(e EventSpec) bool { return e.Event == event })
}

// reachable gives, for each status that the deal can reach, through what it can.
func (r *resolver) reachable() [Ended + 1]string {
	var why [Ended + 1]string
	why[r.deal.start] = "its start"
	if r.deal.start == Revolving {
		why[Amortising] = "the end of the revolving period"
	}
	for i, t := range r.spec.Triggers {
		at := faults.Index("triggers", i)
		for _, e := range t.Effects {
			status := e.Status
			switch e.Event {
			case EventAcceleration:
				status = Accelerated
			case EventDefault:
				status = Defaulted
			case EventEndOfRevolving:
				status = Amortising
			}
			if status != StatusUnknown && why[status] == "" {
				why[status] = at
			}
		}
	}
	for i, e := range r.spec.Events {
		for event, status := range map[string]Status{EventAcceleration: Accelerated, EventDefault: Defaulted, EventEndOfRevolving: Amortising} {
			if e.Event == event && why[status] == "" {
				why[status] = faults.Index("events", i)
			}
		}
	}
	for i, c := range r.spec.Calls {
		if c.Kind == "clean_up" && why[Ended] == "" {
			why[Ended] = faults.Index("calls", i)
		}
	}
	return why
}

// complete checks that a waterfall pays interest and principal of every class.
func (r *resolver) complete(path string, f flow) {
	for _, t := range r.deal.tranches {
		if t.hasCoupon {
			r.wantPaid(path, f, PayInterest, t.name, "a step that pays its interest")
		}
		switch {
		case f == flowRevolving:
		case t.mode == Residual:
			r.wantPaid(path, f, PayResidual, t.name, "a step that pays it the residual")
		default:
			r.wantPaid(path, f, PayPrincipal, t.name, "a step that pays its principal")
		}
	}
}

func (r *resolver) wantPaid(path string, f flow, pay Pay, name, want string) {
	if name != "" && !r.paid[f][pay.String()+" "+name] {
		r.faults.Add(path, faults.Missing, nil, want+" ("+name+")")
	}
}

// paidSomewhere checks what need not be paid in every status: fees, reserves, puts, interim yield, swaps.
func (r *resolver) paidSomewhere() {
	want := func(pay Pay, name, what string) {
		for _, paid := range r.paid {
			if name == "" || paid[pay.String()+" "+name] {
				return
			}
		}
		r.faults.Add("waterfalls."+flowNames[flowOf(r.deal.start)], faults.Missing, nil, what+" ("+name+")")
	}
	for _, f := range r.deal.fees {
		want(PayFees, f.name, "a step that pays the fee")
	}
	for _, a := range r.deal.accounts[1:] {
		if a.target != nil {
			want(PayReserve, a.name, "a step that fills and releases the reserve")
		}
	}
	for _, t := range r.deal.tranches {
		if t.hasYield {
			want(PayYield, t.name, "a step that pays its interim yield")
		}
		if t.put != nil {
			want(PayPut, t.name, "a step that pays what is put back")
		}
	}
	for i, s := range r.deal.swaps {
		if r.spec.Swaps[i].Kind == "swap" {
			want(PaySwap, s.name, "a step that pays the counterparty")
		}
	}
	if r.spec.Revolving != nil && !r.paid[flowRevolving]["purchase"] {
		r.faults.Add("waterfalls.revolving", faults.Missing, nil, "a step that pays purchase")
	}
}
