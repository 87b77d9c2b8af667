package export

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// hues is how many regions get a colour. More cannot be told apart by people
// who are colour-blind; the others are grey.
const hues = 6

// palette holds the line colours as attributes, for hosts that forbid styles;
// dash.css names the same colours per theme. Dashes tell lines apart without
// colour.
var (
	palette = [hues]string{"#0b69b3", "#b8480a", "#0b7350", "#9c2f86", "#7a6200", "#5a4fcf"}
	dashes  = [hues]string{"", "7 3", "2 3", "9 3 2 3", "4 4", "12 4"}
)

const (
	greyLine  = "#6b7280"
	overall   = -2 // region number of the line over all regions
	remaining = -1 // region number of the line over all regions without a hue
)

// ranking orders the regions by how much they need attention: flagged rows,
// then rows, then name.
func ranking(r *analytics.Report) []int {
	order := make([]int, len(r.Regions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &r.Regions[a], &r.Regions[b]
		return cmp.Or(cmp.Compare(y.Bottlenecks, x.Bottlenecks), cmp.Compare(y.Rows, x.Rows))
	})
	return order
}

// line is one line of the latency chart.
type line struct {
	region int // position in Report.Regions, remaining or overall
	label  string
	slot   int // hue, -1 for grey
	s      series.Series
	loss   series.Series // beside s
}

// bucketSamples is how many samples a bucket has on average at least.
const bucketSamples = 15

// latencyLines chooses the lines of the page: every coloured region and all
// others in one, then, coarser, each of the others by itself.
func (p *page) latencyLines(d detail) (main, others []line) {
	t := &p.r.Timeline
	if len(t.Regions) != len(p.r.Regions) || !p.has(record.Latency) {
		return nil, nil
	}
	var rest []int
	for i := range p.r.Regions {
		if p.slot[i] < 0 {
			rest = append(rest, i)
		}
	}
	count := len(p.r.Regions) - len(rest)
	if len(rest) > 0 {
		count++
	}
	// Buckets of a few samples would say little and take much room.
	n := min(1500, max(1, d.points/max(1, count)), max(200, int(p.r.Load.Rows)/(bucketSamples*max(1, count))))
	for i := range p.r.Regions {
		if p.slot[i] >= 0 {
			main = append(main, p.regionLine(i, n))
		}
	}
	if len(rest) == 0 {
		return main, nil
	}
	main = append(main, line{remaining, plural(int64(len(rest)), "other region"), -1,
		mergeSeries(t, rest, record.Latency).Resample(n), mergeSeries(t, rest, record.Loss).Resample(n)})
	coarse := max(12, d.points/2/len(rest))
	for _, i := range rest {
		if p.listed[i] {
			others = append(others, p.regionLine(i, min(n, coarse)))
		}
	}
	return main, others
}

func (p *page) regionLine(i, n int) line {
	s := &p.r.Timeline.Regions[i]
	return line{i, p.region(i), p.slot[i], s[record.Latency].Resample(n), s[record.Loss].Resample(n)}
}

// mergeSeries returns a metric of several regions as one series.
func mergeSeries(t *analytics.Timeline, regions []int, m record.Metric) series.Series {
	first := t.Regions[regions[0]][m]
	out := series.Series{Start: first.Start, Width: first.Width, Points: make([]series.Point, len(first.Points))}
	group := make([]series.Point, len(regions))
	for b := range out.Points {
		for i, region := range regions {
			if of := t.Regions[region][m].Points; b < len(of) {
				group[i] = of[b]
			} else {
				group[i] = series.NoData()
			}
		}
		out.Points[b] = series.Merge(group)
	}
	return out
}

// mergeBy joins each k neighbouring points to buckets that begin at round
// times, so the first and the last may hold fewer.
func mergeBy(s series.Series, k int) series.Series {
	if k <= 1 {
		return s
	}
	skew := groupSkew(s.Start, s.Width, k)
	out := series.Series{Start: s.Start - int64(skew)*s.Width, Width: s.Width * int64(k)}
	for i := -skew; i < len(s.Points); i += k {
		out.Points = append(out.Points, series.Merge(s.Points[max(0, i):min(i+k, len(s.Points))]))
	}
	return out
}

