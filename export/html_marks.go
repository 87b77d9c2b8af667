package export

import (
	"fmt"
	"math"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/series"
)

// laneHeight is the height of the strip of loss marks of one line.
const laneHeight = 11.0

// lossLane marks the buckets with a loss above the limit, the higher the more.
func lossLane(f *frame, l line, s series.Series, limit, y float64) string {
	colour, class, _ := hue(l.slot)
	var d strings.Builder
	width := (f.w - f.left - f.right) * float64(s.Width) / math.Max(1, float64(f.t1-f.t0))
	for i, p := range s.Points {
		if p.N > 0 && p.Max > limit {
			fmt.Fprintf(&d, "M%s %sv-%.0f", coord(f.x(s.Time(i))+width/2), coord(y+laneHeight-1), lossHeight(p.Max, limit))
		}
	}
	out := fmt.Sprintf(`<path class="grid" d="M%s %sH%s" stroke="#d5dae1"/>`, coord(f.left), coord(y+laneHeight-0.5), coord(f.w-f.right))
	if d.Len() > 0 {
		out += fmt.Sprintf(`<path class="%s" d="%s" stroke="%s" stroke-width="%s"/>`, class, d.String(), colour, coord(math.Max(1.5, width-0.6)))
	}
	return out + fmt.Sprintf(`<text class="%s" x="%s" y="%s" font-size="10" fill="%s">%s</text>`, class, coord(f.w-f.right+6), coord(y+laneHeight-1), colour, esc(short(l.label, 18)))
}

// lossHeight is the height of a mark: from 3 at the limit to a full lane at
// eight times it.
func lossHeight(loss, limit float64) float64 {
	if limit <= 0 {
		return laneHeight - 2
	}
	return math.Min(laneHeight-2, 3+2*math.Log2(loss/limit))
}

// incidentMarks draws each incident as a bar above the lines, with its number where it
// begins.
func incidentMarks(f *frame, list []incident.Incident) string {
	var b strings.Builder
	for i := len(list) - 1; i >= 0; i-- {
		in := &list[i]
		if in.End < f.t0 || in.Start > f.t1 {
			continue
		}
		x := f.x(max(in.Start, f.t0))
		width := math.Max(4, f.x(min(in.End, f.t1))-x)
		fmt.Fprintf(&b, `<path class="edge" d="M%[1]s 22V%[2]s" stroke="#b42318" stroke-dasharray="1 4"/><rect x="%[1]s" y="17" width="%[3]s" height="5"/><text x="%[1]s" y="14">%[4]d</text>`,
			coord(x), coord(f.h-f.bottom), coord(width), in.Rank)
	}
	return `<g class="incident-mark" fill="#b42318" font-size="11">` + b.String() + "</g>"
}
