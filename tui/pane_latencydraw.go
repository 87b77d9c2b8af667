package tui

import (
	"math"
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/tui/chart"
)

// leastTrend is how many cells of a list a trend gets before numbers do.
const leastTrend = 14

func (it *latencyItem) latency() *kpi.Summary { return &it.group.Metric[record.Latency] }

// jitter prints the jitter for a narrow column.
func (it *latencyItem) jitter() string {
	if it.quality == nil || it.quality.JitterN == 0 {
		return "-"
	}
	return number(it.quality.Jitter, kpi.JitterDigits)
}

// availability prints the availability for a narrow column.
func (it *latencyItem) availability() string {
	if it.quality == nil || it.quality.Good+it.quality.Bad == 0 {
		return "-"
	}
	return number(100*it.quality.Availability, kpi.AvailabilityDigits)
}

// listHeight returns the lines of the list, its header included.
func (p *latencyPane) listHeight(w, h int) int {
	if w >= sideBySide || h < 10 {
		return h
	}
	return min(len(p.items)+1, max(4, h*2/5))
}

func (p *latencyPane) lines(th *chart.Theme, w, h int) []string {
	if len(p.items) == 0 {
		return centred([]string{th.Paint(chart.Dim, noData)}, 8, w, h)
	}
	lh := p.listHeight(w, h)
	p.plot = plotSpot{y: lh + 1}
	switch {
	case lh >= h && w < sideBySide:
		return p.listLines(th, p.items, p.cursor, w, h)
	case w < sideBySide:
		return append(p.listLines(th, p.items, p.cursor, w, lh), p.chartLines(th, w, h-lh)...)
	}
	lw := max(46, w*2/5)
	p.plot = plotSpot{x: lw + 3, y: 1}
	rule := "│"
	if th.ASCII() {
		rule = "|"
	}
	left := p.listLines(th, p.items, p.cursor, lw, h)
	if look := p.inside < 0; look && h-len(left) > 4 && len(p.look()) > 0 {
		left = append(left, "")
		left = append(left, p.listLines(th, p.preview, -1, lw, h-len(left))...)
	}
	return beside(left, p.chartLines(th, w-lw-3, h), lw, " "+th.Paint(chart.Border, rule)+" ", th, h)
}

// beside sets two blocks of h lines side by side, the left one w cells wide.
func beside(left, right []string, w int, between string, th *chart.Theme, h int) []string {
	out := make([]string, h)
	for y := range out {
		var a, b string
		if y < len(left) {
			a = left[y]
		}
		if y < len(right) {
			b = right[y]
		}
		out[y] = th.Fit(a, w) + between + b
	}
	return out
}

// listLines draws a list in w x h cells, the header first; cursor is -1 for none.
func (p *latencyPane) listLines(th *chart.Theme, items []latencyItem, cursor, w, h int) []string {
	const numberWidth = 7
	name, numbers := 8, 5
	for i := range items {
		name = min(max(name, cells(items[i].name)), maxNameWidth, w/3)
	}
	title := "device"
	if items[0].cell < 0 {
		title = "region"
	} else if items[0].region < 0 {
		title = "slowest"
	}
	for numbers > 1 && w-2-name-numbers*(numberWidth+1) < leastTrend {
		numbers--
	}
	trend := w - 2 - name - numbers*(numberWidth+1) - 2
	columns := []struct {
		title string
		pick  func(*latencyItem) string
	}{
		{"p95 ms", func(it *latencyItem) string { return cellNumber(it.latency().P95, 1) }},
		{"p50", func(it *latencyItem) string { return cellNumber(it.latency().P50, 1) }},
		{"max", func(it *latencyItem) string { return cellNumber(it.latency().Max, 1) }},
		{"jitter", func(it *latencyItem) string { return it.jitter() }},
		{"up %", func(it *latencyItem) string { return it.availability() }},
	}[:numbers]
	head := "  " + th.Fit(title, name)
	for _, c := range columns {
		head += " " + th.FitLeft(c.title, numberWidth)
	}
	if trend > 4 {
		title := "trend of the mean"
		if cells(title) > trend {
			title = "trend"
		}
		head += "  " + title
	}
	out := []string{th.Paint(chart.Header, th.Fit(head, w))}
	page, top := h-1, 0
	if cursor >= 0 {
		p.top = scroll(p.top, cursor, len(items), page)
		top = p.top
	}
	for i := top; i < min(len(items), top+page); i++ {
		it, here := &items[i], i == cursor
		var b strings.Builder
		for k, c := range columns {
			text := th.FitLeft(c.pick(it), numberWidth)
			if !here && k == 0 && it.latency().P95 > p.d.Limits.Latency {
				text = th.Paint(chart.Warn, text)
			}
			b.WriteString(" " + text)
		}
		line := th.Fit(it.name, name) + b.String()
		if here {
			line = th.Paint(chart.Selected, "> "+line)
		} else {
			line = "  " + line
		}
		if trend > 4 {
			line += "  " + p.trend(th, it, trend)
		}
		out = append(out, line)
	}
	return out
}

