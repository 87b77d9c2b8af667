package tui

import (
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
	"network-analytics/tui/chart"
)

// memberWidths returns the cells that device and region need in the list of
// devices, for the region 0 when there is one only.
func memberWidths(i *incident.Incident) (names, regions int) {
	for k := range i.Devices {
		names = min(max(names, cells(i.Devices[k].Device.Text)), 16)
		if i.Devices[k].Region != i.Devices[0].Region {
			regions = -1
		}
	}
	if regions < 0 {
		for k := range i.Devices {
			regions = min(max(regions, cells(i.Devices[k].Region.Text)), 12)
		}
	}
	return names, regions
}

// evidenceRow sets the cells of the list of metrics; where room is short the
// time goes first.
func evidenceRow(mark, metric, where, at, value, usual, limit, z string, w int) string {
	s := mark
	if mark == "" {
		s = "  "
	}
	const numbers = 9 + 8 + 8 + 7
	s += chart.Fit(metric, 8)
	room := w - cells(s) - numbers
	if w >= 74 {
		room -= 12
	}
	s += chart.Fit(where, max(4, min(room, 20)))
	if w >= 74 {
		s += " " + chart.Fit(at, 11)
	}
	return s + chart.FitLeft(value, 9) + chart.FitLeft(usual, 8) + chart.FitLeft(limit, 8) + chart.FitLeft(z, 7)
}

func metricOrDash(v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return metricNumber(v)
}

// memberWorst is the worst value of a device.
func memberWorst(m *incident.Member) string {
	if math.IsNaN(m.Value) {
		return "no data"
	}
	s := m.Metric.String() + " " + withUnit(m.Metric, m.Value)
	if !math.IsNaN(m.Usual) {
		s += " (usual " + metricNumber(m.Usual) + ")"
	}
	return s
}

func devicesTitle(i *incident.Incident) string {
	if len(i.Devices) == 1 {
		return "Device"
	}
	s := "Devices in the order they began: " + record.Count(int64(max(i.Hit, len(i.Devices)))) + " of " + record.Count(int64(i.Of))
	if i.Hit > len(i.Devices) {
		s += ", the first " + record.Count(int64(len(i.Devices))) + " listed"
	}
	return s
}

// incidentTimes tells when it began, was known and ended.
func incidentTimes(i *incident.Incident) string {
	s := "began " + stamp(i.Start) + " UTC"
	if i.Raised > i.Start {
		s += ", clear " + lasted(i.Raised-i.Start) + " later"
	}
	if i.Open {
		s += ", goes on at the end of the input"
	} else {
		s += ", ended " + stamp(i.End) + " UTC"
	}
	if i.LastGood != 0 {
		s += "; last good sample " + stamp(i.LastGood)
	}
	if i.Rows == 0 {
		return s
	}
	return s + "; " + plural(i.Rows, "sample") + ", " + record.Count(i.Flagged) + " flagged by the reference rule"
}

// evidenceHead is one line about a metric.
func evidenceHead(th *chart.Theme, e *incident.Evidence, w int) string {
	s := e.Metric.String() + " of " + e.Device.Text
	if e.Region.Raw != "" {
		s += " in " + e.Region.Text
	}
	if !math.IsNaN(e.Value) {
		s += ": " + withUnit(e.Metric, e.Value) + " at " + shortStamp(e.At)
	}
	return th.Paint(chart.Header, th.Fit(s, w))
}

// aroundTitle is the line above a chart.
func aroundTitle(th *chart.Theme, e *incident.Evidence, w int) []string {
	return []string{evidenceHead(th, e, w)}
}

// evidenceText says in words where the numbers of a metric come from.
func evidenceText(th *chart.Theme, i *incident.Incident, e *incident.Evidence, w int) []string {
	var out []string
	pair := func(name, text string) {
		const column = 9
		for n, line := range wrap(text, max(10, w-column)) {
			label := ""
			if n == 0 {
				label = name
			}
			out = append(out, th.Paint(chart.Dim, th.Fit(label, column))+line)
		}
	}
	if e.Rule != "" {
		pair("rule", record.CleanText(e.Rule))
	}
	unit := " " + e.Metric.Info().Unit
	switch {
	case i.Kind == usual.Gap:
	case math.IsNaN(e.Usual):
		method := record.CleanText(e.Method)
		if method == "" {
			method = "too little history"
		}
		pair("usual", "not known: "+method)
	default:
		text := metricNumber(e.Usual) + unit + ": " + record.CleanText(e.Method)
		if e.Samples > 0 && !strings.Contains(e.Method, "sample") {
			text += "; " + plural(int64(e.Samples), "sample") + " on " + plural(int64(e.Days), "day")
		}
		pair("usual", text)
	}
	if !math.IsNaN(e.Z) && !math.IsNaN(e.Spread) {
		pair("spread", metricNumber(e.Spread)+unit+" (robust standard deviation); the value is "+number(math.Abs(e.Z), 1)+" of them "+aboveOrBelow(e.Z)+" the usual")
	}
	if e.Peers > 1 && e.PeerRank > 0 {
		pair("peers", "rank "+strconv.Itoa(e.PeerRank)+" of "+plural(int64(e.Peers), "device")+" of the region by how far each is from its own usual")
	}
	if e.Bad > 0 {
		what := " beyond the limit"
		if i.Kind == usual.Gap {
			what = " missing"
		}
		pair("samples", plural(int64(e.Bad), "sample")+what)
	}
	return out
}

func aboveOrBelow(z float64) string {
	if z < 0 {
		return "below"
	}
	return "above"
}

// severityHow says how the severity is made.
func severityHow(i *incident.Incident, l detect.Limits) string {
	if i.Kind == usual.Gap {
		return "Samples that are missing count 1, and the share of the devices they are missing from on top of it: " +
			record.Count(int64(max(i.Hit, len(i.Devices)))) + " of " + record.Count(int64(i.Of)) + "."
	}
	return "The largest over its samples of (value - the limit it passed) / reference limit (latency " + trimZeros(l.Latency) + " ms, loss " +
		trimZeros(l.Loss) + " %, cpu " + trimZeros(l.CPU) + " %): 0.5 is half a reference limit beyond. By the fixed limits alone it would be " +
		number(i.Rule, 2) + ". Low is below 0.25, medium below 0.75, high below 1.5."
}

// impactHow says how the impact is made.
func impactHow(i *incident.Incident) string {
	s := number(i.ImpactMinutes, 0) + " device minutes: the time of each sample times the share that hurts, from 0 to 1 (latency: a third of its " +
		"relative excess; loss: a fifth of its %; traffic: what is missing of the usual; a missing sample: all)."
	switch {
	case i.ImpactGB == 0:
		return s
	case math.IsNaN(i.ImpactGB):
		return s + " Without traffic the volume is not known."
	}
	return s + " Times the usual traffic: " + gigabytes(i.ImpactGB) + "."
}
