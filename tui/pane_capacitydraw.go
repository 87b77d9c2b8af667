package tui

import (
	"strings"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// heading says what the cells are.
func (p *capacityPane) heading() string {
	name, unit := p.metric.String(), p.metric.Info().Unit
	what := "mean " + name + ", " + unit
	switch p.measure {
	case measureSum:
		what = "sum of " + name + ", " + unit
	case measureMax:
		what = "highest " + name + ", " + unit
	case measureVersus:
		what = "mean " + name + " against usual, robust deviations"
	}
	s := what + ", region x " + p.fold.String() + " (UTC)"
	if p.byWorst {
		s += ", worst first"
	}
	return s
}

func (p *capacityPane) lines(th *chart.Theme, w, h int) []string {
	out := []string{" " + th.Paint(chart.Header, th.Fit(p.heading(), max(1, min(w-1, cells(p.heading())))))}
	if h > 12 {
		out = append(out, "")
	}
	p.above = len(out)
	return append(out, p.both(th, w, h-len(out), true)...)
}

// leastChart is the height from which the chart below the heatmap is drawn.
const leastChart = 8

// both draws the heatmap, and where it leaves room the metric over time below.
// Many regions leave two fifths of a tall screen to the chart, and are scrolled.
func (p *capacityPane) both(th *chart.Theme, w, h int, cursor bool) []string {
	around := 2 // labels and legend
	if len(p.heat.ColumnGroups) > 0 {
		around++
	}
	need := len(p.rows) + around
	var words []string
	if cursor && h >= 16 {
		words = p.words(th, w)
	}
	below := 2 + len(words) + leastChart
	if tall := h * 3 / 5; need+below > h && cursor && tall >= 12 && h-tall >= below {
		need = tall
		if th.Halves() && !p.heat.Diverging {
			need = min(tall, (len(p.rows)+1)/2+around)
		}
	}
	p.plot = plotSpot{}
	r := p.region()
	if need+2+leastChart > h || p.grid.columns == 0 || r < 0 || r >= len(p.d.Timeline.Regions) {
		return p.picture(th, w, h, cursor)
	}
	if need+below > h {
		words = nil
	}
	title := ""
	if cursor {
		title = " " + th.Paint(chart.Header, p.d.Hours.Regions[r].Text+", "+p.metric.String()+" over time")
		if p.axis != chart.YAuto {
			title += th.Paint(chart.Dim, "  y axis: "+p.axis.String())
		}
	}
	out := append(p.picture(th, w, need, cursor), "", title)
	out = append(out, words...)
	o := p.overTime(w, h-len(out), cursor)
	if cursor {
		p.plot = plotSpot{y: p.above + len(out), options: o}
	}
	return append(out, strings.Split(chart.LineChart(th, o), "\n")...)
}

// overTime describes the chart below the heatmap: the region under the cursor
// or, without it, the first regions.
func (p *capacityPane) overTime(w, h int, cursor bool) chart.LineOptions {
	o := chart.LineOptions{Width: w, Height: h, Unit: p.metric.Info().Unit, YFromZero: true, Y: p.axis}
	t := &p.d.Timeline
	if !cursor {
		for i := range min(len(t.Regions), chart.NumSeries) {
			o.Lines = append(o.Lines, chart.Line{Name: p.d.Regions[i].Region.Text, Role: chart.SeriesRole(i), Series: calm(t.Regions[i][p.metric], w)})
		}
		return o
	}
	o.Lines = []chart.Line{{Name: "mean", Role: chart.Series0, Series: calm(t.Regions[p.region()][p.metric], w)}}
	o.Band, o.BandName = true, "lowest to highest"
	if p.metric == record.Latency {
		o.BandName = "p5 to p95"
		if o.Lines[0].Series.Width > t.Width {
			o.BandName = "lowest p5 to highest p95"
		}
	}
	switch limits := &p.d.Limits; p.metric {
	case record.Latency:
		o.Limit = limits.Latency
	case record.Loss:
		o.Limit = limits.Loss
	case record.CPU:
		o.Limit = limits.CPU
	}
	if o.Limit > 0 {
		o.LimitLabel = "limit " + trimZeros(o.Limit) + " " + o.Unit
	}
	o.Start, o.End = t.Start, t.Overall[p.metric].End()
	o.Cursor, o.MarkStart, o.MarkEnd = p.spot.at, p.spot.from, max(p.spot.from, p.spot.to)
	return o
}

// words tells the traffic and the capacity of the region under the cursor.
func (p *capacityPane) words(th *chart.Theme, w int) []string {
	r := p.region()
	if p.metric != record.Traffic || r < 0 || r >= len(p.d.RegionQuality) {
		return nil
	}
	q := &p.d.RegionQuality[r]
	var out []string
	say := func(text string) {
		for _, line := range wrap(text, max(10, w-2)) {
			out = append(out, " "+th.Paint(chart.Dim, line))
		}
	}
	if q.Slots > 0 {
		say("95th percentile of the traffic of all devices: " + q.TrafficText())
	}
	text := q.Capacity.Text()
	if q.Capacity.Limit == 0 && q.Capacity.Days >= kpi.MinCapacityDays {
		text += "; days left: state the limit with --capacity MBPS"
	}
	say(text)
	return out
}

// picture draws the heatmap alone, with the cursor or without.
func (p *capacityPane) picture(th *chart.Theme, w, h int, cursor bool) []string {
	if p.grid.columns == 0 || len(p.rows) == 0 {
		return centred([]string{th.Paint(chart.Dim, "no data for "+p.metric.String())}, 20, w, h)
	}
	o := p.heat
	o.Width, o.Height, o.FirstCol, o.FirstRow = w, h, p.first, p.top
	o.CursorRow, o.CursorCol = p.row, p.col
	o.Halves = th.Halves()
	if !cursor {
		o.CursorRow, o.CursorCol = -1, -1
	}
	p.seen = o.Visible()
	p.first, p.top = p.seen.FirstCol, p.seen.FirstRow
	return strings.Split(chart.Heatmap(th, o), "\n")
}
