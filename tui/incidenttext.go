package tui

import (
	"math"
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// incidentRole colours a severity band.
func incidentRole(l incident.Level) chart.Role {
	switch {
	case l >= incident.High:
		return chart.Bad
	case l == incident.Medium:
		return chart.Warn
	}
	return chart.Text
}

// levelMark is a sign of one cell for a severity band that needs no colour.
func levelMark(th *chart.Theme, l incident.Level) string {
	marks := []string{"·", "▲", "◆", "✗"}
	if th.ASCII() {
		marks = []string{".", "!", "#", "X"}
	}
	return th.Paint(incidentRole(l), marks[min(int(l), len(marks)-1)])
}

// stateText says whether an incident goes on.
func stateText(i *incident.Incident) string {
	if i.Open {
		return "open"
	}
	return "closed"
}

// lasted prints a length of time in two units at most: 45m, 3h 12m, 2d 4h.
func lasted(ns int64) string {
	d := time.Duration(max(0, ns))
	two := func(a int64, x string, b int64, y string) string {
		s := strconv.FormatInt(a, 10) + x
		if b > 0 {
			s += " " + strconv.FormatInt(b, 10) + y
		}
		return s
	}
	switch {
	case d < time.Minute:
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	case d < time.Hour:
		return two(int64(d/time.Minute), "m", int64(d%time.Minute/time.Second), "s")
	case d < 24*time.Hour:
		return two(int64(d/time.Hour), "h", int64(d%time.Hour/time.Minute), "m")
	}
	return two(int64(d/(24*time.Hour)), "d", int64(d%(24*time.Hour)/time.Hour), "h")
}

// incidentWhere says in a few words where an incident is.
func incidentWhere(i *incident.Incident) string {
	n := strconv.Itoa(max(i.Hit, len(i.Devices))) + " of " + strconv.Itoa(i.Of)
	switch i.Scope {
	case incident.OneDevice:
		if len(i.Devices) > 0 {
			s := i.Devices[0].Device.Text
			if i.Devices[0].Region.Raw != "" {
				s += ", " + i.Devices[0].Region.Text
			}
			return s
		}
	case incident.ManyDevices:
		return n + " " + record.Clean(i.Prefix) + "*"
	case incident.OneRegion:
		return n + " in " + i.Region.Text
	}
	return n + " devices"
}

// mainEvidence returns the position of the metric that the cause is named after,
// the first one otherwise; -1 where there is none.
func mainEvidence(i *incident.Incident) int {
	what := i.What()
	for k := range i.Evidence {
		if strings.HasPrefix(what, i.Evidence[k].Metric.String()+" ") {
			return k
		}
	}
	return min(1, len(i.Evidence)) - 1
}

// impactText prints how much was hurt.
func impactText(i *incident.Incident) string {
	if math.IsNaN(i.ImpactGB) {
		return cellNumber(i.ImpactMinutes, 0) + " min"
	}
	return gigabytes(i.ImpactGB)
}

func gigabytes(gb float64) string {
	switch {
	case gb == 0:
		return "none"
	case gb >= 1000:
		return number(gb/1000, 1) + " TB"
	case gb >= 100:
		return number(gb, 0) + " GB"
	case gb >= 1:
		return number(gb, 1) + " GB"
	}
	return number(gb*1000, 0) + " MB"
}

// metricNumber prints a value of a finding, as all texts of incidents do.
func metricNumber(v float64) string {
	if math.IsNaN(v) {
		return noData
	}
	return incident.Number(v)
}

func withUnit(m record.Metric, v float64) string {
	if math.IsNaN(v) {
		return noData
	}
	return metricNumber(v) + " " + m.Info().Unit
}

// shortStamp prints a time in UTC without the year, which the header has.
func shortStamp(t int64) string { return time.Unix(0, t).UTC().Format("01-02 15:04") }

// touches reports whether a device in a region takes part in an incident.
func touches(i *incident.Incident, device, region record.Name) bool {
	for k := range i.Devices {
		if m := &i.Devices[k]; m.Device == device && m.Region == region {
			return true
		}
	}
	return false
}

// incidentsOf returns the positions of the incidents of a device in a region.
func (d *dataset) incidentsOf(device, region record.Name) []int32 {
	var out []int32
	for i := range d.Findings.Incidents {
		if touches(&d.Findings.Incidents[i], device, region) {
			out = append(out, int32(i))
		}
	}
	return out
}

// openFirst returns the positions of incidents, those that go on first, each
// kind by rank.
func (d *dataset) openFirst() []int32 {
	var open, closed []int32
	for i := range d.Findings.Incidents {
		if d.Findings.Incidents[i].Open {
			open = append(open, int32(i))
		} else {
			closed = append(closed, int32(i))
		}
	}
	return append(open, closed...)
}
