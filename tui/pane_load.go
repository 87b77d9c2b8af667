package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// loadPane tells how the input was read, as the command inspect does:
//
//	probes/edge.csv.gz
//	Format    csv, Windows-1252, gzip, delimiter ";", header in line 3
//	Time      Date + Time, day/month/year, UTC (assumed: no zone in the file)
//	  column     field       unit  by    values
//	  RTT (avg)  latency_ms  ms    flag  12,5 | 14,1
//
//	Records
//	Rows      2,880 used, 8 rejected, of 2,893 lines
//	...
type loadPane struct {
	blocks []quality.Block
	top    int // first line in sight
	shown  int // lines in sight when it was drawn last
	all    int // lines there are at that width
}

func newLoad(d *dataset) *loadPane {
	r := d.reading
	if r == nil {
		r = &quality.Reading{}
	}
	whole := *r
	whole.Load, whole.Done = d.Load, true
	return &loadPane{blocks: whole.Document(), shown: 1}
}

func (p *loadPane) adopt(d *dataset) tea.Cmd {
	p.blocks = newLoad(d).blocks
	return nil
}

func (p *loadPane) scopes() scope { return inMove | inLoad }

func (p *loadPane) status() string {
	if p.all <= p.shown {
		return "how the input was read"
	}
	text := "lines " + number(float64(p.top+1), 0) + " to " + number(float64(min(p.all, p.top+p.shown)), 0) + " of " + number(float64(p.all), 0)
	switch {
	case p.top == 0:
		return text + " (more below: j)"
	case p.top+p.shown >= p.all:
		return text + " (more above: k)"
	}
	return text + " (more: j, k)"
}

func (p *loadPane) do(_ *Model, a action) tea.Cmd {
	if a == actBottom {
		p.top = max(0, p.all-p.shown)
		return nil
	}
	if to, ok := move(a, p.top, max(1, p.all-p.shown+1), p.shown); ok {
		p.top = to
	}
	return nil
}

func (p *loadPane) lines(th *chart.Theme, w, h int) []string {
	text := blockLines(th, p.blocks, w-2)
	p.all, p.shown = len(text), max(1, h)
	p.top = max(0, min(p.top, len(text)-h))
	text = text[p.top:min(len(text), p.top+h)]
	out := make([]string, len(text))
	for i, line := range text {
		out[i] = " " + line
	}
	return out
}

// factLabel is the width of the labels.
const factLabel = 10

// blockLines draws blocks in lines of at most w cells.
func blockLines(th *chart.Theme, blocks []quality.Block, w int) []string {
	var out []string
	for i, b := range blocks {
		if i > 0 {
			out = append(out, "")
		}
		if b.Title != "" {
			out = append(out, th.Paint(chart.Header, th.Fit(record.CleanText(b.Title), min(w, cells(record.CleanText(b.Title))))))
		}
		for _, f := range b.Facts {
			out = append(out, factLines(th, f, w)...)
		}
		out = append(out, columnLines(th, b.Columns, w)...)
		for _, f := range b.More {
			out = append(out, factLines(th, f, w)...)
		}
	}
	return out
}

func factLines(th *chart.Theme, f quality.Fact, w int) []string {
	role := chart.Text
	switch f.Level {
	case quality.Detail:
		role = chart.Dim
	case quality.Assumed:
		role = chart.Warn
	case quality.Wrong:
		role = chart.Bad
	}
	indent := factLabel
	if f.Level == quality.Detail {
		indent += 2
	}
	var out []string
	for i, line := range wrap(record.CleanText(f.Text), max(1, w-indent)) {
		label := ""
		if i == 0 {
			label = f.Label
		}
		out = append(out, th.Paint(chart.Dim, chart.Fit(label, indent))+th.Paint(role, line))
	}
	return out
}

// The widest that a column of the table of columns gets, and the width from
// which the reasons stand beside the values in place of below them.
const (
	maxColumnName = 24
	maxUnit       = 10
	maxValues     = 32
	whyBeside     = 110
)

// columnLines draws how columns are read, and why.
func columnLines(th *chart.Theme, list []quality.Column, w int) []string {
	return columnTable(th, list, nil, w)
}

// columnTable draws how columns are read. With marks, the columns marked stand
// out, and why something was settled is said only where it has room beside.
func columnTable(th *chart.Theme, list []quality.Column, marks []bool, w int) []string {
	if len(list) == 0 {
		return nil
	}
	const gap = 2
	heads := [5]string{"column", "field", "unit", "by", "values"}
	limits := [5]int{maxColumnName, 32, maxUnit, 12, maxValues}
	var widths [5]int
	rows := make([][5]string, len(list))
	for i, c := range list {
		rows[i] = [5]string{record.Clean(c.Name), c.Field, record.Clean(c.Unit), c.How, samples(c.Samples, maxValues)}
		if c.Field == "" {
			rows[i][1] = "not used"
		}
	}
	for k := range widths {
		widths[k] = cells(heads[k])
		for i := range rows {
			widths[k] = max(widths[k], min(limits[k], cells(rows[i][k])))
		}
	}
	beside := w >= whyBeside
	used := gap * len(widths)
	for _, n := range widths {
		used += n
	}
	for _, k := range []int{4, 0} { // values, then names give way
		if over := used - w; over > 0 {
			cut := min(over, max(0, widths[k]-6))
			widths[k] -= cut
			used -= cut
		}
	}
	for i := range rows {
		rows[i][4] = samples(list[i].Samples, widths[4])
	}
	draw := func(role chart.Role, row [5]string, mark, why string) string {
		line := ""
		for k, text := range row {
			if k > 0 {
				line += strings.Repeat(" ", gap)
			}
			line += th.Fit(text, widths[k])
		}
		line = th.Paint(chart.Key, chart.Fit(mark, gap)) + th.Paint(role, line)
		if beside && why != "" && w-used > 8 {
			line += "  " + th.Paint(chart.Dim, th.Fit(why, w-used-2))
		}
		return line
	}
	out := []string{draw(chart.Dim, heads, "", "why")}
	said := ""
	for i, c := range list {
		why, mark := record.CleanText(c.Why), ""
		role := chart.Text
		switch {
		case c.How == "not settled" && marks == nil:
			role = chart.Bad
		case c.How == "not settled": // a question that comes
			role = chart.Warn
		case c.How == "assumed":
			role = chart.Warn
		case c.Field == "":
			role = chart.Dim
		}
		if marks != nil && marks[i] {
			mark = "*"
		}
		out = append(out, draw(role, rows[i], mark, why))
		again := why == said // what was said of the column before
		said = why
		if marks == nil && !beside && why != "" && !again {
			for _, line := range wrap(why, max(1, w-6)) {
				out = append(out, "      "+th.Paint(chart.Dim, line))
			}
		}
	}
	return out
}

// samples joins the first values that have room in w cells.
func samples(list []string, w int) string {
	text := ""
	for _, s := range list {
		s = record.Clean(s)
		if text != "" && cells(text)+3+cells(s) > w {
			break
		}
		if text != "" {
			text += " | "
		}
		text += s
	}
	return text
}
