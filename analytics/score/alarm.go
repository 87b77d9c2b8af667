package score

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// slack is how many samples alarm and event may miss each other by.
const slack = 2

// join is how many samples may lie between two flagged ones of the same alarm.
const join = 10

// Alarm is something a detector reported. Times are ns since 1970-01-01 UTC.
type Alarm struct {
	Devices            []string // raw names
	Metric             [record.NumMetrics]bool
	Gap                bool
	Cause              string // "" where the detector names none
	Start, End, Raised int64
	Open               bool
	Text               string // for people, safe to show
}

// Incidents returns the incidents of a report as alarms.
func Incidents(r *analytics.Report) []Alarm {
	var out []Alarm
	for i := range r.Findings.Incidents {
		in := &r.Findings.Incidents[i]
		a := Alarm{
			Gap: in.Kind == usual.Gap, Cause: in.Cause.String(), Start: in.Start, End: in.End, Raised: in.Raised,
			Open: in.Open, Text: in.Kind.String() + ", " + in.Cause.String() + ": " + in.Headline,
		}
		for _, m := range in.Devices {
			a.Devices = append(a.Devices, m.Device.Raw)
		}
		for _, e := range in.Evidence {
			if !a.Gap && e.Metric < record.NumMetrics {
				a.Metric[e.Metric] = true
			}
		}
		out = append(out, a)
	}
	return out
}

// Rule returns the rows that the reference rule flags as alarms: those of a
// device with at most ten steps between them are one. It is known at once.
func Rule(r *analytics.Report, step time.Duration) []Alarm {
	var out []Alarm
	last := map[record.NameID]int{} // of a device, its latest alarm
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		at, known := last[b.Device]
		if !known || b.Time-out[at].End > join*int64(step) {
			name := r.Device(b.Device)
			at = len(out)
			last[b.Device] = at
			out = append(out, Alarm{Devices: []string{name.Raw}, Start: b.Time, Raised: b.Time, Text: "rows of " + name.Text})
		}
		a := &out[at]
		a.End = b.Time
		for m, why := range [record.NumMetrics]detect.Why{
			record.Latency: detect.LatencyLimit | detect.LatencyZ, record.Loss: detect.LossLimit | detect.LossZ, record.CPU: detect.CPULimit,
		} {
			a.Metric[m] = a.Metric[m] || b.Why&why != 0
		}
	}
	for i := range out {
		out[i].Open = out[i].End == r.Last
	}
	return out
}

// String describes the alarm in a line.
func (a *Alarm) String() string {
	var metrics []string
	for m, in := range a.Metric {
		if in {
			metrics = append(metrics, record.Metric(m).String())
		}
	}
	devices := slices.Clone(a.Devices)
	for i := range devices {
		devices[i] = record.Clean(devices[i])
	}
	return fmt.Sprintf("%s to %s on %s (%s): %s", clock(a.Start), clock(a.End), strings.Join(devices, " "), strings.Join(metrics, " "), a.Text)
}

func clock(t int64) string { return time.Unix(0, t).UTC().Format("2006-01-02 15:04:05") }