// groupSkew returns how many buckets before start a group of k of them begins.
func groupSkew(start, width int64, k int) int {
	return int((floorTo(start, width*int64(k)) - start) / -width)
}

// frame maps times and values to the place of a drawing.
type frame struct {
	w, h, left, right, top, bottom float64
	t0, t1                         int64
	lo, hi                         float64
}

func (f *frame) x(t int64) float64 {
	return f.left + (f.w-f.left-f.right)*float64(t-f.t0)/math.Max(1, float64(f.t1-f.t0))
}

func (f *frame) y(v float64) float64 {
	return f.top + (f.h-f.top-f.bottom)*(f.hi-v)/(f.hi-f.lo)
}

// valueRange returns a readable axis for values lo..hi: zero is taken in when it
// is near, and so is the limit when the values come anywhere near it.
func valueRange(lo, hi, limit float64) (float64, float64) {
	if hi >= 0.35*limit {
		hi = math.Max(hi, limit*1.04)
		lo = math.Min(lo, limit)
	}
	if lo >= 0 && lo < 0.2*hi {
		lo = 0
	}
	if hi <= lo {
		return lo - 1, lo + 1
	}
	pad := (hi - lo) * 0.05
	if lo != 0 {
		lo -= pad
	}
	return lo, hi + pad
}

// linePath returns the path of a line through bucket middles, in units of 1/grain. It breaks at
// empty buckets, and a bucket alone between two gaps becomes a dot.
func linePath(f *frame, s series.Series, grain float64) (path string, dots [][2]float64) {
	pen := stepper{grain: grain}
	ok := func(i int) bool { return i >= 0 && i < len(s.Points) && s.Points[i].N > 0 }
	for i, p := range s.Points {
		switch {
		case !ok(i):
			pen.lift()
		case !ok(i-1) && !ok(i+1):
			dots = append(dots, [2]float64{f.x(s.Time(i) + s.Width/2), f.y(p.Mean)})
		default:
			pen.point(f.x(s.Time(i)+s.Width/2), f.y(p.Mean))
		}
	}
	pen.lift()
	return pen.b.String(), dots
}

// staticPoints is how many points a line has at most without a script.
const staticPoints = 200

