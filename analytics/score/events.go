package score

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/sketch"
	"network-analytics/analytics/usual"
)

// Series is what a detector did on labelled series.
type Series struct {
	Rows   int
	Days   float64 // of all series
	Events int
	Found  int
	Alarms int
	Right  int
	Delay  []float64 // samples from the start of each event found to its first flagged sample
}

// Add takes up the result on another series.
func (s *Series) Add(o *Series) {
	s.Rows += o.Rows
	s.Days += o.Days
	s.Events += o.Events
	s.Found += o.Found
	s.Alarms += o.Alarms
	s.Right += o.Right
	s.Delay = append(s.Delay, o.Delay...)
}

// Recall is the share of events found, NaN without events.
func (s *Series) Recall() float64 { return ratio(s.Found, s.Events) }

// Precision is the share of alarms that are right, NaN without alarms.
func (s *Series) Precision() float64 { return ratio(s.Right, s.Alarms) }

// F1 is the harmonic mean of precision and recall; NaN without events and alarms,
// 0 when nothing is right.
func (s *Series) F1() float64 {
	p, r := s.Precision(), s.Recall()
	switch {
	case s.Events == 0 && s.Alarms == 0:
		return math.NaN()
	case s.Right == 0 || s.Found == 0:
		return 0
	}
	return 2 * p * r / (p + r)
}

// FalseRate is the number of false alarms per series and day.
func (s *Series) FalseRate() float64 { return float64(s.Alarms-s.Right) / s.Days }

// run is a stretch of rows, both ends inside.
type run struct{ first, last int }

// runs returns the stretches of set rows, those with at most apart rows from one
// set row to the next as one.
func runs(set []bool, apart int) (out []run) {
	for i, yes := range set {
		switch n := len(out); {
		case !yes:
		case n > 0 && i-out[n-1].last <= apart:
			out[n-1].last = i
		default:
			out = append(out, run{i, i})
		}
	}
	return out
}

// Flagged scores the samples that a detector flagged.
func (l *Labelled) Flagged(flagged []bool) *Series {
	events, alarms := runs(l.Bad, 1), runs(flagged, join)
	s := &Series{
		Rows: len(l.Time), Events: len(events), Alarms: len(alarms),
		Days: float64(l.Time[len(l.Time)-1]-l.Time[0]) / (24 * 3600e9),
	}
	for _, a := range alarms {
		for _, e := range events {
			if a.first <= e.last+slack && e.first <= a.last+slack {
				s.Right++
				break
			}
		}
	}
	for _, e := range events {
		at := slices.IndexFunc(alarms, func(a run) bool { return a.first <= e.last+slack && e.first <= a.last+slack })
		if at < 0 {
			continue
		}
		// The first flagged sample that is near, of an alarm that may begin before.
		first := max(alarms[at].first, e.first-slack)
		for first < len(flagged) && !flagged[first] {
			first++
		}
		s.Found++
		s.Delay = append(s.Delay, float64(max(0, first-e.first)))
	}
	return s
}

// Usual flags what is unusual, at a threshold or, when it is 0, at the method's own.
func (l *Labelled) Usual(threshold float64) []bool {
	scored := usual.Series(l.Time, l.Value)
	if threshold == 0 {
		threshold = scored.Threshold
	}
	out := make([]bool, len(l.Time))
	for i, x := range scored.Score {
		out[i] = x >= threshold
	}
	if scored.Baseline.Why != "" {
		clear(out)
	}
	return out
}

// Rule flags values more than 2.5 standard deviations above the mean of the
// series, as the reference rule does for latency and loss.
func (l *Labelled) Rule() []bool {
	var m sketch.Moments
	for _, v := range l.Value {
		if v == v {
			m.Add(v)
		}
	}
	p := detect.Population{N: m.N, Mean: m.Mean(), Std: m.PopStd()}
	out := make([]bool, len(l.Value))
	for i, v := range l.Value {
		out[i] = p.Z(v) > detect.DefaultLimits.Z
	}
	return out
}

// LabelledHeader is the head of a table of labelled series. "rule" flags values more
// than 2.5 standard deviations above the mean of the series.
const LabelledHeader = `   rows by   events recall prec.    F1  false    /day  50%  95%  file
`

// Lines are the two lines of a file: what is unusual, and the rule.
func Lines(ours, rule *Series, name string) string {
	return ours.line("ours", name) + rule.line("rule", "")
}

func (s *Series) line(by, name string) string {
	return strings.TrimRight(fmt.Sprintf("%7d %-4s %6d %6s %5s %5s %6d %7.4f %4s %4s  %s", s.Rows, by, s.Events,
		number(s.Recall(), 3), number(s.Precision(), 3), number(s.F1(), 3), s.Alarms-s.Right, s.FalseRate(),
		number(quantile(s.Delay, 0.5), 0), number(quantile(s.Delay, 0.95), 0), name), " ") + "\n"
}
