package chart

import "strings"

// full draws the chart with axes.
//
// The picture holds the plot alone; the axes are written around it:
//
//	[labels][axis][plot ......][numbers of the lines]
func (c *lineChart) full() string {
	w, h := c.o.Width, c.o.Height
	box := c.box()
	header, labelW, plotW, plotH, right := box.top, box.left, box.w, box.h, box.right
	axis, labels := box.axis, box.labels

	p := newPicture(plotW, plotH)
	limitRow := -1
	if c.o.Limit != 0 {
		limitRow = rowOf(c.o.Limit, axis, plotH)
		for x := range plotW {
			p.set(x, limitRow, c.t.glyph.threshold, Limit)
		}
	}
	if at := c.o.Cursor; at != 0 && at >= c.start && at <= c.end {
		for y := range plotH {
			p.set(c.dotX(at, plotW*2)/2, y, c.t.glyph.axis.vertical, Accent)
		}
	}
	shaded := c.drawLines(p, axis, limitRow)
	above := c.drawAbove(p, axis)
	if limitRow >= 0 {
		c.drawLimitLabel(p, limitRow)
	}

	marks := c.lineMarks(axis, plotH)
	lines := make([]string, 0, h)
	if header == 1 {
		lines = append(lines, c.legend(labelW, axis, above, shaded))
	}
	var b strings.Builder
	var run painter
	for y := range plotH {
		b.Reset()
		run.reset(c.t, &b)
		label, tick, role := labels[y], c.t.glyph.axis.vertical, Dim
		if label != "" {
			tick = c.t.glyph.axis.yTick
		}
		if y == limitRow {
			role = Limit
		}
		run.text(role, FitLeft(label, labelW))
		run.put(Border, tick)
		p.row(&run, y)
		if right > 0 {
			if i := marks[y]; i >= 0 {
				run.text(c.o.Lines[i].Role, lineMark(i))
			} else {
				run.text(Text, " ")
			}
		}
		run.end()
		lines = append(lines, b.String())
	}
	if box.marks > 0 {
		lines = append(lines, c.marksRow(labelW, plotW)+strings.Repeat(" ", right))
	}
	ticks, names := c.xAxis(plotW)
	b.Reset()
	run.reset(c.t, &b)
	run.text(Border, strings.Repeat(" ", labelW)+string(c.t.glyph.axis.corner))
	from, to := c.marked(plotW)
	for x, r := range []rune(ticks) {
		switch {
		case x < from || x > to:
			run.put(Border, r)
		case r == c.t.glyph.axis.horizontal:
			run.put(Accent, c.t.glyph.axis.heavy)
		default:
			run.put(Accent, r)
		}
	}
	run.end()
	lines = append(lines, b.String()+strings.Repeat(" ", right),
		c.t.Paint(Dim, c.t.Fit(strings.Repeat(" ", labelW+1)+names, w)))
	return strings.Join(lines, "\n")
}

// plotBox is where the plot stands in a chart with axes, in cells.
type plotBox struct {
	top, left, right, w, h int // left: of the labels, the axis comes behind them
	marks                  int // lines of marked times, 0 or 1
	axis                   valueAxis
	labels                 []string // by row of the plot
}

func (c *lineChart) box() plotBox {
	var b plotBox
	if len(c.o.Lines) > 1 || c.o.Unit != "" && c.o.Height >= 7 {
		b.top = 1
	}
	if len(c.o.Marks) > 0 && c.o.Height >= 9 {
		b.marks = 1
	}
	b.h = c.o.Height - b.top - b.marks - 2
	ticks := min(max(b.h/2, 1), 6)
	if b.h < 4 {
		ticks = 1
	}
	b.axis = c.valueAxis(ticks)
	b.labels, b.left = c.yLabels(b.axis, b.h)
	if n := width(c.o.MarksName); b.marks > 0 && n < c.o.Width/3 {
		b.left = max(b.left, n)
	}
	if len(c.o.Lines) > 1 {
		b.right = 1
	}
	b.w = c.o.Width - b.left - 1 - b.right
	return b
}

// TimeAt returns the time drawn at a cell of a LineChart, counted from its top
// left, and false outside of the plot.
func (o LineOptions) TimeAt(x, y int) (int64, bool) {
	c := lineChart{o: o}
	if o.Width < minLineWidth || o.Height < minLineHeight || !c.measure() {
		return 0, false
	}
	b := c.box()
	x, y = x-b.left-1, y-b.top
	if x < 0 || y < 0 || x >= b.w || y >= b.h {
		return 0, false
	}
	return c.start + int64(float64(c.end-c.start)*(float64(x)+0.5)/float64(b.w)), true
}

