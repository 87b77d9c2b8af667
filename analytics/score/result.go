package score

import (
	"math"
	"slices"
)

// Result is what a detector did on one or more scenarios.
type Result struct {
	Runs       int // scenarios
	DeviceDays float64
	Planted    int // events that must be found
	Abrupt     int // of them with a sharp start and end
	Found      int
	Pieces     int // alarms about the events found, an alarm about two events counting twice
	Merged     int // events whose best alarm is that of another event already
	Causes     int // of the events found, with the right cause
	Reported   int // alarms: Right + False + Optional
	Right      int
	False      int
	OnTraps    int // of the false ones
	Optional   int // about what may be reported or not

	// Start and End are how many samples late the best alarm of each abrupt event
	// begins and ends; Detect is the time to detect of every event found, and
	// DetectAbrupt of the abrupt ones, in samples.
	Start, End, Detect, DetectAbrupt []float64

	// For people: events not found, false alarms, wrong causes, times more than a
	// sample off.
	Missed, Wrong, Misnamed, Inexact []string
}

// Add takes up the result of other scenarios.
func (r *Result) Add(o *Result) {
	r.Runs += o.Runs
	r.DeviceDays += o.DeviceDays
	r.Planted += o.Planted
	r.Abrupt += o.Abrupt
	r.Found += o.Found
	r.Pieces += o.Pieces
	r.Merged += o.Merged
	r.Causes += o.Causes
	r.Reported += o.Reported
	r.Right += o.Right
	r.False += o.False
	r.OnTraps += o.OnTraps
	r.Optional += o.Optional
	r.Start, r.End = append(r.Start, o.Start...), append(r.End, o.End...)
	r.Detect, r.DetectAbrupt = append(r.Detect, o.Detect...), append(r.DetectAbrupt, o.DetectAbrupt...)
	r.Missed, r.Wrong = append(r.Missed, o.Missed...), append(r.Wrong, o.Wrong...)
	r.Misnamed, r.Inexact = append(r.Misnamed, o.Misnamed...), append(r.Inexact, o.Inexact...)
}

// Recall is the share of events found, NaN when none was planted.
func (r *Result) Recall() float64 { return ratio(r.Found, r.Planted) }

// Precision is the share of alarms that are right, NaN without alarms.
func (r *Result) Precision() float64 { return ratio(r.Right, r.Right+r.False) }

// CauseRight is the share of events found whose cause is right, NaN without any.
func (r *Result) CauseRight() float64 { return ratio(r.Causes, r.Found) }

// PiecesEach is the number of alarms per event found, NaN without any.
func (r *Result) PiecesEach() float64 { return ratio(r.Pieces, r.Found) }

// FalseRate is the number of false alarms per device and day.
func (r *Result) FalseRate() float64 { return float64(r.False) / r.DeviceDays }

// Exact is the share of abrupt events found whose start and end are both within
// one sample, NaN without any.
func (r *Result) Exact() float64 {
	n := 0
	for i := range r.Start {
		if abs(r.Start[i]) <= 1 && abs(r.End[i]) <= 1 {
			n++
		}
	}
	return ratio(n, len(r.Start))
}

func ratio(a, b int) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

// quantile returns the value that a share q of the values does not exceed, NaN
// without values.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[max(0, at)]
}
