package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Heatmap draws values as coloured cells with labels and a legend in exactly
// Width x Height cells:
//
//	             01-02                   01-03
//	             00  02  04  06  ...     00  02
//	  us-east    ░░░░▒▒▒▒▓▓▓▓████▓▓▓▓▒▒▒▒░░░░
//	> us-west    ░░░░░░[]▒▒▒▒▓▓▓▓▓▓▓▓▒▒▒▒╱╱░░
//	120 ░▒▓█ 940 Mbps  ╱ no data   us-west 01-02 03: 318
//
// A value is printed in its cell when there is room. The cursor is a pair of
// brackets. What does not fit is scrolled, see Visible.
func Heatmap(t *Theme, o HeatOptions) string {
	v := o.Visible()
	if v.Rows < 1 || v.Cols < 1 {
		if o.Width < 1 || o.Height < 1 {
			return blank(o.Width, o.Height)
		}
		return center(t, "no data", o.Width, o.Height)
	}
	h := heatmap{t: t, o: o, v: v, text: make([]rune, v.CellWidth)}
	h.lo, h.hi, h.any = o.scale()
	h.cursor = o.CursorRow >= 0 && o.CursorRow < v.rows && o.CursorCol >= 0 && o.CursorCol < v.cols
	lines := make([]string, 0, o.Height)
	if v.groups {
		lines = append(lines, h.groupLine())
	}
	if v.headers > 0 {
		lines = append(lines, h.headerLine())
	}
	for r := 0; r < v.Rows; r++ {
		if v.Double {
			lines = append(lines, h.rows(v.FirstRow+r))
			r++
			continue
		}
		lines = append(lines, h.row(v.FirstRow+r))
	}
	if v.legend {
		lines = append(lines, h.legend())
	}
	for len(lines) < o.Height {
		lines = append(lines, strings.Repeat(" ", o.Width))
	}
	return strings.Join(lines, "\n")
}

// heatmap is a Heatmap being drawn.
type heatmap struct {
	t      *Theme
	o      HeatOptions
	v      HeatView
	lo, hi float64
	any    bool                 // there are values
	cursor bool                 // there is a cursor
	pair   map[[2]string]string // sequences of two colours in a cell
	text   []rune               // of one cell, used again
}

// groupLine prints each group label where its group begins.
func (h *heatmap) groupLine() string {
	line := newRuler(h.o.Width)
	last := ""
	for c := range h.v.Cols {
		g := label(h.o.ColumnGroups, h.v.FirstCol+c)
		if c == 0 || g != last {
			line.put(h.v.Left+c*h.v.CellWidth, g)
		}
		last = g
	}
	return h.t.Paint(Header, line.String())
}

// headerLine prints as many column labels as fit, always that of the cursor.
func (h *heatmap) headerLine() string {
	line := newRuler(h.o.Width)
	if h.cursor {
		c := h.o.CursorCol - h.v.FirstCol
		line.put(h.v.Left+c*h.v.CellWidth+h.indent(), label(h.o.ColumnLabels, h.o.CursorCol))
	}
	widest := 1
	for c := range h.v.Cols {
		widest = max(widest, width(label(h.o.ColumnLabels, h.v.FirstCol+c)))
	}
	// A round number of columns from label to label, the same all over.
	every := 1
	for _, n := range [...]int{1, 2, 3, 4, 6, 12, 24, 48} {
		if every = n; n*h.v.CellWidth > widest {
			break
		}
	}
	for c := range h.v.Cols {
		if (h.v.FirstCol+c)%every == 0 {
			line.put(h.v.Left+c*h.v.CellWidth+h.indent(), label(h.o.ColumnLabels, h.v.FirstCol+c))
		}
	}
	return h.t.Paint(Dim, line.String())
}

// indent shifts labels in wide cells to above the values.
func (h *heatmap) indent() int {
	if h.v.CellWidth >= valueHeatCell {
		return (h.v.CellWidth - 2) / 2
	}
	return 0
}

func (h *heatmap) row(r int) string {
	var b strings.Builder
	var run painter
	run.reset(h.t, &b)
	if h.v.Left > 0 {
		mark, role := "  ", Text
		if h.cursor && r == h.o.CursorRow {
			mark, role = "> ", Title
		}
		run.text(role, mark[:1]+h.t.Fit(label(h.o.RowLabels, r), h.v.Left-2))
		run.text(Text, " ")
	}
	for c := range h.v.Cols {
		h.cell(&run, r, h.v.FirstCol+c)
	}
	run.text(Text, strings.Repeat(" ", h.o.Width-h.v.Left-h.v.Cols*h.v.CellWidth))
	run.end()
	return b.String()
}

// cell draws one value.
func (h *heatmap) cell(run *painter, r, c int) {
	v, w := h.o.value(r, c), h.v.CellWidth
	step := h.step(v)
	text := h.text[:w]
	for i := range text {
		text[i] = step.Shade
	}
	if v == v && h.o.few(r, c) {
		h.hatch(text, step)
	}
	if v == v && h.o.Diverging {
		sign(text, v)
	}
	shades := w // cells from the left that show the shade
	if v == v && w >= valueHeatCell && !(h.o.Diverging && deviationLevel(v) == 0) {
		shades = h.print(text, step, h.o.format(v))
	}
	if w >= 2 && v == v && h.o.marked(r, c) {
		text[0] = '~'
	}
	if h.cursor && r == h.o.CursorRow && c == h.o.CursorCol {
		text[0], text[w-1] = '[', ']'
		if w == 1 {
			text[0] = 'X'
		}
	}
	if step.Colored() {
		run.begin(step.open)
		run.runes(text)
		return
	}
	// Characters that are no shade keep the terminal's own colour: shades may be
	// too faint or too bright to read.
	for i, x := range text {
		if x == step.Shade && i < shades {
			run.begin(step.open)
		} else {
			run.begin(h.t.open[Text])
		}
		run.b.WriteRune(x)
	}
}

