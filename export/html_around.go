package export

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
)

// aroundSVG draws the neighbourhood of an incident: the values, the usual and the
// limit, the incident shaded.
func aroundSVG(a *incident.Around, m record.Metric, start, end int64) template.HTML {
	n := len(a.Time)
	if n < 2 || len(a.Value) != n {
		return ""
	}
	f := frame{w: 560, h: 170, left: 50, right: 8, top: 18, bottom: 24, t0: a.Time[0], t1: a.Time[n-1], lo: math.Inf(1), hi: math.Inf(-1)}
	curves := []struct {
		class, colour, dash, title string
		width                      float64
		v                          []float64
	}{
		{"limit", "#b42318", "5 3", "limit", 1.2, a.Limit}, {"usual", "#4b5768", "2 2", "usual", 1.4, a.Usual}, {"value", "#0b69b3", "", "value", 1.5, a.Value},
	}
	for _, c := range curves {
		for _, v := range c.v {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				f.lo, f.hi = math.Min(f.lo, v), math.Max(f.hi, v)
			}
		}
	}
	if math.IsInf(f.lo, 0) {
		return ""
	}
	f.lo, f.hi = valueRange(f.lo, f.hi, math.Inf(1))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="around" viewBox="0 0 560 170" width="560" height="170" font-size="11" font-family="sans-serif" role="img" aria-label="%s around the incident"><g fill="#4b5563">`, esc(m.Info().Title))
	x0, x1 := f.x(max(start, f.t0)), f.x(min(max(end, start), f.t1))
	fmt.Fprintf(&b, `<rect class="span" x="%s" y="18" width="%s" height="128" fill="#fdeae8"/>`, coord(x0), coord(math.Max(2, x1-x0)))
	at := ticks(f.lo, f.hi, 3)
	var grid strings.Builder
	b.WriteString(`<g text-anchor="end">`)
	for _, v := range at {
		y := math.Round(f.y(v))
		fmt.Fprintf(&grid, "M50 %vH552", y)
		fmt.Fprintf(&b, `<text x="45" y="%v">%s</text>`, y+4, num(v, tickDecimals(at)))
	}
	fmt.Fprintf(&b, `<text x="552" y="12">%s</text></g><path class="grid" d="%s" stroke="#d5dae1"/><g text-anchor="middle">`, m.Info().Unit, grid.String())
	times, step := timeTicks(f.t0, f.t1, 5)
	for _, t := range times {
		fmt.Fprintf(&b, `<text x="%v" y="162">%s</text>`, math.Round(min(max(f.x(t), 64), 536)), tickLabel(t, step))
	}
	b.WriteString("</g>")
	x := 50
	for _, c := range slices.Backward(curves) { // the legend says which line is which
		if d := steps(&f, a.Time, c.v, 1); d != "" {
			fmt.Fprintf(&b, `<path class="%s" d="M%d 8h18%s" fill="none" stroke="%s" stroke-width="%s"%s/><text x="%d" y="12">%s</text>`,
				c.class, x, d, c.colour, coord(c.width), dashAttr(c.dash), x+22, c.title)
			x += 66
		}
	}
	b.WriteString("</g></svg>")
	return template.HTML(b.String())
}

func dashAttr(dash string) string {
	if dash == "" {
		return ""
	}
	return ` stroke-dasharray="` + dash + `"`
}
