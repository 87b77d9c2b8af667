package export

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// inspectLabel is the width of the labels.
const inspectLabel = 10

// InspectText writes how inputs were read as one screen of text: lines of at
// most 80 columns without a control character. It returns the error of w.
func InspectText(w io.Writer, r *quality.Reading) error {
	var d textDoc
	for i, b := range r.Document() {
		if i > 0 {
			d.line("")
		}
		if b.Title != "" {
			d.para("", record.CleanText(b.Title))
		}
		for _, f := range b.Facts {
			d.fact(f)
		}
		d.columns(b.Columns)
		for _, f := range b.More {
			d.fact(f)
		}
	}
	_, err := io.WriteString(w, d.String())
	return err
}

func (d *textDoc) fact(f quality.Fact) {
	label := f.Label
	if f.Level == quality.Detail && label == "" {
		label = "  "
	}
	if n := inspectLabel - ansi.StringWidth(label); n > 0 {
		label += strings.Repeat(" ", n)
	}
	if f.Level == quality.Detail {
		label += "  "
	}
	if f.Label == "Again" { // a command line must not be broken
		d.whole(label, record.CleanText(f.Text))
		return
	}
	d.para(label, record.CleanText(f.Text))
}

// whole adds a text that must be copied in one piece: where it does not fit it
// gets lines that end in a backslash, as a shell reads them.
func (d *textDoc) whole(label, text string) {
	width := textWidth - ansi.StringWidth(label) - len(" \\")
	indent := strings.Repeat(" ", ansi.StringWidth(label))
	line := ""
	for _, word := range strings.Split(text, " ") {
		if line != "" && ansi.StringWidth(line)+1+ansi.StringWidth(word) > width {
			d.long(label + line + " \\")
			label, line = indent, word
			continue
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	d.long(label + line)
}

// long adds a line that may be wider than the others: part of it would be no use.
func (d *textDoc) long(s string) { d.WriteString(strings.TrimRight(printable(s), " ") + "\n") }

// columns adds the table of columns, each with why it is read so.
func (d *textDoc) columns(list []quality.Column) {
	if len(list) == 0 {
		return
	}
	t := textTable{columns: []textColumn{
		{head: "column", flex: true}, {head: "field"}, {head: "unit"}, {head: "by"}, {head: "values", flex: true},
	}}
	for _, c := range list {
		t.add(record.Clean(c.Name), c.Field, record.Clean(c.Unit), c.How, sampleText(c.Samples))
	}
	widths := t.widths()
	row := func(cells []string) {
		line := tableIndent
		for i := range t.columns {
			if i > 0 {
				line += t.gap(widths)
			}
			line += fit(cells[i], widths[i], false)
		}
		d.line(line)
	}
	row([]string{"column", "field", "unit", "by", "values"})
	for i, cells := range t.rows {
		row(cells)
		if why := list[i].Why; why != "" {
			d.para(tableIndent+"    ", record.CleanText(why))
		}
	}
}

// maxSampleText is how many cells the values of a column take.
const maxSampleText = 30

// sampleText joins the first samples that have room.
func sampleText(samples []string) string {
	text := ""
	for _, s := range samples {
		s = record.Clean(s)
		if text != "" && ansi.StringWidth(text)+3+ansi.StringWidth(s) > maxSampleText {
			break
		}
		if text != "" {
			text += " | "
		}
		text += s
	}
	return text
}
