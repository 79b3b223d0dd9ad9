package calendar

import (
	"fmt"
	"strings"
)

// maxFaults caps a FaultList: a file in the wrong form has a fault in every
// line, and nobody reads the ten-thousandth.
const maxFaults = 50

// FaultList holds all the faults found in one input, in the order of the input,
// at most 50 of them. errors.Is and errors.As look through it.
type FaultList struct {
	Faults []error // the first faults, in the order of the input
	More   int     // how many further faults there were
}

// Error gives one fault per line, and the number of faults left out.
func (l *FaultList) Error() string {
	var b strings.Builder
	for i, fault := range l.Faults {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(fault.Error())
	}
	if l.More > 0 {
		fmt.Fprintf(&b, "\ncalendar: and %d more", l.More)
	}
	return b.String()
}

// Unwrap returns the faults.
func (l *FaultList) Unwrap() []error { return l.Faults }

func (l *FaultList) add(fault error) {
	if len(l.Faults) >= maxFaults {
		l.More++
		return
	}
	l.Faults = append(l.Faults, fault)
}

// err returns the list as an error, or nil when it is empty.
func (l *FaultList) err() error {
	if len(l.Faults) == 0 {
		return nil
	}
	return l
}
