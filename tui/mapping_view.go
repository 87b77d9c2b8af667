package tui

import (
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// The most the dialog gives to a part when there is little room.
const (
	dialogOptions = 9
	dialogColumns = 6
)

// View draws the dialog: d.h lines of at most d.w cells. A panic in it ends the
// program with a Crash.
func (d *dialog) View() (frame string) {
	defer d.end.recovered()
	if d.w < 1 || d.h < 1 {
		return ""
	}
	var lines []string
	switch {
	case d.w < minWidth || d.h < minHeight:
		lines = []string{"terminal too small: need " + size(minWidth, minHeight) + ", have " + size(d.w, d.h)}
	case d.question() == nil:
		lines = append(d.head("", d.cfg.Title), "", " "+d.theme.Paint(chart.Dim, "looking at the input ..."))
	default:
		lines = d.lines()
	}
	var b strings.Builder
	for i := range d.h {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(lines) {
			b.WriteString(d.theme.Fit(lines[i], d.w))
		} else {
			b.WriteString(strings.Repeat(" ", d.w))
		}
	}
	return b.String()
}

// head is the first line: what is asked on the left, of what on the right.
func (d *dialog) head(left, right string) []string {
	right = d.theme.Fit(right, min(cells(right), max(0, d.w-cells(left)-4)))
	blanks := max(1, d.w-2-cells(left)-cells(right))
	return []string{" " + d.theme.Paint(chart.Title, left) + strings.Repeat(" ", blanks) + d.theme.Paint(chart.Dim, right)}
}

func (d *dialog) lines() []string {
	th, q := d.theme, d.question()
	count := "Question " + number(float64(len(d.given)+1), 0)
	if more := len(d.reading.Questions()) - 1; more > 0 {
		count += ", " + number(float64(more), 0) + " more"
	}
	out := append(d.head(count, d.source()), "")
	for _, line := range wrap(record.CleanText(q.Text), d.w-2) {
		out = append(out, " "+th.Paint(chart.Text, line))
	}
	out = append(out, "")
	foot := []string{d.keyLine()}
	if d.message != "" {
		var lines []string
		for _, line := range wrap(d.message, d.w-2) {
			lines = append(lines, " "+th.Paint(chart.Bad, line))
		}
		foot = append(lines[:min(len(lines), 3)], foot...)
	}
	room := d.h - len(out) - len(foot)
	out = append(out, d.options(min(room, dialogOptions, max(3, room/2)))...)
	if d.editing {
		out = append(out, " "+th.Paint(chart.Key, "flag: ")+th.Fit(record.CleanText(d.text), min(cells(record.CleanText(d.text)), d.w-9))+th.Paint(chart.Selected, " "))
	}
	if room = d.h - len(out) - len(foot); room > 3 {
		out = append(append(out, ""), d.columns(min(room-1, dialogColumns))...)
	}
	if room = d.h - len(out) - len(foot); room > 4 {
		out = append(append(out, ""), d.preview(room-1)...)
	}
	out = out[:min(len(out), d.h-len(foot))]
	for len(out) < d.h-len(foot) {
		out = append(out, "")
	}
	return append(out, foot...)
}

// options draws at most h of the possible answers around the cursor.
func (d *dialog) options(h int) []string {
	th, q := d.theme, d.question()
	if len(q.Options) == 0 {
		return []string{" " + th.Paint(chart.Dim, "write the flag that answers it")}
	}
	h = max(1, h)
	d.first = max(min(d.first, d.cursor, len(q.Options)-h), d.cursor-h+1, 0)
	label := 0
	for _, o := range q.Options {
		label = max(label, min(cells(record.CleanText(o.Label)), d.w/2))
	}
	var out []string
	for i, o := range q.Options[d.first:min(len(q.Options), d.first+h)] {
		mark, role, flag := "   ", chart.Text, o.Flag
		if d.first+i == d.cursor {
			mark, role = " > ", chart.Selected
		}
		out = append(out, mark+th.Paint(role, th.Fit(record.CleanText(o.Label), label))+"  "+th.Paint(chart.Dim, record.CleanText(flag)))
	}
	return out
}

// columns draws the columns that the question is about with their values.
func (d *dialog) columns(h int) []string {
	list := d.candidates(d.question())
	name := 0
	for _, c := range list[:min(len(list), h)] {
		name = max(name, min(cells(record.Clean(c.Name)), maxColumnName))
	}
	var out []string
	for i, c := range list {
		if i == h {
			break
		}
		if i == h-1 && len(list) > h {
			out = append(out, " "+d.theme.Paint(chart.Dim, "and "+plural(int64(len(list)-i), "more column")))
			break
		}
		out = append(out, " "+d.theme.Paint(chart.Dim, "column ")+d.theme.Fit(record.Clean(c.Name), name)+"  "+strings.TrimRight(samples(c.Samples), " "))
	}
	return out
}

// preview draws the first records as the option under the cursor reads them.
func (d *dialog) preview(h int) []string {
	th := d.theme
	seen, ok := d.previewNow()
	switch {
	case d.editing:
		return []string{" " + th.Paint(chart.Dim, "enter shows whether this can be used")}
	case !ok:
		return []string{" " + th.Paint(chart.Dim, "looking ...")}
	case seen.err != nil:
		var out []string
		for _, line := range wrap(record.CleanText(seen.err.Error()), d.w-2) {
			out = append(out, " "+th.Paint(chart.Warn, line))
		}
		return out[:min(len(out), h)]
	case len(seen.preview.Rows) == 0:
		if n := len(seen.preview.Reading.Questions()); n > 0 {
			return []string{" " + th.Paint(chart.Dim, "with this answer "+plural(int64(n), "question")+" would be left; then there are records to show")}
		}
		return []string{" " + th.Paint(chart.Warn, "with this answer there is no record among the first rows")}
	}
	out := []string{" " + th.Paint(chart.Header, "With this answer the first records are")}
	p := seen.preview
	widths := make([]int, len(p.Head))
	rows := append([][]string{p.Head}, p.Rows[:min(len(p.Rows), max(0, h-2))]...)
	for _, row := range rows {
		for k := range widths {
			if k < len(row) {
				widths[k] = max(widths[k], min(maxNameWidth, cells(record.Clean(row[k]))))
			}
		}
	}
	for i, row := range rows {
		line := " "
		for k := range widths {
			text := ""
			if k < len(row) {
				text = record.Clean(row[k])
			}
			line += "  " + th.Fit(text, widths[k])
		}
		role := chart.Text
		if i == 0 {
			role = chart.Dim
		}
		out = append(out, th.Paint(role, line))
	}
	return out
}

// keyLine shows the keys that do something now.
func (d *dialog) keyLine() string {
	keys := [][2]string{{"up/down", "choose"}, {"enter", "take"}, {"e", "edit"}}
	if d.editing {
		keys = [][2]string{{"enter", "take"}, {"up/down", "choose"}}
	}
	if len(d.given) > 0 && !d.editing {
		keys = append(keys, [2]string{"backspace", "previous"})
	}
	last := [2]string{"esc", "quit"}
	if d.editing && len(d.question().Options) > 0 {
		last[1] = "leave it as it was"
	}
	line := ""
	for _, k := range append(keys, last) {
		line += " " + d.theme.Paint(chart.Key, k[0]) + " " + d.theme.Paint(chart.Dim, k[1]) + " "
	}
	return line
}