func (p *latencyPane) trend(th *chart.Theme, it *latencyItem, w int) string {
	o := chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Limit: p.d.Limits.Latency, Role: chart.Accent}
	if p.shared {
		o.Min, o.Max = p.lo, p.hi
	}
	return chart.Sparkline(th, it.series.Values(series.Mean), w, o)
}

// facts are the numbers of an item, most telling first.
func (p *latencyPane) facts(it *latencyItem) []string {
	s := it.latency()
	out := []string{"p50 " + number(s.P50, 1), "p95 " + number(s.P95, 1), "p99 " + number(s.P99, 1), "max " + number(s.Max, 1) + " ms",
		"mean " + number(s.Mean, 1), "n " + record.Count(s.N)}
	if q := it.quality; q != nil {
		if q.JitterN > 0 {
			out = append(out, "jitter "+number(q.Jitter, kpi.JitterDigits)+" ms")
		}
		if q.Good+q.Bad > 0 {
			out = append(out, "available "+kpi.Percent(q.Availability, kpi.AvailabilityDigits))
		}
	}
	return out
}

// head prints the name of an item and its facts in at most most lines of w cells;
// facts that do not fit are left out.
func (p *latencyPane) head(th *chart.Theme, it *latencyItem, w, most int) []string {
	name := it.name
	if p.inside >= 0 {
		name += " in " + p.d.Regions[p.inside].Region.Text
	}
	name = strings.TrimRight(th.Fit(name, min(cells(name), w)), " ")
	out, used := []string{th.Paint(chart.Title, name)}, cells(name)
	for _, fact := range p.facts(it) {
		n := cells(fact) + 2
		switch last := len(out) - 1; {
		case used+n <= w:
			out[last] += th.Paint(chart.Dim, "  "+fact)
			used += n
		case len(out) < most:
			out = append(out, th.Paint(chart.Dim, fact))
			used = n - 2
		}
	}
	return out
}

// chartLines draws the selected item in w x h cells.
func (p *latencyPane) chartLines(th *chart.Theme, w, h int) []string {
	it := &p.items[p.cursor]
	most := 1
	if h >= 12 {
		most = 2
	}
	out := p.head(th, it, w, most)
	points := calm(it.series, w)
	line := chart.Line{Name: "mean", Role: chart.Series0, Series: points}
	band := "lowest to highest"
	if it.cell < 0 {
		line.Name, line.Value = "median", func(p series.Point) float64 { return p.P50 }
		if band = "p5 to p95"; points.Width > it.series.Width {
			band = "lowest p5 to highest p95" // of the merged buckets
		}
	}
	limit := p.d.Limits.Latency
	loss := "loss above " + trimZeros(p.d.Limits.Loss) + " %"
	bad := "mean " + loss
	if it.cell >= 0 {
		bad = "mostly " + loss
	}
	p.plot.options = chart.LineOptions{
		Width: w, Height: h - len(out), Lines: []chart.Line{line}, Unit: "ms", YFromZero: true, Y: p.axis,
		Band: true, BandName: band, Limit: limit, LimitLabel: "limit " + trimZeros(limit) + " ms",
		Marks: p.marks(it), MarksName: "loss", BadNote: bad, SomeNote: "some " + loss,
		Start: p.d.Timeline.Start, End: p.d.Timeline.Overall[record.Latency].End(), Cursor: p.spot.at,
		MarkStart: p.spot.from, MarkEnd: max(p.spot.from, p.spot.to),
	}
	p.plot.y += len(out) - 1
	return append(out, strings.Split(chart.LineChart(th, p.plot.options), "\n")...)
}
