package incident

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// flappingFrom is how often an incident has to come back to be called flapping.
const flappingFrom = 3

// Flapping reports whether the incident came and went several times.
func (i *Incident) Flapping() bool { return i.Flaps >= flappingFrom }

// Length is how long the incident lasted, or has lasted until the end of the input.
func (i *Incident) Length() time.Duration { return time.Duration(i.End - i.Start) }

// Duration says Length in words, such as "2 h 10 min"; of an open incident with
// "so far".
func (i *Incident) Duration() string {
	if i.Open {
		return Span(i.Length()) + " so far"
	}
	return Span(i.Length())
}

// When says since or from when until when, in UTC, with dates when the input spans
// several days: "since 04:12 UTC", "from 04:12 to 05:30 UTC".
func (i *Incident) When() string {
	if i.Open {
		return "since " + i.clock(i.Start) + " UTC"
	}
	if i.Start == i.End {
		return "at " + i.clock(i.Start) + " UTC"
	}
	end := i.clock(i.End)
	if i.dated && dayOf(i.Start) == dayOf(i.End) {
		end = time.Unix(0, i.End).UTC().Format("15:04")
	}
	return "from " + i.clock(i.Start) + " to " + end + " UTC"
}

// clock is a time of the incident to the minute.
func (i *Incident) clock(t int64) string {
	if i.dated {
		return time.Unix(0, t).UTC().Format("2006-01-02 15:04")
	}
	return time.Unix(0, t).UTC().Format("15:04")
}

func dayOf(t int64) string { return time.Unix(0, t).UTC().Format(time.DateOnly) }

// Where says which devices are hit: "edge-03 in ap-south", "7 of 9 devices in
// ap-south", "3 of 4 devices named rack7-*", "18 of 20 devices in 4 regions", and
// without any names "the whole input".
func (i *Incident) Where() string {
	if i.Scope == OneDevice && len(i.Devices) > 0 {
		switch d := i.Devices[0]; {
		case i.bare && d.Device.Raw == "":
			return "the whole input"
		case i.bare:
			return d.Device.Text
		case d.Device.Raw == "":
			return d.Region.Text
		default:
			return d.Device.Text + " in " + d.Region.Text
		}
	}
	s := record.Count(int64(i.Hit)) + " of " + record.Count(int64(i.Of)) + plural(i.Of, " device")
	if i.Scope == ManyDevices {
		s += " named " + i.Prefix + "*"
	}
	switch {
	case i.bare:
	case i.Regions > 1:
		s += fmt.Sprintf(" in %s regions", record.Count(int64(i.Regions)))
	default:
		s += " in " + i.Region.Text
	}
	return s
}

// on is Where with its preposition.
func (i *Incident) on() string {
	if i.Kind == usual.Gap {
		return "from " + i.Where()
	}
	return "on " + i.Where()
}

// What says what is wrong: "loss 6.1 % (usual 0.4)", "no data", with the metric of
// the cause first and at most two of them.
func (i *Incident) What() string {
	if i.Kind == usual.Gap {
		return "no data"
	}
	s := ""
	var told [record.NumMetrics]bool
	for _, k := range i.telling() {
		e := &i.Evidence[k]
		if told[e.Metric] {
			continue
		}
		told[e.Metric] = true
		if s != "" {
			return s + " and " + i.deviation(e)
		}
		s = i.deviation(e)
	}
	return s
}

// telling is the positions of the evidence, the metric that the cause is named
// after first.
func (i *Incident) telling() []int {
	of := map[Cause]record.Metric{PacketLoss: record.Loss, CPU: record.CPU, PathShift: record.Latency, TrafficLoss: record.Traffic, LoadChange: record.Traffic, Outage: record.Loss}
	lead, named := of[i.Cause]
	var order, rest []int
	for k := range i.Evidence {
		if named && i.Evidence[k].Metric == lead {
			order = append(order, k)
		} else {
			rest = append(rest, k)
		}
	}
	return append(order, rest...)
}

// deviation is a value beside its usual or its limit.
func (i *Incident) deviation(e *Evidence) string {
	s := e.Metric.String()
	switch i.Kind {
	case usual.Shift:
		s += " lastingly"
	case usual.Stuck:
		s += " stuck at"
	}
	s += " " + short(e.Value) + " " + e.Metric.Info().Unit
	switch {
	case i.Kind == usual.Stuck:
	case i.Kind == usual.Breach && !math.IsNaN(e.Usual):
		s += " (limit " + short(e.Limit) + ", usual " + short(e.Usual) + ")"
	case !math.IsNaN(e.Usual):
		s += " (usual " + short(e.Usual) + ")"
	case !math.IsNaN(e.Limit):
		s += " (limit " + short(e.Limit) + ")"
	}
	return s
}

