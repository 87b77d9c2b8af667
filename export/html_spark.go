package export

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

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
	path, dots := linePath(&f, s, 1)
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
