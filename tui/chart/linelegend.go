package chart

import (
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// legend returns the line above the plot: the unit, the lines, the band, and what
// marks mean, as far as there is room. With a cursor it has the values there.
func (c *lineChart) legend(labelW int, a valueAxis, above int, shaded bool) string {
	var b strings.Builder
	var run painter
	run.reset(c.t, &b)
	used := 0
	write := func(r Role, s string) {
		if room := c.o.Width - used; room > 0 {
			if n := width(s); n > room {
				s = c.t.Fit(s, room)
			}
			run.text(r, s)
			used += width(s)
		}
	}
	unit := c.o.Unit
	if n := width(unit); n < labelW {
		unit = strings.Repeat(" ", labelW-n) + unit
	}
	write(Dim, unit)
	if n := len(c.o.Lines); n > 1 {
		names := make([]string, n)
		all := 0
		for i := range c.o.Lines {
			names[i] = strings.TrimSpace(record.Clean(c.o.Lines[i].Name) + c.valueAt(i))
			all += width(names[i]) + 4
		}
		// Names are shortened alike rather than the last ones left out.
		longest := max((c.o.Width-used)/n-4, 1)
		for i, l := range c.o.Lines {
			if all > c.o.Width-labelW && width(names[i]) > longest {
				names[i] = c.t.Fit(names[i], longest)
			}
			write(Text, "  ")
			write(l.Role, lineMark(i))
			write(Text, " "+names[i])
		}
	}
	// What does not fit is left out as a whole.
	part := func(r Role, open, mark, s string) {
		if s = record.Clean(s); s == "" || used+width(mark)+width(s)+3 > c.o.Width {
			return
		}
		write(Text, "  ")
		run.begin(open + c.t.sequence(r))
		run.b.WriteString(mark)
		run.end()
		used += width(mark)
		write(Text, " "+s)
	}
	if len(c.o.Lines) == 1 && (c.o.BandName != "" || c.valueAt(0) != "") {
		name := strings.TrimSpace(c.o.Lines[0].Name + c.valueAt(0))
		part(c.o.Lines[0].Role, "", string(c.t.glyph.axis.heavy), name)
	}
	if text := c.aboveText(above, a); text != "" {
		mark, text, _ := strings.Cut(text, " ")
		part(Bad, "", mark, text)
	}
	if c.o.Band && c.o.BandName != "" {
		open := ""
		if shaded {
			open = c.t.shade()
		}
		part(Dim, open, c.t.glyph.dotted, c.o.BandName+c.bandAt())
	}
	bad, some := false, false
	for _, m := range c.o.Marks {
		bad, some = bad || m.Bad, some || !m.Bad
	}
	if bad {
		part(Bad, "", string(c.t.glyph.event), c.o.BadNote)
	}
	if some {
		part(Warn, "", string(c.t.glyph.some), c.o.SomeNote)
	}
	write(Text, strings.Repeat(" ", c.o.Width-used))
	run.end()
	return b.String()
}

// pointAt returns the bucket of a line that the cursor is in.
func (c *lineChart) pointAt(i int) (series.Point, bool) {
	s := &c.o.Lines[i].Series
	t := c.o.Cursor
	if t == 0 || s.Width <= 0 || t < s.Start || len(s.Points) == 0 {
		return series.Point{}, false
	}
	k := (t - s.Start) / s.Width
	if t-s.Start < 0 || k >= int64(len(s.Points)) { // the difference may overflow
		return series.Point{}, false
	}
	return s.Points[k], true
}

// valueAt returns the value of a line at the cursor behind a blank, "" without a
// cursor in its time.
func (c *lineChart) valueAt(i int) string {
	p, ok := c.pointAt(i)
	if !ok {
		return ""
	}
	v, ok := c.o.Lines[i].value(p)
	if !ok {
		return " no data"
	}
	return " " + Short(v)
}

// bandAt returns the ends of the band at the cursor.
func (c *lineChart) bandAt() string {
	p, ok := c.pointAt(0)
	if lo, hi := bandOf(p); ok && p.N > 0 && finite(lo) && finite(hi) {
		return " " + Short(lo) + ".." + Short(hi)
	}
	return ""
}

// marksRow is the line with the marked times.
func (c *lineChart) marksRow(labelW, w int) string {
	cells := make([]uint8, w)
	for _, m := range c.o.Marks {
		from, to := clampTime(m.From), clampTime(m.To-1)
		if to < c.start || from > c.end {
			continue
		}
		level := uint8(1)
		if m.Bad {
			level = 2
		}
		for x := c.dotX(from, w*2) / 2; x <= c.dotX(to, w*2)/2; x++ {
			cells[x] = max(cells[x], level)
		}
	}
	var b strings.Builder
	var run painter
	run.reset(c.t, &b)
	run.text(Dim, c.t.FitLeft(c.o.MarksName, labelW))
	run.put(Border, c.t.glyph.axis.vertical)
	for _, level := range cells {
		switch level {
		case 2:
			run.put(Bad, c.t.glyph.event)
		case 1:
			run.put(Warn, c.t.glyph.some)
		default:
			run.put(Text, ' ')
		}
	}
	run.end()
	return b.String()
}
