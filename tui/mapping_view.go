package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// The most options in sight, and the lines that the columns and the rows below
// them get however little room there is.
const (
	dialogOptions    = 9
	dialogLeastTable = 2
	dialogLeastRows  = 3
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
		lines = tooSmall(d.w, d.h)
	case d.question() == nil:
		lines = append(d.head("", d.cfg.Title), "", " "+d.theme.Paint(chart.Dim, "looking at the input ..."))
	default:
		lines = d.lines()
	}
	return fitFrame(d.theme, lines, d.w, d.h)
}

// head is the first line: what is asked on the left, of what on the right.
func (d *dialog) head(left, right string) []string {
	if room := max(0, d.w-cells(left)-4); cells(right) > room { // the end of a path tells more
		cut := "…"
		if d.theme.ASCII() {
			cut = "~"
		}
		right = d.theme.Fit(ansi.TruncateLeft(right, cells(right)-room+1, cut), room)
	}
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
	if d.h >= 20 {
		foot = append([]string{""}, foot...)
	}
	room := d.h - len(out) - len(foot)
	out = append(out, d.options(min(room, dialogOptions, max(3, room/2)))...)
	if d.editing {
		out = append(out, " "+th.Paint(chart.Key, "flag: ")+th.Fit(record.CleanText(d.text), min(cells(record.CleanText(d.text)), d.w-9))+th.Paint(chart.Selected, " "))
	}
	out = append(out, d.evidence(d.h-len(out)-len(foot))...)
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

// evidence draws in at most h lines what the option under the cursor leads to:
// how the columns are read, then records or rows of the input.
func (d *dialog) evidence(h int) []string {
	list, asked, fresh := d.columnsNow()
	if h < dialogLeastTable+dialogLeastRows {
		return d.columns(list, asked, h)
	}
	notes, head, cells, must := d.rowsNow()
	gaps := 0
	for _, need := range []int{6, 8} {
		if h >= need {
			gaps++
		}
	}
	room := h - gaps
	title := 0
	if room >= 9 {
		title = 1
	}
	wantColumns, wantRows := title+1+len(list), len(notes)
	if len(cells) > 0 {
		wantRows += 1 + len(cells)
	}
	if len(list) == 0 {
		wantColumns = 0
	}
	rows := min(wantRows, max(dialogLeastRows, room/2))
	table := min(wantColumns, room-rows)
	rows = min(wantRows, room-table)

	var out []string
	if table > 0 {
		if gaps > 0 {
			out = append(out, "")
		}
		if title > 0 {
			text := "The columns so far"
			if fresh {
				text = "With this answer the columns are read as"
			}
			out = append(out, " "+d.theme.Paint(chart.Header, text))
		}
		out = append(out, d.columns(list, asked, table-title)...)
	}
	if gaps > 1 {
		out = append(out, "")
	}
	for _, line := range notes[:min(len(notes), rows)] {
		out = append(out, " "+line)
	}
	if n := rows - len(notes) - 1; n > 0 && len(cells) > 0 {
		for i, line := range cellTable(d.theme, head, cells[:min(len(cells), n)], must, d.w-4) {
			role := chart.Text
			if i == 0 {
				role = chart.Dim
			}
			out = append(out, "   "+d.theme.Paint(role, line))
		}
	}
	return out
}

// columns draws how columns are read in at most h lines. Those the question is
// about come before the others when not all have room, then those in use.
func (d *dialog) columns(list []quality.Column, asked []bool, h int) []string {
	if h < 1 || len(list) == 0 {
		return nil
	}
	keep, left := len(list), 0
	if keep > h-1 {
		keep = max(1, h-1)
		if keep > 1 {
			keep-- // for the count of the others
		}
		left = len(list) - keep
	}
	var some []quality.Column
	var marks []bool
	for _, i := range choose(len(list), keep, func(i int) int {
		switch {
		case asked[i]:
			return 0
		case list[i].Field != "":
			return 1
		}
		return 2
	}) {
		some, marks = append(some, list[i]), append(marks, asked[i])
	}
	out := columnTable(d.theme, some, marks, d.w-2)
	if h == 1 {
		out = out[1:]
	}
	if left > 0 && len(out) < h {
		out = append(out, "  "+d.theme.Paint(chart.Dim, "and "+plural(int64(left), "more column")))
	}
	for i := range out {
		out[i] = " " + out[i]
	}
	return out
}

// choose returns the n of all indices with the lowest ranks in order; of equal
// ones it takes the first.
func choose(all, n int, rank func(int) int) []int {
	list := make([]int, all)
	for i := range list {
		list[i] = i
	}
	slices.SortStableFunc(list, func(a, b int) int { return rank(a) - rank(b) })
	list = list[:min(n, all)]
	slices.Sort(list)
	return list
}

// rowsNow returns the records that the option under the cursor makes, or when
// there are none the first rows as they stand in the input, with lines to say
// so, and which columns must be in sight.
func (d *dialog) rowsNow() (notes, head []string, rows [][]string, must func(int) bool) {
	th := d.theme
	say := func(role chart.Role, text string) {
		for _, line := range wrap(text, d.w-2) {
			notes = append(notes, th.Paint(role, line))
		}
		notes = notes[:min(len(notes), 3)]
	}
	p := d.basis
	seen, ok := d.previewNow()
	why := ""
	switch {
	case d.editing:
		why = "enter shows whether this can be used"
	case !ok:
		why = "looking ..."
	case seen.err != nil:
		say(chart.Warn, record.CleanText(seen.err.Error()))
	case len(seen.preview.Rows) > 0:
		say(chart.Header, "With this answer the first records are")
		head, field := seen.preview.Head, d.question().Field
		return notes, head, seen.preview.Rows, func(k int) bool {
			name, _, _ := strings.Cut(head[k], " ")
			return k == 0 || name != "" && strings.Contains(field, name)
		}
	default:
		if seen.preview.Cells != nil {
			p = seen.preview
		}
		if n := len(seen.preview.Reading.Questions()); n > 0 {
			why = "records after " + plural(int64(n), "more answer")
		} else {
			say(chart.Warn, "with this answer there is no record among the first rows")
		}
	}
	if len(p.Cells) == 0 {
		if why != "" {
			notes = append(notes, th.Paint(chart.Dim, why))
		}
		return notes, nil, nil, nil
	}
	title := th.Paint(chart.Header, "The first rows of the input")
	if why != "" {
		title += th.Paint(chart.Dim, "; "+why)
	}
	asked := map[string]bool{}
	list, marks, _ := d.columnsNow()
	for i := range list {
		asked[list[i].Name] = asked[list[i].Name] || marks[i]
	}
	return append(notes, title), p.Names, p.Cells, func(k int) bool { return asked[p.Names[k]] }
}

// emptyCells are how records show that there is nothing.
var emptyCells = []string{"", "-", record.NoName}

// cellTable draws rows of cells below a head in lines of at most w cells. When
// not all columns have room, empty ones are left out, then those at the end;
// those that must be in sight stay.
func cellTable(th *chart.Theme, head []string, rows [][]string, must func(int) bool, w int) []string {
	const gap = 2
	cut, cutWidth := "…", gap+1
	if th.ASCII() {
		cut, cutWidth = "..", gap+2
	}
	widths, empty := make([]int, len(head)), make([]bool, len(head))
	all := append([][]string{head}, rows...)
	total := -gap
	for k := range head {
		empty[k] = true
		for i, row := range all {
			if k < len(row) {
				widths[k] = max(widths[k], min(maxNameWidth, cells(record.Clean(row[k]))))
				empty[k] = empty[k] && (i == 0 || slices.Contains(emptyCells, row[k]))
			}
		}
		widths[k] = min(max(1, widths[k]), w)
		total += gap + widths[k]
	}
	list := choose(len(head), len(head), func(int) int { return 0 })
	if total > w {
		rank := func(k int) int {
			switch {
			case must != nil && must(k):
				return 0
			case empty[k]:
				return 2
			}
			return 1
		}
		slices.SortStableFunc(list, func(a, b int) int { return rank(a) - rank(b) })
		n, used := 0, 0
		for n < len(list) && (n == 0 || used+gap+widths[list[n]]+cutWidth <= w) {
			used += widths[list[n]] + gap
			if n > 0 {
				used += cutWidth // there may be others in between
			}
			n++
		}
		list = list[:n]
		slices.Sort(list)
		// The marks of what is left out may have needed less.
		for k := range head {
			if !slices.Contains(list, k) && !empty[k] && tableWidth(list, k, widths, cutWidth, gap) <= w {
				list = append(list, k)
				slices.Sort(list)
			}
		}
	}
	out := make([]string, len(all))
	for i, row := range all {
		last := -1
		for _, k := range list {
			if k != last+1 {
				out[i] += chart.Fit(cut, cutWidth)
			}
			text := ""
			if k < len(row) {
				text = record.Clean(row[k])
			}
			out[i] += th.Fit(text, widths[k]) + strings.Repeat(" ", gap)
			last = k
		}
		if last != len(head)-1 {
			out[i] += cut
		}
		out[i] = strings.TrimRight(out[i], " ")
	}
	return out
}

// tableWidth returns how wide a table with the columns of list and one more is.
func tableWidth(list []int, more int, widths []int, cutWidth, gap int) int {
	list = append(slices.Clone(list), more)
	slices.Sort(list)
	n, last := 0, -1
	for _, k := range list {
		if k != last+1 {
			n += cutWidth
		}
		n += widths[k] + gap
		last = k
	}
	if last == len(widths)-1 {
		return n - gap
	}
	return n + cutWidth - gap
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
