// Package usual knows what is usual for one device at one time of the day, and
// finds what is not: see Fit and Judge.
package usual

import (
	"network-analytics/analytics/record"
)

// Prior is what is usual for the peers of a device. It stands in, weighted, where
// the device has few samples of its own.
type Prior struct {
	N      int     // devices behind it; 0 for none
	Level  float64 // median of the devices' levels
	Spread float64 // median of the devices' spreads
}

// Options steer a judgement. The zero value is the documented method.
type Options struct {
	Prior  [record.NumMetrics]Prior
	Limits []Limit // limits the user stated, already those for this device
	End    int64   // time of the last sample of the whole input, 0: of the trace
}

// Baseline is what is usual for one metric of one trace. It is not changed after Fit.
type Baseline struct {
	N        int     // samples it was learned from
	Days     int     // days with enough samples
	Seasonal bool    // knows the time of day
	Level    float64 // overall median
	Spread   float64 // robust standard deviation of what trend and season leave over, floors applied
	Why      string  // "" or why nothing can be said, such as "too little history: 7 samples, 12 needed"
	// more, unexported
}

// At returns the usual value at a time, NaN when there is too little history.
func (b *Baseline) At(t int64) float64 { return record.Missing }

// Z returns how many spreads v lies above (below: negative) the usual at t.
func (b *Baseline) Z(t int64, v float64) float64 { return record.Missing }

// Limit returns the value from which on a single sample at t would raise an
// incident, in the direction that hurts; NaN when there is too little history.
func (b *Baseline) Limit(t int64) float64 { return record.Missing }

// Kind says how something is out of the usual.
type Kind uint8

// The kinds of findings.
const (
	Unusual Kind = iota // far from the baseline for several samples
	Breach              // beyond a limit that the user stated
	Shift               // a lasting change of level, or a slow drift
	Gap                 // no samples
	Stuck               // the same value again and again where values vary
	Spike               // one lone sample; never an incident
)

// String names the kind.
func (k Kind) String() string {
	return [...]string{"unusual", "limit", "shift", "gap", "stuck", "spike"}[k]
}

// Deviation is how one metric took part in a finding. Part is false for one that
// did not, and all else then zero.
type Deviation struct {
	Part  bool
	Row   int     // of the trace: where it was farthest out
	Value float64 // there
	Usual float64 // there, NaN when unknown
	Z     float64 // there, in spreads, signed; NaN when unknown
	Limit float64 // the value it had to pass there
	Rows  int     // samples beyond Limit
}

// Finding is one stretch of one trace.
type Finding struct {
	Kind        Kind
	First, Last int   // rows of the trace, both inside; a Gap lies between them, Last = Len when it reaches the end
	Start, End  int64 // first and last bad sample; of a Gap the times with no data
	Raised      int64 // when it could first be known
	Ongoing     bool  // reaches the end of the input
	Reopened    int   // how often it cleared and came back; flapping from 3 on
	Metric      [record.NumMetrics]Deviation
	Limit       int     // of a Breach: position in Options.Limits
	Score       float64 // largest joint row score; see Judge
}

// Judged is a judged trace.
type Judged struct {
	Step     int64                        // usual distance of samples, ns
	Baseline [record.NumMetrics]*Baseline // nil for a metric the trace does not have
	Findings []Finding                    // by Start; without spikes
	Spikes   []Finding
	// Chronic tells per metric that its median alone is beyond the reference
	// limit: always bad is a table row, not an incident.
	Chronic           [record.NumMetrics]bool
	Expected, Missing int64 // samples expected between first and last, and missing of them (gaps)
}

// Judge finds what is out of the usual in a trace.
func Judge(t *record.Trace, o Options) *Judged { return &Judged{} }