// print writes a number into a cell, right-aligned before a blank, if it fits.
// Without background colours the shade stays left of it. It returns how many
// cells show the shade.
func (h *heatmap) print(text []rune, step Cell, s string) int {
	w, n := len(text), len(s)
	for _, r := range s {
		if r >= utf8.RuneSelf {
			n = width(s)
			break
		}
	}
	if n > w-2 || utf8.RuneCountInString(s) != n {
		return w
	}
	at := w - 1 - n
	blanks := max(at-1, 1)
	if h.t.options.ASCII && !step.Colored() {
		blanks = 0 // a digit of the scale beside the number would mislead
	}
	for i := blanks; i < w; i++ {
		text[i] = ' '
	}
	for _, r := range s {
		text[at] = r
		at++
	}
	return blanks
}

// step returns the step of the scale of a value; constant data are the lowest.
func (h *heatmap) step(v float64) Cell {
	if v != v {
		return h.t.noData
	}
	if h.o.Diverging {
		return h.t.Deviation(v)
	}
	return h.t.Ramp(fraction(v, h.lo, h.hi))
}

// legend explains the colours, then the marks, then what is hidden, then the
// cell of the cursor, as far as there is room.
func (h *heatmap) legend() string {
	var b strings.Builder
	var run painter
	run.reset(h.t, &b)
	room := h.o.Width
	put := func(r Role, s string) {
		if n := width(s); n <= room {
			run.text(r, s)
			room -= n
		}
	}
	readout := h.readout()
	if n := width(readout); n > 0 && n+2 < room {
		room -= n + 2
	} else {
		readout = ""
	}
	unit := clean(h.o.Unit)
	if unit != "" {
		unit = " " + unit
	}
	switch {
	case !h.any:
		put(Dim, h.o.missing())
	case h.o.Diverging:
		h.deviations(&run, put, &room)
	case h.lo == h.hi:
		put(Dim, "all values "+h.o.format(h.lo)+unit)
	default:
		lo, hi := h.o.format(h.lo), h.o.format(h.hi)+unit
		steps := h.t.ramp
		if width(lo)+width(hi)+len(steps)+2 <= room {
			put(Dim, lo+" ")
			for _, s := range steps {
				run.begin(s.open)
				run.b.WriteRune(s.Shade)
				room--
			}
			put(Dim, " "+hi)
		} else {
			put(Dim, lo+".."+hi)
		}
	}
	missing, marked, few := h.seen()
	if text := " " + h.o.missing(); missing && h.any && h.v.Double && width(text)+3 <= room {
		put(Text, "  ")
		run.begin(h.t.missing())
		run.b.WriteByte(' ')
		room--
		put(Dim, text)
	} else if missing && h.any && !h.v.Double {
		put(Dim, "  "+string(h.t.glyph.noData)+" "+h.o.missing())
	}
	if few {
		put(Dim, "  "+string(h.t.glyph.few)+" "+clean(h.o.FewNote))
	}
	if marked {
		note := h.o.MarkNote
		if note == "" {
			note = "partial"
		}
		put(Dim, "  ~ "+clean(note))
	}
	if h.v.Rows < h.v.rows {
		put(Dim, fmt.Sprintf("  rows %d-%d/%d", h.v.FirstRow+1, h.v.FirstRow+h.v.Rows, h.v.rows))
	}
	if h.v.Cols < h.v.cols {
		put(Dim, fmt.Sprintf("  columns %d-%d/%d", h.v.FirstCol+1, h.v.FirstCol+h.v.Cols, h.v.cols))
	}
	if readout != "" {
		room += width(readout) + 2
		run.text(Text, strings.Repeat(" ", room-width(readout)))
		run.text(Title, readout)
		room = 0
	}
	run.text(Text, strings.Repeat(" ", room))
	run.end()
	return b.String()
}

// readout names the cell of the cursor and its value.
func (h *heatmap) readout() string {
	if !h.cursor {
		return ""
	}
	r, c := h.o.CursorRow, h.o.CursorCol
	parts := []string{label(h.o.RowLabels, r)}
	if g := label(h.o.ColumnGroups, c); g != "" {
		parts = append(parts, g)
	}
	where := strings.Join(append(parts, label(h.o.ColumnLabels, c)), " ")
	v := h.o.value(r, c)
	if v != v {
		return where + ": " + h.o.missing()
	}
	s := where + ": " + h.o.format(v)
	if h.o.Unit != "" {
		s += " " + clean(h.o.Unit)
	}
	return s
}

// seen reports whether cells without data, marked and hatched cells are on screen.
func (h *heatmap) seen() (missing, marked, few bool) {
	for r := h.v.FirstRow; r < h.v.FirstRow+h.v.Rows; r++ {
		for c := h.v.FirstCol; c < h.v.FirstCol+h.v.Cols; c++ {
			v := h.o.value(r, c)
			missing = missing || v != v
			if v != v || h.v.Double {
				continue
			}
			marked = marked || h.v.CellWidth >= 2 && h.o.marked(r, c)
			few = few || h.o.few(r, c)
		}
	}
	return missing, marked, few
}