// dotRow returns the row of dots of a value, 0 at the top, in a plot of h cells.
func dotRow(v float64, a valueAxis, h int) int {
	n := h*4 - 1
	return n - int(a.fraction(v)*float64(n)+0.5)
}

// rowOf returns the row of cells of a value.
func rowOf(v float64, a valueAxis, h int) int { return dotRow(v, a, h) / 4 }

// yLabels returns a label per row of the plot, "" for none, and their width.
// The limit has a label of its own, which wins over that of a tick.
func (c *lineChart) yLabels(a valueAxis, h int) ([]string, int) {
	labels := make([]string, h)
	for _, v := range a.ticks() {
		labels[rowOf(v, a, h)] = a.label(v)
	}
	if c.o.Limit != 0 {
		labels[rowOf(c.o.Limit, a, h)] = Short(c.o.Limit)
	}
	w := 1
	for _, l := range labels {
		w = max(w, len(l))
	}
	return labels, w
}

// lineMark is the number of a line in the legend and at its end.
func lineMark(i int) string {
	const marks = "123456789abcdefghijklmnopqrstuvwxyz"
	return marks[i%len(marks) : i%len(marks)+1]
}

// lineMarks returns per row which line ends there, -1 for none. Where two lines
// end in one row the second moves to the next free one.
func (c *lineChart) lineMarks(a valueAxis, h int) []int {
	marks := make([]int, h)
	for y := range marks {
		marks[y] = -1
	}
	for i := range c.o.Lines {
		l := &c.o.Lines[i]
		for k := len(l.Series.Points) - 1; k >= 0; k-- {
			v, ok := l.value(l.Series.Points[k])
			if !ok {
				continue
			}
			y := rowOf(v, a, h)
			for d := 0; d < h; d++ {
				if y-d >= 0 && marks[y-d] < 0 {
					marks[y-d] = i
					break
				}
				if y+d < h && marks[y+d] < 0 {
					marks[y+d] = i
					break
				}
			}
			break
		}
	}
	return marks
}

// drawLimitLabel prints the label into a stretch of the threshold line where no
// data are, as far right as possible; nowhere if there is no such stretch, as
// the axis names the value too.
func (c *lineChart) drawLimitLabel(p *picture, row int) {
	label := c.o.LimitLabel
	n := len(label)
	if n == 0 || n != width(label) || n+2 > p.w {
		return
	}
	for from := p.w - n - 2; from >= 0; from-- {
		free := true
		for x := from; x < from+n+2 && free; x++ {
			free = p.at(x, row) == c.t.glyph.threshold
		}
		if !free {
			continue
		}
		for i, r := range " " + label + " " {
			p.set(from+i, row, r, Limit)
		}
		return
	}
}

// marked returns the first and the last cell of the marked stretch in a plot of w
// cells; the last lies before the first where nothing is marked.
func (c *lineChart) marked(w int) (from, to int) {
	start, end := max(clampTime(c.o.MarkStart), c.start), min(clampTime(c.o.MarkEnd), c.end)
	if c.o.MarkStart == 0 && c.o.MarkEnd == 0 || start > end {
		return 0, -1
	}
	return c.dotX(start, w*2) / 2, c.dotX(end, w*2) / 2
}

// xAxis returns the axis line right of the corner and the labels below it.
func (c *lineChart) xAxis(w int) (ticks, names string) {
	line := []rune(strings.Repeat(string(c.t.glyph.axis.horizontal), w))
	text := []byte(strings.Repeat(" ", w))
	free := 0
	for _, tick := range timeTicks(c.start, c.end, w) {
		x := c.dotX(tick.at, w*2) / 2
		line[x] = c.t.glyph.axis.xTick
		// Labels begin below their tick; the last one may end at the edge.
		from := min(x, w-len(tick.label))
		if from < free || from < 0 {
			continue
		}
		copy(text[from:], tick.label)
		free = from + len(tick.label) + 1
	}
	return string(line), string(text)
}

// dotX returns the column of dots of a time in a plot of n columns of dots.
func (c *lineChart) dotX(at int64, n int) int {
	f := float64(at-c.start) / float64(c.end-c.start)
	return int(min(max(f, 0), 1)*float64(n-1) + 0.5)
}
