package incident

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// Scope says how wide an incident is.
type Scope uint8

// The scopes.
const (
	OneDevice   Scope = iota
	ManyDevices       // several devices that share a prefix of their names
	OneRegion
	Fleet // several regions
)

// String names the scope.
func (s Scope) String() string { return [...]string{"device", "devices", "region", "fleet"}[s] }

// Cause is the probable class of a cause.
type Cause uint8

// The causes.
const (
	Unknown Cause = iota
	Saturation
	PacketLoss
	CPU
	PathShift
	Outage
	TrafficLoss
	LoadChange
	BrokenLimit // a stated limit, nothing unusual beside it
)

// String names the cause.
func (c Cause) String() string {
	return [...]string{"unknown", "saturation", "packet loss", "cpu", "path shift", "outage", "traffic loss", "load change", "limit"}[c]
}

// Incident is one event, ready to be shown. Times are ns since 1970-01-01 UTC.
type Incident struct {
	ID    string // stable for the same input: "I-" and a number by start time, from 1
	Rank  int    // open ones first, then by level, then by impact; from 1
	Kind  usual.Kind
	Scope Scope
	Cause Cause
	Why   string // the reasons for the cause, in words

	Region             record.Name // of OneRegion and of devices in one region; else empty
	Prefix             string      // shared by the names, of ManyDevices
	Devices            []Member    // by start; the first MaxMembers of Hit
	Hit                int         // devices that take part
	Of                 int         // devices of the region (prefix, fleet) in all
	Regions            int         // regions with a device that takes part
	Start, End, Raised int64
	Open               bool  // reaches the end of the input
	Flaps              int   // times it came back; "flapping" from 3 on
	LastGood           int64 // last sample before Start without a finding; 0 for none

	Severity      float64 // see Severity
	Rule          float64 // largest reference severity of its rows
	Level         Level
	ImpactGB      float64 // user traffic hurt, gigabytes; NaN without traffic
	ImpactMinutes float64 // device-minutes hurt
	Rows          int64   // samples inside
	Flagged       int64   // of them flagged by the reference rule

	Headline string     // "loss 6.1 % (usual 0.4) on 7 of 9 devices in ap-south since 04:12, edge-03 first"
	Evidence []Evidence // per metric that takes part, worst first; of a Gap one without metric values
	Merged   int        // findings that were joined to it

	dated bool // times need a date
	bare  bool // the input has no regions
}

// Level is the band of a severity.
type Level uint8

// The bands: below 0.25, 0.75, 1.5 and above.
const (
	Low Level = iota
	Medium
	High
	Critical
)

// String names the band.
func (l Level) String() string { return [...]string{"low", "medium", "high", "critical"}[l] }

// Member is a device of an incident, with the metric that was worst there. Of a
// Gap the numbers are NaN.
type Member struct {
	Device, Region  record.Name
	Start, End      int64
	Metric          record.Metric
	Value, Usual, Z float64
}

// MaxMembers is how many devices of an incident are kept, the first by start.
const MaxMembers = 1000

// Evidence is why a metric takes part: every number can be recomputed from the
// rows of the device, which a row query shows.
type Evidence struct {
	Metric         record.Metric
	Device, Region record.Name // where it was worst
	At             int64       // when
	Value          float64     // then
	Usual          float64     // then; NaN: too little history
	Spread         float64     // robust standard deviation of the device's metric
	Z              float64     // (Value - Usual) / Spread, tail correction included
	Limit          float64     // the value it had to pass
	Rule           string      // the rule in words, with its numbers
	Samples        int         // that the baseline was learned from
	Days           int         // that these cover
	Method         string      // "median of the time of day over 14 days", "too little history: ...", ...
	Bad            int         // samples beyond Limit; of a Gap samples that are missing
	// PeerRank of the device among the Peers devices of its region, itself
	// included, by how far the metric was from its own usual while this finding
	// lasted: 1 is farthest. Devices without a finding then come behind. 0 when
	// alone in its region.
	PeerRank, Peers int
	Around          Around
}

// Around is the neighbourhood of an incident as a series: a stretch before it,
// the incident, a stretch after it, thinned to MaxAround points. It is empty where
// a device had so many findings that only the strongest kept theirs.
type Around struct {
	Time  []int64
	Value []float64 // NaN where missing
	Usual []float64 // beside Value; NaN where unknown
	Limit []float64 // beside Value; NaN where unknown
}

// Spike is a lone sample.
type Spike struct {
	Device, Region  record.Name
	Metric          record.Metric
	At              int64
	Value, Usual, Z float64
}

// Chronic is a device whose median alone is beyond a reference limit.
type Chronic struct {
	Device, Region record.Name
	Metric         record.Metric
	Median, Limit  float64
	Samples        int64
}

// Findings is everything out of the usual in an input.
type Findings struct {
	Incidents  []Incident // by Rank, at most MaxIncidents
	Total      int        // incidents that touch the view, kept or not
	Open       int        // of them still open
	Worst      Level      // highest of the open ones; without any, of all
	Spikes     []Spike    // the largest first, at most MaxSpikes
	SpikeCount int64
	Chronic    []Chronic // by region, device; at most MaxChronic
	AlwaysBad  int       // devices (in regions) that are chronic, listed or not
	Judged     int       // devices (in regions) with enough history
	TooLittle  int       // devices with too little history for any metric
	Note       string    // how it was judged, in words; names what was left out

	covers map[address]cover
}

// How much is kept.
const (
	MaxIncidents = 2000
	MaxSpikes    = 500
	MaxChronic   = 1000
	MaxAround    = 240 // points of a neighbourhood
)
