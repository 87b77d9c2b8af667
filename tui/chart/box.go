package chart

import (
	"strconv"
	"strings"

	"network-analytics/analytics/record"
)

// hasBorder reports whether a size has room for a border with a cell in it.
func hasBorder(w, h int) bool { return w >= 5 && h >= 3 }

// Box draws a border with a title around body, which is cut and padded to fit,
// in exactly w x h cells; there is a blank cell left and right of the body. The
// body may hold colour sequences, each line closing its own. With focus the
// border is heavy. A size without room for a border shows the body alone.
func Box(t *Theme, title, body string, w, h int, focus bool) string {
	if w < 1 || h < 1 {
		return blank(w, h)
	}
	lines := strings.Split(body, "\n")
	out := make([]string, 0, h)
	if !hasBorder(w, h) {
		for y := range h {
			out = append(out, t.Fit(lineAt(lines, y), w))
		}
		return strings.Join(out, "\n")
	}
	g, role, titleRole := t.glyph.box, Border, Header
	if focus {
		g, role, titleRole = t.glyph.boxFocus, BorderFocus, BorderFocus
	}
	title = record.Clean(title)
	if room := w - 4; width(title) > room-1 {
		title = t.Fit(title, max(room-1, 0))
	}
	top := t.Paint(role, g.TopLeft+strings.Repeat(g.Top, w-2)+g.TopRight)
	if n := width(title); n > 0 {
		top = t.Paint(role, g.TopLeft) + t.Paint(titleRole, " "+title+" ") +
			t.Paint(role, strings.Repeat(g.Top, w-4-n)+g.TopRight)
	}
	left, right := t.Paint(role, g.Left), t.Paint(role, g.Right)
	out = append(out, top)
	for y := range h - 2 {
		out = append(out, left+" "+t.Fit(lineAt(lines, y), w-4)+" "+right)
	}
	out = append(out, t.Paint(role, g.BottomLeft+strings.Repeat(g.Bottom, w-2)+g.BottomRight))
	return strings.Join(out, "\n")
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// Bar draws a fraction from 0 to 1 as a bar of exactly w cells, NaN as an empty
// one. Only a fraction of 1 fills the bar and only 0 leaves it empty.
func Bar(t *Theme, fraction float64, w int) string {
	if w < 1 {
		return ""
	}
	f := min(max(fraction, 0), 1)
	if f != f {
		f = 0
	}
	n := int(f*float64(w) + 0.5)
	if f > 0 && w > 1 {
		n = max(n, 1)
	}
	if f < 1 {
		n = min(n, w-1)
	}
	return t.Paint(Accent, strings.Repeat(string(t.glyph.full), n)) +
		t.Paint(Border, strings.Repeat(string(t.glyph.rest), w-n))
}

// Progress is Bar with the whole percentage behind it, never 100% before all is
// done, in exactly w cells; NaN shows "  ?%".
func Progress(t *Theme, fraction float64, w int) string {
	const tail = 5 // " 100%"
	if w <= tail+2 {
		return t.Fit(strings.TrimSpace(percentOf(fraction)), w)
	}
	bar := w - tail
	if t.options.ASCII {
		return "[" + Bar(t, fraction, bar-2) + "]" + percentOf(fraction)
	}
	return Bar(t, fraction, bar) + percentOf(fraction)
}

// percentOf returns a fraction as a percentage in five cells, rounded down.
func percentOf(f float64) string {
	if f != f {
		return "   ?%"
	}
	n := int(min(max(f, 0), 1) * 100)
	return FitLeft(strconv.Itoa(n)+"%", 5)
}
