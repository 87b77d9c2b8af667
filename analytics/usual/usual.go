package usual

import (
	"network-analytics/analytics/record"
)

// Options steer a judgement. The zero value is the documented method.
type Options struct {
	Prior  [record.NumMetrics]Prior
	Limits []Limit // limits the user stated, already those for this device
	End    int64   // time of the last sample of the whole input, 0: of the trace
}

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
//
// Usual is Baseline.At and Z is Baseline.Z of the row. A Shift is measured from
// the level outside it, which Baseline.At has left behind: there Row is a row
// that is typical of the stretch, Usual the level outside it at that time of the
// day, and Z (Value - Usual) / Spread.
type Deviation struct {
	Part  bool
	Row   int     // of the trace: where it was farthest out
	Value float64 // there
	Usual float64 // there, NaN when unknown
	Z     float64 // there, in spreads, signed; NaN when unknown
	Limit float64 // the value it had to pass there; NaN for a Stuck one
	Rows  int     // samples beyond their limit; of a Stuck one the samples
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
	Score       float64 // largest joint row score; see the package
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
	Expected, Missing int64   // samples expected between first and last, and missing of them (gaps)
	Threshold         float64 // joint row score that opens a finding
}

// Judge finds what is out of the usual in a trace. For many traces a Judger is
// faster.
func Judge(t *record.Trace, o Options) *Judged { return new(Judger).Judge(t, o) }
