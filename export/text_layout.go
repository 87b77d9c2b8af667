package export

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// textWidth is the widest line of the summary in terminal cells.
const textWidth = 80

// textDoc collects the lines of the summary.
type textDoc struct{ strings.Builder }

// line adds one line. It is the only way into the document, so it is here that
// nothing but printable text gets through and no line gets too wide.
func (d *textDoc) line(s string) {
	s = strings.TrimRight(ansi.Truncate(printable(s), textWidth, "~"), " ")
	d.WriteString(s + "\n")
}

// printable replaces what could do anything but show a character. Texts from
// data were made safe when they were loaded; this holds whoever forgot.
// It comes before any measuring: an escape sequence would count as no cell.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// para adds text after a label, wrapped between words and indented as far as
// the label is wide.
func (d *textDoc) para(label, text string) {
	d.hang(label, strings.Repeat(" ", ansi.StringWidth(label)), text)
}

// hang adds text after a label, wrapped between words; the lines below the first
// begin with indent.
func (d *textDoc) hang(label, indent, text string) {
	line, empty := label, true
	next := func() { line, empty = indent, true }
	for word := range strings.FieldsSeq(printable(text)) {
		room := func() int { return textWidth - ansi.StringWidth(line) }
		switch {
		case empty:
		case 1+ansi.StringWidth(word) <= room():
			line += " "
		default:
			d.line(line)
			next()
		}
		for ansi.StringWidth(word) > room() { // a path without a space
			part := ansi.Truncate(word, room(), "")
			if part == "" {
				break
			}
			d.line(line + part)
			next()
			word = word[len(part):]
		}
		line, empty = line+word, false
	}
	d.line(line)
}

// textColumn is a column of a table. Flexible ones give way when space is short.
type textColumn struct {
	head  string
	right bool
	flex  bool
}

// textTable is a table of cells of one line each.
type textTable struct {
	columns []textColumn
	rows    [][]string
}

func (t *textTable) add(cells ...string) {
	for i, c := range cells {
		cells[i] = printable(c)
	}
	t.rows = append(t.rows, cells)
}

const (
	tableIndent  = "  "
	minFlexWidth = 8
)

// table adds a table under a title after an empty line.
func (d *textDoc) table(title string, t textTable) {
	d.line("")
	d.para("", title)
	if len(t.rows) == 0 {
		d.line(tableIndent + "none")
		return
	}
	widths := t.widths()
	row := func(cells func(i int) string) {
		line := tableIndent
		for i, c := range t.columns {
			if i > 0 {
				line += t.gap(widths)
			}
			line += fit(cells(i), widths[i], c.right)
		}
		d.line(line)
	}
	for _, c := range t.columns {
		if c.head != "" {
			row(func(i int) string { return t.columns[i].head })
			break
		}
	}
	for _, cells := range t.rows {
		row(func(i int) string { return cells[i] })
	}
}

// widths returns how wide each column is: as its content asks, with the widest
// flexible column giving way until all fit.
func (t *textTable) widths() []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = ansi.StringWidth(c.head)
		for _, cells := range t.rows {
			widths[i] = max(widths[i], ansi.StringWidth(cells[i]))
		}
	}
	for t.total(widths, 1) > textWidth {
		widest := -1
		for i, c := range t.columns {
			if c.flex && widths[i] > minFlexWidth && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// total returns how wide the table is with a gap between columns.
func (t *textTable) total(widths []int, gap int) int {
	n := len(tableIndent) + gap*(len(widths)-1)
	for _, w := range widths {
		n += w
	}
	return n
}

func (t *textTable) gap(widths []int) string {
	if t.total(widths, 2) <= textWidth {
		return "  "
	}
	return " "
}

// fit makes s exactly width cells wide; what is cut ends in a tilde.
func fit(s string, width int, right bool) string {
	s = ansi.Truncate(s, width, "~")
	pad := strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
	if right {
		return pad + s
	}
	return s + pad
}
