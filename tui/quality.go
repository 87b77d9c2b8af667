package tui

import (
	"math"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/tui/chart"
)

// qualities returns what the samples of the groups of a level tell, beside them.
// cells is as for groupColumns. It is empty where that is not known.
func (d *dataset) qualities(l level, groups []kpi.Group, cells []int) []kpi.Quality {
	switch {
	case l == byRegion && len(d.RegionQuality) == len(groups):
		return d.RegionQuality
	case l == byRegion || len(d.CellQuality) != len(d.Cells):
		return nil
	case l == byDevice:
		return d.deviceQuality(groups)
	case cells == nil:
		return d.CellQuality
	}
	out := make([]kpi.Quality, len(cells))
	for i, c := range cells {
		out[i] = d.CellQuality[c]
	}
	return out
}

// deviceQuality is the Quality of devices over all their regions: what can be
// added up. The traffic of a device in several regions is not known here.
func (d *dataset) deviceQuality(devices []kpi.Group) []kpi.Quality {
	at := make(map[string]int, len(devices))
	for i := range devices {
		at[devices[i].Device.Raw] = i
	}
	out, parts := make([]kpi.Quality, len(devices)), make([]int, len(devices))
	for c := range d.Cells {
		i, ok := at[d.Cells[c].Device.Raw]
		if !ok {
			continue
		}
		if q := &out[i]; parts[i] == 0 {
			*q = d.CellQuality[c]
		} else {
			q.Add(&d.CellQuality[c])
		}
		parts[i]++
	}
	return out
}

// qualityColumns are the columns of what samples tell beside the reference
// numbers. Those that are asked for less are hidden.
func qualityColumns(q []kpi.Quality) []column {
	if len(q) == 0 {
		return nil
	}
	add := func(title string, width, decimals int, hidden, desc bool, pick func(*kpi.Quality) float64, role func(float64) chart.Role) column {
		return column{title: title, width: width, right: true, desc: desc, hidden: hidden,
			text: func(i int) string { return leftNumber(pick(&q[i]), decimals) },
			key:  func(i int) float64 { return pick(&q[i]) },
			role: func(i int) chart.Role {
				if v := pick(&q[i]); math.IsNaN(v) {
					return chart.Dim
				} else if role != nil {
					return role(v)
				}
				return chart.Text
			}}
	}
	below := func(limit float64) func(float64) chart.Role {
		return func(v float64) chart.Role {
			if v < limit {
				return chart.Warn
			}
			return chart.Text
		}
	}
	return []column{
		add("avail. %", 8, kpi.AvailabilityDigits, false, false, func(q *kpi.Quality) float64 { return 100 * q.Availability }, below(100*kpi.WatchAvailability)),
		add("coverage", 8, kpi.CoverageDigits, false, false, func(q *kpi.Quality) float64 { return 100 * q.Coverage }, below(100*kpi.WatchCoverage)),
		add("jitter", 7, kpi.JitterDigits, false, true, func(q *kpi.Quality) float64 { return q.Jitter }, nil),
		add("Mbps 95th", 9, kpi.TrafficDigits, false, true, func(q *kpi.Quality) float64 { return q.Traffic95 }, nil),
		add("loss run", 8, 0, true, true, func(q *kpi.Quality) float64 {
			if q.Good+q.Bad == 0 {
				return math.NaN()
			}
			return float64(q.LossRun)
		}, nil),
		add("missing", 8, 0, true, true, func(q *kpi.Quality) float64 { return float64(q.None) }, nil),
		add("Mbps/day", 8, 2, true, true, func(q *kpi.Quality) float64 { return q.Capacity.PerDay }, nil),
		add("days left", 9, 0, true, false, func(q *kpi.Quality) float64 { return q.Capacity.DaysLeft }, below(soonFull)),
	}
}

// soonFull is how many days before a link is full its number is marked.
const soonFull = 90

// leftNumber is cellNumber, a word for what never ends.
func leftNumber(v float64, decimals int) string {
	if math.IsInf(v, 1) {
		return "no end"
	}
	return cellNumber(v, decimals)
}

// qualityLines tells the numbers of a Quality with their denominators: a name of
// a width and what belongs to it, wrapped in w cells.
func qualityLines(th *chart.Theme, q *kpi.Quality, name, w int) []string {
	var out []string
	pair := func(title, text string) {
		for i, line := range wrap(text, max(10, w-name)) {
			if i > 0 {
				title = ""
			}
			out = append(out, th.Paint(chart.Dim, th.Fit(title, name))+line)
		}
	}
	pair("available", q.AvailabilityText())
	pair("coverage", q.CoverageText())
	pair("jitter", q.JitterText()+"; longest run with loss "+q.LossRunText())
	pair("traffic", "95th percentile "+q.TrafficText())
	pair("capacity", q.Capacity.Text())
	return out
}

// methodLines tells how the numbers of a Quality are made.
func methodLines(th *chart.Theme, w int) []string {
	out := []string{th.Paint(chart.Header, "How these numbers are made")}
	for _, m := range [][2]string{
		{"available", kpi.AvailabilityMethod}, {"coverage", kpi.CoverageMethod}, {"jitter", kpi.JitterMethod}, {"loss run", kpi.LossRunMethod},
		{"traffic", kpi.TrafficMethod}, {"capacity", kpi.CapacityMethod},
	} {
		out = append(out, paint(th, chart.Dim, wrap(m[0]+": "+m[1], w))...)
	}
	return out
}

// briefQuality tells a Quality in one line of w cells, as far as that reaches.
func briefQuality(q *kpi.Quality, w int) string {
	parts := []string{
		"available " + kpi.Percent(q.Availability, kpi.AvailabilityDigits) + " of " + plural(q.Good+q.Bad, "sample"),
		"coverage " + kpi.Percent(q.Coverage, kpi.CoverageDigits),
	}
	if q.JitterN > 0 {
		parts = append(parts, "jitter "+number(q.Jitter, kpi.JitterDigits)+" ms")
	}
	if q.Slots > 0 {
		parts = append(parts, "95th percentile traffic "+number(q.Traffic95, kpi.TrafficDigits)+" Mbps")
	}
	if left := q.Capacity.LeftText(); left != "" {
		parts = append(parts, left)
	}
	for n := len(parts); n > 1; n-- {
		if s := strings.Join(parts[:n], ", "); cells(s) <= w {
			return s
		}
	}
	return parts[0]
}
