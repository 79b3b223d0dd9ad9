package tranche

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
)

// EventDraw lets an outside event of the deal (外部事件) happen at random: the dismissal of a servicer (解任), the
// downgrade of a promisor (评级下调), an insolvency. Where the document states a day too, the earlier one holds.
// There are three ways to say how:
//
//   - Curve alone: the event has a variable of its own, tied to a factor by DependsOn;
//   - Agent alone: it happens when that party of the credit model defaults;
//   - Agent and Curve: it happens when the variable of that party reaches the curve. So a downgrade, with the
//     probabilities of a rating migration (see [Migration]), comes before the default of the same party and with
//     the same bad times.
type EventDraw struct {
	// Event is its word in the deal document.
	Event string `json:"event"`
	// Curve is the probability that it has happened, by day.
	Curve *credit.CurveSpec `json:"curve,omitempty"`
	// Agent is the id of a party in the credit model.
	Agent     string     `json:"agent,omitempty"`
	DependsOn Dependence `json:"depends_on,omitzero"`
}

// eventDraw is a resolved EventDraw.
type eventDraw struct {
	is      bool
	curve   credit.Curve
	curved  bool
	agent   int // −1 for none
	depends dependence
}

func (x *draws) resolveEvents(s *Draws, d *Deal, m *credit.Model, bad func(string, ...any)) {
	if len(s.Events) == 0 {
		return
	}
	x.events = make([]eventDraw, len(d.outside))
	names := d.OutsideEvents()
	for j, e := range s.Events {
		fault := func(format string, args ...any) {
			bad("events %d (%s): %s", j+1, e.Event, fmt.Sprintf(format, args...))
		}
		at := -1
		for i, name := range names {
			if name == e.Event {
				at = i
			}
		}
		switch {
		case at < 0:
			fault("expected one of the outside events of the deal, %q", names)
			continue
		case x.events[at].is:
			fault("expected each event once")
		case e.Curve == nil && e.Agent == "":
			fault("expected a curve, an agent, or both")
		case e.Agent != "" && e.DependsOn != (Dependence{}):
			fault("expected no dependence of its own beside an agent, whose variable decides")
		}
		out := eventDraw{is: true, agent: -1}
		if e.Agent != "" {
			out.agent = agentByID(m, e.Agent)
			if out.agent < 0 {
				fault("the agent %q; expected the id of an agent of the credit model", e.Agent)
			}
		}
		if e.Curve != nil {
			out.curved = true
			var err error
			if out.curve, err = resolveCurve(*e.Curve, m, d); err != nil {
				fault("curve: %v", err)
			}
		}
		var err error
		if out.depends, err = e.DependsOn.resolve(m); err != nil {
			fault("%v", err)
		}
		x.events[at] = out
	}
}

// resolveCurve fixes a curve to the cut-off date; it must reach the last payment, or say how it goes on.
func resolveCurve(s credit.CurveSpec, m *credit.Model, d *Deal) (credit.Curve, error) {
	c, err := s.Resolve(m.AsOf())
	if err != nil {
		return c, err
	}
	if _, err = c.PD(float64(d.lastDay())); errors.Is(err, credit.ErrHorizon) {
		err = fmt.Errorf(`%w, that of the last payment; expected a later point, or "beyond": "last_hazard" or "flat"`, err)
	}
	return c, err
}

// lastDay is the day of the last payment, after the cut-off date.
func (d *Deal) lastDay() int32 {
	return int32(d.payments[len(d.payments)-1].Payment.Sub(d.cutOff))
}

func agentByID(m *credit.Model, id string) int {
	for i := range m.NumAgents() {
		if m.Agent(i).ID == id {
			return i
		}
	}
	return -1
}

// drawEvents draws the outside events of a path. parties draws those who may fall apart from the contracts.
func (w *walker) drawEvents(path uint64, parties *credit.Drawer) {
	s, f := w.s, w.future
	if len(s.draws.events) == 0 {
		return
	}
	stream := random.NewStream(s.settings.Seed, path, streamEvents)
	for i := range s.draws.events {
		e := &s.draws.events[i]
		if !e.is {
			continue
		}
		u := stream.Float64()
		var day int32
		switch {
		case !e.curved:
			day = parties.DefaultDay(e.agent)
		case e.agent >= 0:
			day = e.curve.FirstDay(parties.Level(e.agent, u), s.lastDay)
		case e.depends.factor < 0:
			day = e.curve.FirstDay(u, s.lastDay)
		default:
			day = e.curve.FirstDay(credit.NormalCDF(e.depends.normal(parties, credit.NormalQuantile(u))), s.lastDay)
		}
		if day > 0 {
			s.joint.happen(f, i, day)
		}
	}
}

// happen lets an outside event happen on a day, unless it has before.
func (j *joint) happen(f *future, event int, day int32) {
	on := j.cutOff.AddDays(int(day))
	if at := f.outside[event]; !at.IsZero() && at <= on {
		return
	}
	f.outside[event] = on
	f.first = min(f.first, j.calculatedBy(on))
}

// calculatedBy is the first payment whose calculation date is on or after a day; the number of payments when
// none is.
func (j *joint) calculatedBy(on calendar.Date) int {
	day := int32(on.Sub(j.cutOff))
	if day > j.last {
		return len(j.paysBy)
	}
	return int(j.periodOf[max(day, 0)])
}
