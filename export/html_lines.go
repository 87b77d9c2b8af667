package export

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics"
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
}

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
	n := min(1500, max(1, d.points/max(1, count)))
	for i := range p.r.Regions {
		if p.slot[i] >= 0 {
			main = append(main, line{i, p.region(i), p.slot[i], t.Regions[i][record.Latency].Resample(n)})
		}
	}
	if len(rest) == 0 {
		return main, nil
	}
	main = append(main, line{remaining, plural(int64(len(rest)), "other region"), -1, mergeSeries(t, rest).Resample(n)})
	coarse := max(12, d.points/2/len(rest))
	for _, i := range rest {
		if p.listed[i] {
			others = append(others, line{i, p.region(i), -1, t.Regions[i][record.Latency].Resample(min(n, coarse))})
		}
	}
	return main, others
}

// mergeSeries returns the latency of several regions as one series.
func mergeSeries(t *analytics.Timeline, regions []int) series.Series {
	first := t.Regions[regions[0]][record.Latency]
	out := series.Series{Start: first.Start, Width: first.Width, Points: make([]series.Point, len(first.Points))}
	group := make([]series.Point, len(regions))
	for b := range out.Points {
		for i, region := range regions {
			group[i] = t.Regions[region][record.Latency].Points[b]
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

// linePath returns the path of a line through bucket middles. It breaks at
// empty buckets, and a bucket alone between two gaps becomes a dot.
func linePath(f *frame, s series.Series) (path string, dots [][2]float64) {
	var b strings.Builder
	for i := 0; i < len(s.Points); i++ {
		if s.Points[i].N == 0 {
			continue
		}
		j := i
		for j+1 < len(s.Points) && s.Points[j+1].N > 0 {
			j++
		}
		for k := i; k <= j; k++ {
			x, y := f.x(s.Time(k)+s.Width/2), f.y(s.Points[k].Mean)
			switch {
			case i == j:
				dots = append(dots, [2]float64{x, y})
			case k == i:
				b.WriteString("M" + coord(x) + " " + coord(y))
			default:
				b.WriteString("L" + coord(x) + " " + coord(y))
			}
		}
		i = j
	}
	return b.String(), dots
}

// linesSVG draws the latency chart as it looks without a script.
func linesSVG(lines []line, limit float64) template.HTML {
	f := frame{w: 1000, h: 340, left: 56, right: 128, top: 16, bottom: 30, lo: math.Inf(1), hi: math.Inf(-1)}
	drawn := make([]series.Series, len(lines))
	for i, l := range lines {
		drawn[i] = mergeBy(l.s, merging(len(l.s.Points), l.s.Width, 300))
		for _, p := range drawn[i].Points {
			if p.N > 0 {
				f.lo, f.hi = math.Min(f.lo, p.Mean), math.Max(f.hi, p.Mean)
			}
		}
	}
	if len(lines) == 0 || math.IsInf(f.lo, 0) {
		return ""
	}
	f.t0, f.t1 = drawn[0].Start, drawn[0].End()
	f.lo, f.hi = valueRange(f.lo, f.hi, limit)

	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 1000 340" width="1000" height="340" font-size="12" font-family="sans-serif" role="img" aria-label="Mean latency by region over time">`)
	at := ticks(f.lo, f.hi, 5)
	for _, v := range at {
		y := coord(f.y(v))
		fmt.Fprintf(&b, `<line class="grid" x1="56" x2="%s" y1="%s" y2="%s" stroke="#d5dae1"/><text class="tick" x="50" y="%s" text-anchor="end" dy="4" fill="#4b5563">%s</text>`,
			coord(f.w-f.right), y, y, y, num(v, tickDecimals(at)))
	}
	fmt.Fprintf(&b, `<text class="tick" x="56" y="11" fill="#4b5563">ms</text>`)
	days, step := timeTicks(f.t0, f.t1, 9)
	for _, t := range days {
		fmt.Fprintf(&b, `<text class="tick" x="%s" y="330" text-anchor="middle" fill="#4b5563">%s</text>`, coord(f.x(t)), tickLabel(t, step))
	}
	if limit >= f.lo && limit <= f.hi {
		y := coord(f.y(limit))
		fmt.Fprintf(&b, `<line class="limit" x1="56" x2="%s" y1="%s" y2="%s" stroke="#b42318" stroke-dasharray="6 4"/><text class="limit-label" x="60" y="%s" dy="-5" fill="#b42318">limit %s ms</text>`,
			coord(f.w-f.right), y, y, y, num(limit, wholeDecimals(limit)))
	}
	for i, l := range lines {
		path, dots := linePath(&f, drawn[i])
		colour, class, dash := hue(l.slot)
		fmt.Fprintf(&b, `<path class="%s" d="%s" fill="none" stroke="%s" stroke-width="1.6"%s/>`, class, path, colour, dash)
		for _, d := range dots {
			fmt.Fprintf(&b, `<circle class="%s dot" cx="%s" cy="%s" r="2.2" fill="%s"/>`, class, coord(d[0]), coord(d[1]), colour)
		}
	}
	b.WriteString(endLabels(&f, lines, drawn) + "</svg>")
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

// sparkSVG draws a small trend without axes.
func sparkSVG(values []float64) template.HTML {
	s := series.Series{Width: 1}
	f := frame{w: 120, h: 28, left: 2, right: 2, top: 3, bottom: 3, t1: int64(len(values)), lo: math.Inf(1), hi: math.Inf(-1)}
	for _, v := range values {
		p := series.NoData()
		if !record.IsMissing(v) && !math.IsInf(v, 0) {
			p.N, p.Mean = 1, v
			f.lo, f.hi = math.Min(f.lo, v), math.Max(f.hi, v)
		}
		s.Points = append(s.Points, p)
	}
	if math.IsInf(f.lo, 0) {
		return ""
	}
	if f.hi == f.lo {
		f.lo, f.hi = f.lo-1, f.hi+1
	}
	// Width 1 has its middle at its begin: shift by stretching the frame.
	f.t1 = max(1, f.t1-1)
	path, dots := linePath(&f, s)
	var b strings.Builder
	b.WriteString(`<svg class="spark" viewBox="0 0 120 28" width="120" height="28" aria-hidden="true" preserveAspectRatio="none">`)
	if path != "" {
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="#44546a" stroke-width="1.4" vector-effect="non-scaling-stroke"/>`, path)
	}
	for _, d := range dots {
		fmt.Fprintf(&b, `<circle class="dot" cx="%s" cy="%s" r="2" fill="#44546a"/>`, coord(d[0]), coord(d[1]))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}
