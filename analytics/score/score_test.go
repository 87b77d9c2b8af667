package score

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/gen"
)

const step = 5 * time.Minute

var begin = time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC)

// tick is the time of a sample.
func tick(n int) time.Time { return begin.Add(time.Duration(n) * step) }

// alarm is one on devices, from one sample to another, known at a third.
func alarm(from, to, raised int, cause, devices string, metrics ...record.Metric) Alarm {
	a := Alarm{
		Devices: strings.Fields(devices), Cause: cause,
		Start: tick(from).UnixNano(), End: tick(to).UnixNano(), Raised: tick(raised).UnixNano(),
	}
	for _, m := range metrics {
		a.Metric[m] = true
	}
	return a
}

// A day of 10 devices with two incidents, an outage, a trap and a wrong clock.
func truth() *gen.Truth {
	return &gen.Truth{
		Scenario: "test", Start: begin, End: tick(287), Step: gen.Step(step), Devices: 10, Regions: 1,
		Events: []gen.Event{
			{ID: "E-1", Kind: "seasonal-peak", Start: tick(0), End: tick(287), Devices: []string{"a"}, Metrics: []string{"latency"}, Silent: true},
			{ID: "E-2", Kind: "loss-burst", Cause: "packet loss", Start: tick(100), End: tick(110), Abrupt: true, Devices: []string{"b"}, Metrics: []string{"loss", "latency"}},
			{ID: "E-3", Kind: "outage", Cause: "outage", Start: tick(150), End: tick(160), Abrupt: true, Devices: []string{"b", "c"}, Metrics: []string{}},
			{ID: "E-4", Kind: "cpu-runaway", Cause: "cpu", Start: tick(200), End: tick(287), Open: true, Devices: []string{"d"}, Metrics: []string{"cpu"}},
			{ID: "E-5", Kind: "clock-step", Start: tick(50), End: tick(90), Devices: []string{"e"}, Metrics: []string{}, Optional: true},
		},
	}
}

func TestScore(t *testing.T) {
	gap := alarm(149, 161, 153, "outage", "c")
	gap.Gap = true
	hole := alarm(50, 70, 55, "outage", "e")
	hole.Gap = true
	open := alarm(203, 280, 207, "cpu", "d", record.CPU)
	open.Open = true
	r := Score(truth(), []Alarm{
		alarm(112, 113, 114, "packet loss", "b", record.Loss),  // two samples late: right, the shorter piece
		alarm(99, 108, 102, "path shift", "b", record.Latency), // right, the longest: cause wrong, start 1 early, end 2 early
		gap,  // right: a sample at either end
		open, // right
		hole, // optional
		alarm(20, 30, 22, "path shift", "a", record.Latency),  // false, on the trap
		alarm(113, 120, 115, "packet loss", "b", record.Loss), // false: three samples late
		alarm(100, 110, 102, "cpu", "b", record.CPU),          // false: another metric
		alarm(100, 110, 102, "packet loss", "f", record.Loss), // false: another device
		alarm(151, 160, 153, "packet loss", "c", record.Loss), // false: an outage is a gap
	})
	want := &Result{
		Runs: 1, DeviceDays: 10, Planted: 3, Abrupt: 2, Found: 3, Pieces: 4, Causes: 2,
		Reported: 10, Right: 4, False: 5, OnTraps: 1, Optional: 1,
		Start: []float64{-1, -1}, End: []float64{-2, 1},
		Detect: []float64{2, 3, 7}, DetectAbrupt: []float64{2, 3},
	}
	got := *r
	got.Missed, got.Wrong, got.Misnamed, got.Inexact = nil, nil, nil, nil
	if !slices.Equal(got.Start, want.Start) || !slices.Equal(got.End, want.End) || !slices.Equal(got.Detect, want.Detect) ||
		!slices.Equal(got.DetectAbrupt, want.DetectAbrupt) {
		t.Errorf("start %v, end %v, detect %v, %v", got.Start, got.End, got.Detect, got.DetectAbrupt)
	}
	got.Start, got.End, got.Detect, got.DetectAbrupt = want.Start, want.End, want.Detect, want.DetectAbrupt
	if line, wanted := (&Both{Incidents: got}).Lines("t"), (&Both{Incidents: *want}).Lines("t"); line != wanted ||
		got.Runs != 1 || got.Abrupt != 2 || got.OnTraps != 1 || got.Optional != 1 || got.Reported != 10 || got.Merged != 0 {
		t.Errorf("got\n%s\nwant\n%s%+v", line, wanted, got)
	}
	for name, v := range map[string][2]float64{
		"recall": {r.Recall(), 1}, "precision": {r.Precision(), 4.0 / 9}, "cause": {r.CauseRight(), 2.0 / 3},
		"pieces": {r.PiecesEach(), 4.0 / 3}, "exact": {r.Exact(), 0.5}, "false": {r.FalseRate(), 0.5},
	} {
		if v[0] != v[1] {
			t.Errorf("%s is %v, want %v", name, v[0], v[1])
		}
	}
	if n := len(strings.Split(r.List(), "\n")) - 1; n != 5+1+1 {
		t.Errorf("%d lines:\n%s", n, r.List())
	}
}

