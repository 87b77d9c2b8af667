package score

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/gen"
)

// matches reports whether an alarm is about an event.
func matches(a *Alarm, e *gen.Event, step time.Duration) bool {
	return near(a, e, step) && sharesDevice(a, e) && (sharesMetric(a, e) || a.Gap && len(e.Metrics) == 0)
}

// near reports whether they overlap, give or take the slack.
func near(a *Alarm, e *gen.Event, step time.Duration) bool {
	room := slack * int64(step)
	return a.Start <= e.End.UnixNano()+room && e.Start.UnixNano() <= a.End+room
}

func sharesDevice(a *Alarm, e *gen.Event) bool {
	return slices.ContainsFunc(a.Devices, func(d string) bool { return slices.Contains(e.Devices, d) })
}

func sharesMetric(a *Alarm, e *gen.Event) bool {
	for m, in := range a.Metric {
		if in && slices.Contains(e.Metrics, record.Metric(m).String()) {
			return true
		}
	}
	return false
}

// overlap returns how long they are together, ns; negative when they are apart.
func overlap(a *Alarm, e *gen.Event) int64 {
	return min(a.End, e.End.UnixNano()) - max(a.Start, e.Start.UnixNano())
}

// Score compares alarms with what was planted.
func Score(truth *gen.Truth, alarms []Alarm) *Result {
	step := time.Duration(truth.Step)
	r := &Result{
		Runs: 1, Reported: len(alarms),
		DeviceDays: float64(truth.Devices) * (truth.End.Sub(truth.Start) + step).Hours() / 24,
	}
	label := fmt.Sprintf("%s, seed %d", truth.Scenario, truth.Seed)
	right := make([]bool, len(alarms))
	best := map[int]int{} // events by their best alarm
	for i := range truth.Events {
		e := &truth.Events[i]
		if e.Silent || e.Optional {
			continue
		}
		r.Planted++
		if e.Abrupt {
			r.Abrupt++
		}
		var mine []int
		for k := range alarms {
			if matches(&alarms[k], e, step) {
				mine = append(mine, k)
				right[k] = true
			}
		}
		if mine == nil {
			r.Missed = append(r.Missed, label+": "+describe(e))
			continue
		}
		r.Found++
		r.Pieces += len(mine)
		longest := slices.MaxFunc(mine, func(a, b int) int {
			return compare(overlap(&alarms[a], e), overlap(&alarms[b], e))
		})
		best[longest]++
		r.add(&alarms[longest], e, step, label)
		raised := alarms[mine[0]].Raised
		for _, k := range mine {
			raised = min(raised, alarms[k].Raised)
		}
		late := max(0, float64(raised-e.Start.UnixNano())/float64(step))
		r.Detect = append(r.Detect, late)
		if e.Abrupt {
			r.DetectAbrupt = append(r.DetectAbrupt, late)
		}
	}
	for _, n := range best {
		r.Merged += n - 1
	}
	for k := range alarms {
		a := &alarms[k]
		switch trap, optional := traps(truth, a, step); {
		case right[k]:
			r.Right++
		case optional:
			r.Optional++
		default:
			r.False++
			if trap != "" {
				r.OnTraps++
				trap = " [" + trap + "]"
			}
			r.Wrong = append(r.Wrong, label+trap+": "+a.String())
		}
	}
	return r
}

// traps returns the kind of the trap that an alarm fell into, and whether it is
// about something that may be reported.
func traps(truth *gen.Truth, a *Alarm, step time.Duration) (trap string, optional bool) {
	for i := range truth.Events {
		e := &truth.Events[i]
		if !sharesDevice(a, e) || !near(a, e, step) {
			continue
		}
		if e.Silent && trap == "" {
			trap = e.Kind
		}
		optional = optional || e.Optional
	}
	return trap, optional
}

// add notes how well an alarm tells an event.
func (r *Result) add(a *Alarm, e *gen.Event, step time.Duration, label string) {
	if a.Cause == e.Cause {
		r.Causes++
	} else if a.Cause != "" {
		r.Misnamed = append(r.Misnamed, label+": "+describe(e)+", told as "+a.String())
	}
	start := float64(a.Start-e.Start.UnixNano()) / float64(step)
	end := float64(a.End-e.End.UnixNano()) / float64(step)
	if e.Open && a.Open {
		end = 0
	}
	if e.Abrupt {
		r.Start, r.End = append(r.Start, start), append(r.End, end)
		if max(abs(start), abs(end)) > 1 {
			r.Inexact = append(r.Inexact, fmt.Sprintf("%s: %s, start %+.1f, end %+.1f samples off", label, describe(e), start, end))
		}
	}
}

func abs(v float64) float64 { return max(v, -v) }

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// describe tells an event in a line.
func describe(e *gen.Event) string {
	return fmt.Sprintf("%s %s (%s) %s to %s on %s", e.ID, e.Kind, e.Cause,
		clock(e.Start.UnixNano()), clock(e.End.UnixNano()), record.CleanText(strings.Join(e.Devices, " ")))
}
