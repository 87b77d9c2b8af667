package export

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// heatGrid is the part of a Report's Grid that a page can carry: the listed
// regions, and hours merged into wider columns when there are too many. Columns
// follow each other without a gap.
type heatGrid struct {
	start, width int64 // ns; width is a number of whole hours
	cols         int
	rows         []int // positions in Report.Regions
	cells        [record.NumMetrics][]analytics.GridCell
	week         [record.NumMetrics][]analytics.GridCell // row * weekHours + hour of the week, from Monday
	versus       [record.NumMetrics][]float64            // as cells; nil where nothing is known
	fold         int                                     // columns of a folded grid in the data, 0 for none
	firstPartial bool
	lastPartial  bool
}

const weekHours = 7 * 24

// maxHeatColumns keeps a column wide enough to be hit on a large screen.
const maxHeatColumns = 744 // a month of hours

func (g *heatGrid) at(m record.Metric, row, col int) analytics.GridCell {
	return g.cells[m][row*g.cols+col]
}

// newHeatGrid thins the grid to at most maxCells cells. A page without cells
// gets nil.
func (p *page) newHeatGrid(maxCells int) *heatGrid {
	src := &p.r.Hours
	if len(src.Hours) == 0 || len(src.Regions) != len(p.r.Regions) {
		return nil
	}
	g := &heatGrid{firstPartial: src.FirstPartial, lastPartial: src.LastPartial}
	for i := range p.r.Regions {
		if p.listed[i] {
			g.rows = append(g.rows, i)
		}
	}
	limit := int64(min(maxHeatColumns, max(24, maxCells/max(1, len(g.rows)))))
	first, last := src.Hours[0], src.Hours[len(src.Hours)-1]
	columns := func(step int64) int64 { return (floorTo(last, step)-floorTo(first, step))/step + 1 }
	for _, step := range roundSpans {
		if step >= hour {
			if g.width = step; columns(step) <= limit {
				break
			}
		}
	}
	for columns(g.width) > limit {
		g.width *= 2
	}
	g.start, g.cols = floorTo(first, g.width), int(columns(g.width))
	if g.width > hour {
		g.fold = 24
		if len(g.rows)*weekHours <= maxCells {
			g.fold = weekHours
		}
	}
	for m := range g.cells {
		if len(src.Cells[m]) != len(src.Regions)*len(src.Hours) {
			continue
		}
		g.cells[m] = make([]analytics.GridCell, len(g.rows)*g.cols)
		g.week[m] = make([]analytics.GridCell, len(g.rows)*weekHours)
		g.fillVersus(m, p.r.Versus[m], src)
		for row, region := range g.rows {
			for h, t := range src.Hours {
				to := &g.cells[m][row*g.cols+int((t-g.start)/g.width)]
				from := src.Cell(record.Metric(m), region, h)
				if from.N > 0 {
					to.N, to.Sum = to.N+from.N, to.Sum+from.Sum
					week := &g.week[m][row*weekHours+hourOfWeek(t)]
					week.N, week.Sum = week.N+from.N, week.Sum+from.Sum
				}
			}
		}
	}
	return g
}

// hourOfWeek returns 0 for the hour from Monday 00:00 UTC, up to 167.
func hourOfWeek(ns int64) int {
	const monday = 4 * day // 1970-01-05
	return int((ns - floorTo(ns-monday, 7*day) - monday) / hour)
}

// fillVersus takes over the deviations from the usual; of joined hours the
// farthest.
func (g *heatGrid) fillVersus(m int, from []float64, src *analytics.Grid) {
	if len(from) != len(src.Regions)*len(src.Hours) {
		return
	}
	to := make([]float64, len(g.rows)*g.cols)
	for i := range to {
		to[i] = math.NaN()
	}
	known := false
	for row, region := range g.rows {
		for h, t := range src.Hours {
			at := row*g.cols + int((t-g.start)/g.width)
			if z := from[region*len(src.Hours)+h]; !math.IsNaN(z) && !(math.Abs(z) <= math.Abs(to[at])) {
				to[at], known = z, true
			}
		}
	}
	if known {
		g.versus[m] = to
	}
}

// folded returns the cells by row and hour of the week, or of the day when n is 24.
func (g *heatGrid) folded(m, n int) []analytics.GridCell {
	out := make([]analytics.GridCell, len(g.rows)*n)
	for i, c := range g.week[m] {
		to := &out[i/weekHours*n+i%weekHours%n]
		to.N, to.Sum = to.N+c.N, to.Sum+c.Sum
	}
	return out
}

