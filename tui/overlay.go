package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/tui/chart"
)

// overlay is a text in a box on top of the pane that can be scrolled.
type overlay struct {
	title string
	text  func(th *chart.Theme, w int) []string // lines for a width, painted
	width int                                   // cells the text is best read in
	top   int
	only  string // words that the lines shown have; "" shows all
}

// lines draws the overlay in the middle of w x h cells, over what lies below.
func (o *overlay) lines(th *chart.Theme, w, h int, below []string) []string {
	width := min(o.width+4, w)
	text := o.shown(th, max(1, width-4))
	height := min(len(text)+2, h)
	o.top = max(0, min(o.top, len(text)-(height-2)))
	shown := text[o.top:min(len(text), o.top+max(0, height-2))]
	title := o.title
	if len(shown) < len(text) {
		title += " " + scrollMark(o.top, len(shown), len(text))
	}
	box := strings.Split(chart.Box(th, title, strings.Join(shown, "\n"), width, height, true), "\n")
	out := make([]string, h)
	x, y := (w-width)/2, (h-height)/2
	for i := range out {
		under := ""
		if i < len(below) {
			under = ansi.Strip(below[i])
		}
		if i < y || i >= y+height {
			out[i] = th.Paint(chart.Dim, under)
			continue
		}
		left := ansi.Truncate(under, max(0, x-1), "")
		out[i] = th.Paint(chart.Dim, chart.Fit(left, x)) + box[i-y]
		if x+width < w {
			out[i] += " " + th.Paint(chart.Dim, ansi.TruncateLeft(under, x+width+1, ""))
		}
	}
	return out
}

// do scrolls.
func (o *overlay) do(a action, page int) {
	switch a {
	case actBottom:
		o.top = 1 << 30 // lines brings it back
	default:
		o.top, _ = move(a, o.top, 1<<30, page)
	}
}

// scrollMark tells what part of a longer text is in sight.
func scrollMark(top, shown, all int) string {
	switch {
	case top == 0:
		return "(more below: j)"
	case top+shown >= all:
		return "(end)"
	}
	return "(" + number(100*float64(top+shown)/float64(all), 0) + " %)"
}

// find keeps what has a text, in any case.
func (o *overlay) find(text string) { o.only, o.top = strings.ToLower(text), 0 }

// shown returns the lines for a width. Of those found, the lines that go on with
// them and the title above them stay.
func (o *overlay) shown(th *chart.Theme, w int) []string {
	text := o.text(th, w)
	if o.only == "" {
		return text
	}
	var out []string
	title, first := "", true
	for i := 0; i < len(text); {
		end := i + 1
		for end < len(text) && strings.HasPrefix(ansi.Strip(text[end]), "  ") {
			end++
		}
		entry := text[i:end]
		blank := ansi.Strip(entry[0]) == ""
		isTitle := first && !blank
		plain := strings.ToLower(ansi.Strip(strings.Join(entry, " ")))
		switch {
		case isTitle:
			title = entry[0]
		case strings.Contains(strings.Join(strings.Fields(plain), " "), o.only):
			if title != "" {
				out, title = append(out, title), ""
			}
			out = append(out, entry...)
		}
		first, i = blank, end
	}
	if out == nil {
		out = []string{th.Paint(chart.Dim, "nothing has "+o.only)}
	}
	return out
}