// short is Number for a headline: whole from 10 on, else two digits.
func short(v float64) string {
	if math.Abs(v) >= 9.95 && math.Abs(v) < 999.5 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	if r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 2, 64), 64); err == nil && math.Abs(v) < 9.95 {
		v = r
	}
	return Number(v)
}

// Brief is the headline in few words, the place first: "ap-south loss 6.1 % since
// 04:12 UTC, 7 of 9 devices".
func (i *Incident) Brief() string {
	what := "no data"
	if i.Kind != usual.Gap && len(i.Evidence) > 0 {
		e := &i.Evidence[i.telling()[0]]
		what = e.Metric.String() + " " + short(e.Value) + " " + e.Metric.Info().Unit
	}
	hit := fmt.Sprintf("%s of %s", record.Count(int64(i.Hit)), record.Count(int64(i.Of))+plural(i.Of, " device"))
	switch i.Scope {
	case OneDevice:
		return i.Where() + " " + what + " " + i.When()
	case ManyDevices:
		return i.Prefix + "* " + what + " " + i.When() + ", " + hit
	case OneRegion:
		return i.Region.Text + " " + what + " " + i.When() + ", " + hit
	}
	return what + " " + i.When() + " on " + i.Where()
}

// Value prints a value with the unit of its metric: "6.1 %", "no data".
func Value(m record.Metric, v float64) string {
	if math.IsNaN(v) {
		return "no data"
	}
	return Number(v) + " " + m.Info().Unit
}

// Number prints a number with three digits, whole thousands in groups, such as
// "6.1", "0.4", "182", "12,345"; "unknown" for NaN.
func Number(v float64) string {
	if math.IsNaN(v) {
		return "unknown"
	}
	if math.Abs(v) >= 999.5 && math.Abs(v) < 1e15 {
		return record.Count(int64(math.Round(v)))
	}
	if math.Abs(v) < 0.0005 {
		return "0"
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// Span prints a length of time in its two largest units, such as "2 h 10 min",
// "3 d 4 h", "45 s".
func Span(d time.Duration) string {
	for _, u := range [...]struct {
		unit, part time.Duration
		name, of   string
	}{{24 * time.Hour, time.Hour, "d", "h"}, {time.Hour, time.Minute, "h", "min"}, {time.Minute, time.Second, "min", "s"}} {
		if d < u.unit {
			continue
		}
		d = d.Round(u.part)
		if rest := d % u.unit / u.part; rest > 0 {
			return fmt.Sprintf("%d %s %d %s", d/u.unit, u.name, rest, u.of)
		}
		return fmt.Sprintf("%d %s", d/u.unit, u.name)
	}
	return Number(d.Seconds()) + " s"
}

// ruleOf says in words, with its numbers, what a fact broke.
func ruleOf(e *entry, f *fact) string {
	m, rows := f.metric, record.Count(e.rows)+plural(int(e.rows), " sample")
	bad := record.Count(int64(f.bad))
	switch f.kind {
	case usual.Gap:
		return fmt.Sprintf("no data for %s, where a sample comes every %s: %s missing",
			Span(time.Duration(int64(f.bad)*e.step)), Span(time.Duration(e.step)), bad+isOrAre(f.bad))
	case usual.Stuck:
		return fmt.Sprintf("%s stays at exactly %s for %s samples, where it otherwise moves (spread %s)", m, Value(m, f.value), bad, Number(f.spread))
	case usual.Breach:
		text := m.String() + " limit"
		if f.rule != nil {
			text = f.rule.Text
		}
		return fmt.Sprintf("stated limit %s: broken by %s of %s", text, bad, rows)
	}
	side, sign := "above", "plus"
	if f.limit < f.usual {
		side, sign = "below", "minus"
	}
	spreads := math.Abs(f.limit-f.usual) / f.spread
	if f.kind == usual.Shift {
		return fmt.Sprintf("the level of %s stays %s %s: %s %s %.1f spreads of %s; so%s %s of %s",
			m, side, Value(m, f.limit), Number(f.usual), sign, spreads, Number(f.spread), isOrAre(f.bad), bad, rows)
	}
	return fmt.Sprintf("%s %s %s: its usual %s %s %.1f spreads of %s; so%s %s of %s",
		m, side, Value(m, f.limit), Number(f.usual), sign, spreads, Number(f.spread), isOrAre(f.bad), bad, rows)
}

func isOrAre(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}
