package export

import (
	"io"
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// How much the plain report lists. What is left out is said, with where to find it.
const (
	plainGroups  = 1000 // regions, devices
	plainMembers = 100  // devices of an incident
	plainSpikes  = 100
	plainRows    = 50 // bottleneck rows
)

// Plain writes the whole report as text that reads well aloud: for a screen
// reader, a pipe, a ticket. A heading is a line of its own after an empty one; what
// belongs to it is indented. There are no tables: every number stands beside its
// name and its unit. Lines are at most 80 columns, whatever the terminal, wide
// characters counted as two, and hold no control character. It returns the error
// of w.
func Plain(w io.Writer, r *analytics.Report, about About) error {
	d := plainDoc{r: r}
	d.head()
	d.incidents()
	d.spikes()
	d.chronic()
	d.numbers()
	d.regions()
	d.devices()
	d.hours()
	d.objective()
	d.rows()
	d.reading(about.Reading)
	d.method(about)
	_, err := io.WriteString(w, d.String())
	return err
}

type plainDoc struct {
	textDoc
	r *analytics.Report
}

// title begins a part.
func (d *plainDoc) title(text string) {
	d.line("")
	d.para("", text)
}

// say adds a paragraph of a part.
func (d *plainDoc) say(text string) { d.para("  ", text) }

// item adds a paragraph that others below it belong to.
func (d *plainDoc) item(text string) {
	d.hang("  ", "    ", text)
}

// more adds a paragraph below an item.
func (d *plainDoc) more(text string) { d.hang("    ", "      ", text) }

func (d *plainDoc) head() {
	r := d.r
	d.para("", "Report on network telemetry")
	d.title("Verdict: " + r.Verdict.Level.String())
	if r.Verdict.Headline != "" {
		d.say(r.Verdict.Headline)
	}
	for _, fact := range r.Verdict.Facts {
		d.say(fact)
	}
	d.title("What was looked at")
	d.say("Source: " + r.Load.Source)
	rows := "Records: " + plural(r.Overall.Rows, "record")
	if n := r.Load.Rows; n != r.Overall.Rows {
		rows += " of " + count(n) + " that were read"
	}
	d.say(rows + "; view: " + r.View.Rows())
	if r.Overall.Rows > 0 {
		d.say("Time: " + clockSeconds(r.First) + " to " + clockSeconds(r.Last) + " UTC (" + span(r.Last-r.First) + ")")
	}
	d.say(plural(int64(len(r.Devices)), "device") + " in " + plural(int64(len(r.Regions)), "region"))
}

// numbers tells the key numbers, each with what is usual and how it is made.
func (d *plainDoc) numbers() {
	d.title("Key numbers")
	for i := range d.r.Tiles {
		t := &d.r.Tiles[i]
		if t.N == 0 || math.IsNaN(t.Value) {
			d.item(t.Title + ": " + noData)
			continue
		}
		text := t.Title + ": " + unit(t.Value, t.Decimals, t.Unit) + ", " + t.Level.String()
		if !math.IsNaN(t.Now) {
			text += "; in the last full hour " + unit(t.Now, t.Decimals, t.Unit)
			if math.IsNaN(t.Usual) {
				text += ", what is usual then is not known"
			} else {
				text += ", usual then " + unit(t.Usual, t.Decimals, t.Unit)
			}
		}
		if t.N != d.r.Overall.Rows {
			text += "; of " + plural(t.N, "sample")
		}
		d.item(text)
		if t.Method != "" {
			d.more("How: " + t.Method)
		}
	}
	if c := &d.r.OverallQuality.Capacity; c.Confidence != "" {
		d.item("Capacity, traffic of all devices together: " + c.Text())
		d.more("How: " + kpi.CapacityMethod)
	}
}

func (d *plainDoc) regions() {
	r := d.r
	d.groups("Regions", "", r.Regions, r.RegionQuality)
}

func (d *plainDoc) devices() {
	r := d.r
	d.groups("Devices", "each in a region, ", r.Cells, r.CellQuality)
}

// groups tells all that is known of groups, of very many those with most
// bottlenecks.
func (d *plainDoc) groups(title, what string, groups []kpi.Group, quality []kpi.Quality) {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	title += " (" + what + count(int64(len(groups)))
	if len(order) > plainGroups {
		order = first(plainGroups, order, func(a, b int) int { return moreBottlenecks(&groups[a], &groups[b]) })
		title += ", here the " + count(plainGroups) + " with most bottlenecks; the JSON has them all"
	}
	d.title(title + ")")
	for _, i := range order {
		var q *kpi.Quality
		if i < len(quality) {
			q = &quality[i]
		}
		d.group(&groups[i], q)
	}
	if len(order) == 0 {
		d.say("none")
	}
}

// group tells all that is known of a region or a device.
func (d *plainDoc) group(g *kpi.Group, q *kpi.Quality) {
	text := placeOf(g.Device, g.Region) + ": " + plural(g.Rows, "record") + ", "
	if g.Bottlenecks == 0 {
		text += "no bottleneck"
	} else {
		text += plural(g.Bottlenecks, "bottleneck") + ", worst severity " + brief(g.MaxSeverity, kpi.SeverityDigits)
	}
	d.item(text)
	for m := range record.NumMetrics {
		d.more(metricSentence(g, q, m))
	}
	if q != nil {
		d.more("availability " + q.AvailabilityText())
		d.more("coverage " + q.CoverageText())
		d.more("longest run with loss " + q.LossRunText() + "; jitter " + q.JitterText())
		d.more("95th percentile of the traffic " + q.TrafficText())
		if q.Slots > 0 {
			d.more("capacity: " + q.Capacity.Text())
		}
	}
	d.more("uptime score " + num(g.Uptime, kpi.UptimeDigits) + ", performance score " + num(g.Performance, kpi.PerformanceDigits))
}

// metricSentence tells the statistics of a metric; q may be nil.
func metricSentence(g *kpi.Group, q *kpi.Quality, m record.Metric) string {
	s := &g.Metric[m]
	if s.N == 0 {
		return m.String() + ": " + noData
	}
	digits, p, exact := kpi.MetricDigits[m], [3]float64{s.P50, s.P95, s.P99}, s.Exact
	if q != nil && m != record.Latency {
		p, exact = q.Percentile[m], q.Exact[m]
	}
	text := m.String() + ": mean " + unit(s.Mean, digits, m.Info().Unit)
	if !math.IsNaN(p[0]) {
		text += ", p50 " + brief(p[0], digits) + ", p95 " + brief(p[1], digits) + ", p99 " + brief(p[2], digits)
		if !exact {
			text += " (approximate)"
		}
	}
	text += ", min " + brief(s.Min, digits) + ", max " + brief(s.Max, digits)
	if !math.IsNaN(s.Std) {
		text += ", standard deviation " + brief(s.Std, digits)
	}
	if s.N != g.Rows {
		text += ", " + plural(s.N, "value")
	}
	return text
}

// placeOf names a device, a region, or a device in a region.
func placeOf(device, region record.Name) string {
	switch {
	case device.Text == "" && region.Text == "":
		return "everything"
	case device.Text == "":
		return "region " + region.Text
	case region.Text == "":
		return "device " + device.Text
	}
	return "device " + device.Text + " in " + region.Text
}

// hours tells the traffic by hour of the day, per region.
func (d *plainDoc) hours() {
	g := &d.r.Hours
	d.title("Traffic by hour of the day (UTC; mean of the records, Mbps)")
	cells := g.HourOfDay(record.Traffic)
	told := 0
	for region := range g.Regions {
		hours := cells[region*24 : region*24+24]
		busiest, quietest := -1, -1
		for h, c := range hours {
			if c.N == 0 {
				continue
			}
			if busiest < 0 || c.Mean() > hours[busiest].Mean() {
				busiest = h
			}
			if quietest < 0 || c.Mean() < hours[quietest].Mean() {
				quietest = h
			}
		}
		if busiest < 0 {
			continue
		}
		if told++; told > plainGroups {
			continue
		}
		d.item(placeOf(record.Name{}, g.Regions[region]) + ": busiest at " + hourText(busiest) + " with " + mbps(hours[busiest].Mean()) +
			", quietest at " + hourText(quietest) + " with " + mbps(hours[quietest].Mean()))
		for h := 0; h < 24; h += 6 {
			text, some := "from "+hourText(h)+": ", false
			for i, c := range hours[h : h+6] {
				some = some || c.N > 0
				if i > 0 {
					text += ", "
				}
				text += measured(c.N, c.Mean(), kpi.TrafficDigits)
			}
			if some {
				d.more(text)
			}
		}
	}
	switch {
	case told == 0:
		d.say(noData)
	case told > plainGroups:
		d.say("and " + plural(int64(told-plainGroups), "more region"))
	}
}

func hourText(h int) string { return strconv.Itoa(h/10) + strconv.Itoa(h%10) + ":00" }

func mbps(v float64) string { return unit(v, kpi.TrafficDigits, "Mbps") }

// rows tells the bottleneck rows of highest severity.
func (d *plainDoc) rows() {
	r := d.r
	worst := mostSevere(r.Bottlenecks, plainRows)
	d.title("Bottlenecks" + topOf(len(worst), len(r.Bottlenecks), "bottlenecks.csv has them all"))
	for i, b := range worst {
		text := strconv.Itoa(i+1) + ". " + clockSeconds(b.Time) + " UTC, " + placeOf(r.Device(b.Device), r.Region(b.Region)) +
			": severity " + brief(b.Severity, kpi.SeverityDigits)
		d.item(text)
		values := ""
		for _, m := range []record.Metric{record.Latency, record.Loss, record.CPU, record.Traffic} {
			if values != "" {
				values += ", "
			}
			values += m.String() + " " + valueText(b.Value[m], m)
		}
		d.more(values)
		d.more("breaks " + strings.Join(rulesOf(b), ", "))
	}
	if len(worst) == 0 {
		d.say("none")
	}
}

// valueText prints a measured value with all the digits that tell it apart.
func valueText(v float64, m record.Metric) string {
	if math.IsNaN(v) {
		return noData
	}
	return shortNumber(v) + " " + m.Info().Unit
}

// topOf tells that a list is cut: " (the 50 most severe of 332; ...)".
func topOf(shown, all int, where string) string {
	if shown == all {
		return " (" + count(int64(all)) + ")"
	}
	return " (the " + count(int64(shown)) + " most severe of " + count(int64(all)) + "; " + where + ")"
}
