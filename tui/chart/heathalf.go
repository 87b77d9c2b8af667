package chart

import "strings"

// Halves reports whether the theme can show two colours in one cell.
func (t *Theme) Halves() bool { return t.glyph.halves != 0 && t.options.Profile >= ANSI256 }

// hatch strikes the text of a cell through: all of it where the background tells
// the value, else so that the shade is left.
func (h *heatmap) hatch(text []rune, step Cell) {
	for i := range text {
		if step.Colored() || i%2 == len(text)%2 || len(text) == 1 {
			text[i] = h.t.glyph.few
		}
	}
}

// rows draws row r and the one below in one line: each cell has the colour of the
// one in its upper and that of the other in its lower half.
func (h *heatmap) rows(r int) string {
	var b strings.Builder
	var run painter
	run.reset(h.t, &b)
	here := -1
	if h.cursor && h.o.CursorRow-r >= 0 && h.o.CursorRow-r < 2 {
		here = h.o.CursorRow - r
	}
	if h.v.Left > 0 {
		mark := " "
		if here >= 0 {
			mark = ">"
		}
		run.text(Title, mark)
		n := max(h.v.Left-3, 0) / 2
		for k := range 2 {
			role := Text
			if k == here {
				role = Selected
			}
			name := h.t.Fit(label(h.o.RowLabels, r+k), n)
			trimmed := strings.TrimRight(name, " ")
			run.text(role, trimmed)
			run.text(Text, name[len(trimmed):]+" ")
		}
		run.text(Text, strings.Repeat(" ", h.v.Left-3-2*n))
	}
	for c := range h.v.Cols {
		h.halves(&run, r, h.v.FirstCol+c)
	}
	run.text(Text, strings.Repeat(" ", h.o.Width-h.v.Left-h.v.Cols*h.v.CellWidth))
	run.end()
	return b.String()
}

// halves draws the cell of two rows.
func (h *heatmap) halves(run *painter, r, c int) {
	if h.cursor && c == h.o.CursorCol && (r == h.o.CursorRow || r+1 == h.o.CursorRow) {
		h.cell(run, h.o.CursorRow, c)
		return
	}
	open := func(r int) string {
		switch v := h.o.value(r, c); {
		case r >= h.v.rows:
			return ""
		case v != v:
			return h.t.missing()
		default:
			return h.step(v).open
		}
	}
	run.begin(h.both(open(r), open(r+1)))
	for range h.v.CellWidth {
		run.b.WriteRune(h.t.glyph.halves)
	}
}

// missing returns the sequence of the background that stands for no data where
// two rows share a line: a grey that is no step of the scale.
func (t *Theme) missing() string {
	if t.options.Light {
		return "\x1b[38;5;16;48;5;250m"
	}
	return "\x1b[38;5;231;48;5;240m"
}

// both returns the sequence that paints the text in the background colour of one
// step and the background in that of another, "" for none.
func (h *heatmap) both(text, back string) string {
	key := [2]string{text, back}
	if s, ok := h.pair[key]; ok {
		return s
	}
	if h.pair == nil {
		h.pair = map[[2]string]string{}
	}
	s := "\x1b[38" + background(text)
	if b := background(back); b != "" {
		s += ";48" + b
	}
	h.pair[key] = s + "m"
	return s + "m"
}

// background returns the colour of the background in a sequence: ";5;52" or
// ";2;70;8;8", "" for none.
func background(open string) string {
	if i := strings.Index(open, ";48;"); i >= 0 {
		return strings.TrimSuffix(open[i+3:], "m")
	}
	return ""
}