// ramp is the colour scale of the heatmap, dark blue to yellow: even in
// lightness, so that it survives colour blindness and grey printing.
var ramp = makeRamp()

const rampSteps = 24

func makeRamp() (out [rampSteps]string) {
	stops := [][3]float64{{16, 42, 92}, {62, 78, 116}, {112, 116, 122}, {158, 150, 112}, {208, 188, 88}, {253, 231, 60}}
	for i := range out {
		at := float64(i) / (rampSteps - 1) * float64(len(stops)-1)
		k := min(int(at), len(stops)-2)
		var c [3]int
		for j := range c {
			c[j] = int(math.Round(stops[k][j] + (stops[k+1][j]-stops[k][j])*(at-float64(k))))
		}
		out[i] = fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2])
	}
	return out
}

// rampStep returns the colour number of v on a scale lo..hi; the middle when
// all values are equal.
func rampStep(v, lo, hi float64) int {
	if hi <= lo {
		return rampSteps / 2
	}
	return max(0, min(rampSteps-1, int((v-lo)/(hi-lo)*rampSteps)))
}

// heatSVG draws the mean traffic of the timeline as it looks without a script.
func (p *page) heatSVG(g *heatGrid) (svg template.HTML, lo, hi float64, each int64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	if g == nil || g.cells[record.Traffic] == nil {
		return "", lo, hi, 0
	}
	k := merging(g.cols, g.width, staticPoints*2/3)
	skew := groupSkew(g.start, g.width, k)
	cols := (skew + g.cols + k - 1) / k
	cell := make([]analytics.GridCell, len(g.rows)*cols)
	for row := range g.rows {
		for c := range g.cols {
			to, from := &cell[row*cols+(c+skew)/k], g.at(record.Traffic, row, c)
			to.N, to.Sum = to.N+from.N, to.Sum+from.Sum
		}
	}
	for _, c := range cell {
		if c.N > 0 {
			lo, hi = math.Min(lo, c.Mean()), math.Max(hi, c.Mean())
		}
	}
	if math.IsInf(lo, 0) {
		return "", lo, hi, 0
	}
	const left, top, rowHeight, width = 128.0, 6.0, 24.0, 1000.0
	bottom := top + rowHeight*float64(len(g.rows))
	var paths [rampSteps]strings.Builder
	for row := range g.rows {
		for c := 0; c < cols; c++ {
			v := cell[row*cols+c]
			if v.N == 0 {
				continue
			}
			step, run := rampStep(v.Mean(), lo, hi), 1
			for c+run < cols && cell[row*cols+c+run].N > 0 && rampStep(cell[row*cols+c+run].Mean(), lo, hi) == step {
				run++
			}
			fmt.Fprintf(&paths[step], "M%d %dh%d", c, row, run)
			c += run - 1
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 1000 %s" width="1000" height="%s" font-size="12" font-family="sans-serif" role="img" aria-label="Mean traffic by region and time">`,
		coord(bottom+24), coord(bottom+24))
	b.WriteString(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="#98a2b3" stroke-width="1"/></pattern></defs>`)
	fmt.Fprintf(&b, `<rect x="%s" y="%s" width="%s" height="%s" fill="url(#hatch)"/>`, coord(left), coord(top), coord(width-left-4), coord(bottom-top))
	scale := (width - left - 4) / float64(cols)
	fmt.Fprintf(&b, `<g transform="translate(%s %s) scale(%.5f %s)" fill="none">`, coord(left), coord(top+rowHeight/2), scale, coord(rowHeight))
	for i := range paths {
		if paths[i].Len() > 0 {
			fmt.Fprintf(&b, `<path d="%s" stroke="%s"/>`, paths[i].String(), ramp[i])
		}
	}
	b.WriteString("</g>")
	for row, region := range g.rows {
		y := coord(top + rowHeight*(float64(row)+0.5))
		fmt.Fprintf(&b, `<text class="heat-name" x="%s" y="%s" dy="4" text-anchor="end" fill="#1f2937">%s<title>%s</title></text>`,
			coord(left-8), y, esc(short(p.region(region), 17)), esc(p.region(region)))
	}
	t0 := g.start - int64(skew)*g.width
	f := frame{w: width, left: left, right: 4, t0: t0, t1: t0 + g.width*int64(k*cols)}
	at, step := timeTicks(f.t0, f.t1, 8)
	for _, t := range at {
		fmt.Fprintf(&b, `<text class="tick" x="%s" y="%s" text-anchor="middle" fill="#4b5563">%s</text>`, coord(f.x(t)), coord(bottom+16), tickLabel(t, step))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()), lo, hi, g.width * int64(k)
}