// linesSVG draws the latency chart as it looks without a script: the incidents
// above the lines, the marks of loss below them.
func linesSVG(lines []line, limits detect.Limits, incidents []incident.Incident) template.HTML {
	f := frame{w: 1000, left: 56, right: 128, top: 26, lo: math.Inf(1), hi: math.Inf(-1)}
	drawn, lossy := make([]series.Series, len(lines)), make([]series.Series, len(lines))
	lanes := 0.0
	for i, l := range lines {
		k := merging(len(l.s.Points), l.s.Width, staticPoints)
		drawn[i], lossy[i] = mergeBy(l.s, k), mergeBy(l.loss, k)
		for _, p := range drawn[i].Points {
			if p.N > 0 {
				f.lo, f.hi = math.Min(f.lo, p.Mean), math.Max(f.hi, p.Mean)
			}
		}
		if _, hi, ok := l.loss.Range(); ok && hi > limits.Loss {
			lanes = laneHeight*float64(len(lines)) + 8
		}
	}
	if len(lines) == 0 || math.IsInf(f.lo, 0) {
		return ""
	}
	f.bottom = 30 + lanes
	f.h = 330 + lanes
	f.t0, f.t1 = drawn[0].Start, drawn[0].End()
	f.lo, f.hi = valueRange(f.lo, f.hi, limits.Latency)

	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 1000 %[1]s" width="1000" height="%[1]s" font-size="12" font-family="sans-serif" role="img" aria-label="Mean latency by region over time">`, coord(f.h))
	at := ticks(f.lo, f.hi, 5)
	for _, v := range at {
		y := coord(f.y(v))
		fmt.Fprintf(&b, `<line class="grid" x1="56" x2="%s" y1="%s" y2="%s" stroke="#d5dae1"/><text class="tick" x="50" y="%s" text-anchor="end" dy="4" fill="#4b5563">%s</text>`,
			coord(f.w-f.right), y, y, y, num(v, tickDecimals(at)))
	}
	b.WriteString(`<text class="tick" x="50" y="14" text-anchor="end" fill="#4b5563">ms</text>`)
	days, step := timeTicks(f.t0, f.t1, 9)
	for _, t := range days {
		fmt.Fprintf(&b, `<text class="tick" x="%s" y="%s" text-anchor="middle" fill="#4b5563">%s</text>`, coord(f.x(t)), coord(f.h-10), tickLabel(t, step))
	}
	if limit := limits.Latency; limit >= f.lo && limit <= f.hi {
		y := coord(f.y(limit))
		fmt.Fprintf(&b, `<line class="limit" x1="56" x2="%s" y1="%s" y2="%s" stroke="#b42318" stroke-dasharray="6 4"/><text class="limit-label" x="60" y="%s" dy="-5" fill="#b42318">limit %s ms</text>`,
			coord(f.w-f.right), y, y, y, num(limit, wholeDecimals(limit)))
	}
	for i, l := range lines {
		path, dots := linePath(&f, drawn[i], 2)
		colour, class, dash := hue(l.slot)
		fmt.Fprintf(&b, `<path class="%s" d="%s" fill="none" stroke="%s" stroke-width="1.6"%s/>`, class, path, colour, dash)
		for _, d := range dots {
			fmt.Fprintf(&b, `<circle class="%s dot" cx="%s" cy="%s" r="2.2" fill="%s"/>`, class, coord(d[0]), coord(d[1]), colour)
		}
		if lanes > 0 {
			b.WriteString(lossLane(&f, l, lossy[i], limits.Loss, f.h-26-laneHeight*float64(len(lines)-i)))
		}
	}
	if lanes > 0 {
		fmt.Fprintf(&b, `<text class="tick" x="50" y="%s" text-anchor="end" font-size="10" fill="#4b5563">loss &gt;%s %%</text>`, coord(f.h-26-lanes+laneHeight+7), shortNumber(limits.Loss))
	}
	b.WriteString(incidentMarks(&f, incidents) + endLabels(&f, lines, drawn) + "</svg>")
	return template.HTML(b.String())
}

// endLabels names each line at its right end, moved apart where they would
// cover each other.
func endLabels(f *frame, lines []line, drawn []series.Series) string {
	type label struct{ line, at, y float64 }
	var labels []label
	for i, s := range drawn {
		for j := len(s.Points) - 1; j >= 0; j-- {
			if s.Points[j].N > 0 {
				y := f.y(s.Points[j].Mean)
				labels = append(labels, label{float64(i), y, y})
				break
			}
		}
	}
	slices.SortStableFunc(labels, func(a, b label) int { return cmp.Compare(a.y, b.y) })
	for i := range labels {
		if i > 0 {
			labels[i].y = math.Max(labels[i].y, labels[i-1].y+14)
		}
	}
	for i := len(labels) - 1; i >= 0; i-- { // push back up what ran out of the frame
		limit := f.h - f.bottom
		if i < len(labels)-1 {
			limit = labels[i+1].y - 14
		}
		labels[i].y = math.Min(labels[i].y, limit)
	}
	var b strings.Builder
	x := f.w - f.right
	for _, l := range labels {
		ln := lines[int(l.line)]
		colour, class, _ := hue(ln.slot)
		fmt.Fprintf(&b, `<path class="%s" d="M%s %sL%s %s" fill="none" stroke="%s" stroke-width="1"/><text class="%s name" x="%s" y="%s" dy="4" fill="%s">%s<title>%s</title></text>`,
			class, coord(x+2), coord(l.at), coord(x+12), coord(l.y), colour, class, coord(x+16), coord(l.y), colour, esc(short(ln.label, 16)), esc(ln.label))
	}
	return b.String()
}

// hue returns the colour, the class and the dash attribute of a slot.
func hue(slot int) (colour, class, dash string) {
	if slot < 0 {
		return greyLine, "cx", ` stroke-dasharray="1 3"`
	}
	if d := dashes[slot]; d != "" {
		dash = ` stroke-dasharray="` + d + `"`
	}
	return palette[slot], fmt.Sprintf("c%d", slot), dash
}

// wholeDecimals returns 0 for whole numbers and 1 for others.
func wholeDecimals(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	return 1
}