// One incident about two events finds both and is told as merged.
func TestMerged(t *testing.T) {
	both := alarm(100, 280, 101, "cpu", "b d", record.CPU, record.Loss)
	r := Score(truth(), []Alarm{both})
	if r.Found != 2 || r.Right != 1 || r.Merged != 1 || r.False != 0 || r.Recall() != 2.0/3 {
		t.Errorf("%+v", r)
	}
	none := Score(truth(), nil)
	if none.Recall() != 0 || !math.IsNaN(none.Precision()) || len(none.Missed) != 3 {
		t.Errorf("%+v", none)
	}
	r.Add(none)
	if r.Runs != 2 || r.Planted != 6 || r.DeviceDays != 20 || r.Recall() != 2.0/6 {
		t.Errorf("%+v", r)
	}
}

func TestQuantile(t *testing.T) {
	for q, want := range map[float64]float64{0: 1, 0.2: 1, 0.21: 2, 0.5: 3, 0.95: 9, 1: 9} {
		if got := quantile([]float64{3, 9, 1, 2, 4}, q); got != want {
			t.Errorf("quantile %g is %g, want %g", q, got, want)
		}
	}
}

func TestReadLabelled(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"order":   {"label,x,value,timestamp\n0,a,1.5,2025-03-03 00:05:00\n1,b,2,2025-03-03 00:00:00\n", "0 2 true; 300 1.5 false; "},
		"zone":    {"\ufeffTimestamp,Value,is_anomaly\n2025-03-03T01:00:00+01:00,1,TRUE\n", "0 1 true; "},
		"seconds": {"timestamp,value,label\n1740960000,7,0\n1740960060,,1.0\n", "0 7 false; 60 NaN true; "},
		"millis":  {"timestamp,value,label\n1740960000500,7,0\n", "0.5 7 false; "},
		"nanos":   {"timestamp,value,label\n1740960000000000001,7,0\n", "1e-09 7 false; "},
	} {
		s, err := ReadLabelled(strings.NewReader(c.text), time.Hour)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := text(s); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	s, err := ReadLabelled(strings.NewReader("timestamp,value,label\n1,5,0\n2,6,1\n"), time.Hour)
	if err != nil || s.Time[1]-s.Time[0] != int64(time.Hour) {
		t.Errorf("counted rows: %v, %v", s, err)
	}
	for _, bad := range []string{
		"", "timestamp,value\n1,2\n", "timestamp,value,label\n", "timestamp,value,label\nnow,1,0\n", "timestamp,value,label\n1,x,0\n",
		"timestamp,value,label\n1,1,maybe\n", "timestamp,value,label\n1,1\n", "timestamp,value,label\n\"1,1,0\n",
	} {
		if _, err := ReadLabelled(strings.NewReader(bad), time.Hour); record.KindOf(err) != record.KindInput {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func text(s *Labelled) string {
	var b strings.Builder
	for i, at := range s.Time {
		fmt.Fprintf(&b, "%v %v %v; ", float64(at-begin.UnixNano())/1e9, s.Value[i], s.Bad[i])
	}
	return b.String()
}

func TestFlagged(t *testing.T) {
	// Rows 0..59; events 10-14, 30 and 50-51.
	l := &Labelled{}
	set := func(rows ...int) []bool {
		s := make([]bool, 60)
		for _, r := range rows {
			s[r] = true
		}
		return s
	}
	for i := range 60 {
		l.Time = append(l.Time, int64(i)*int64(24*time.Hour)/59)
		l.Value = append(l.Value, 0)
	}
	l.Bad = set(10, 11, 12, 13, 14, 30, 50, 51)
	for name, c := range map[string]struct {
		flagged []bool
		want    Series
	}{
		"nothing": {set(), Series{Events: 3}},
		"all":     {set(12, 30, 51), Series{Events: 3, Found: 3, Alarms: 3, Right: 3, Delay: []float64{2, 0, 1}}},
		// 5 to 8 is one alarm, two samples before the first event.
		"early": {set(5, 8), Series{Events: 3, Found: 1, Alarms: 1, Right: 1, Delay: []float64{0}}},
		"false": {set(7, 33), Series{Events: 3, Alarms: 2}},
		// Ten apart is one alarm, eleven are two.
		"join":  {set(20, 30), Series{Events: 3, Found: 1, Alarms: 1, Right: 1, Delay: []float64{0}}},
		"apart": {set(19, 30), Series{Events: 3, Found: 1, Alarms: 2, Right: 1, Delay: []float64{0}}},
	} {
		got := l.Flagged(c.flagged)
		if got.Events != c.want.Events || got.Found != c.want.Found || got.Alarms != c.want.Alarms || got.Right != c.want.Right ||
			!slices.Equal(got.Delay, c.want.Delay) || got.Rows != 60 || got.Days != 1 {
			t.Errorf("%s: got %+v, want %+v", name, *got, c.want)
		}
	}
	s := &Series{Events: 4, Found: 1, Alarms: 2, Right: 1, Days: 2}
	if s.F1() != 2*0.5*0.25/0.75 || s.FalseRate() != 0.5 {
		t.Errorf("F1 %v, false a day %v", s.F1(), s.FalseRate())
	}
}

func TestRuleOfSeries(t *testing.T) {
	// 99 zeros and a one: mean 0.01, population deviation 0.0995.
	l := &Labelled{Value: make([]float64, 100), Time: make([]int64, 100)}
	l.Value[7] = 1
	if got := runs(l.Rule(), 1); len(got) != 1 || got[0] != (run{7, 7}) {
		t.Errorf("flagged %v", got)
	}
}
