package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
)

// maxNamesShown is how many column names go into a message.
const maxNamesShown = 10

// column says what the values of one column of an input are.
type column uint8

// A column that is a metric has the number of the metric.
const (
	columnTime = column(record.NumMetrics) + iota
	columnDevice
	columnRegion
	columnUnused
)

// name returns the canonical name of a column.
func (c column) name() string {
	switch c {
	case columnTime:
		return record.ColumnTimestamp
	case columnDevice:
		return record.ColumnDevice
	case columnRegion:
		return record.ColumnRegion
	case columnUnused:
		return ""
	}
	return record.Metrics[c].Column
}

// canonical lists every column that has a name.
var canonical = []column{
	columnTime, columnDevice, columnRegion,
	column(record.Traffic), column(record.Latency), column(record.Loss), column(record.CPU),
}

// header is what the header line of an input told.
type header struct {
	columns []column
	names   []string // lower case and trimmed, as they are compared
	unused  []string // names of columns that are not read, as they are shown
	has     [columnUnused]bool
}

// parseHeader finds the canonical columns in a header line, or says why it
// cannot be used. line is its number.
func parseHeader(f *file, row []byte, line int64) (*header, error) {
	fault := func(at int, what, try string) error {
		e := f.fault(what, try, nil)
		e.Line, e.Column = line, at
		return e
	}
	var fields fieldSplitter
	raw, bad := fields.split(row)
	if bad > 0 {
		return nil, fault(bad, "text follows a quoted column name", "")
	}
	h := &header{}
	shown := make([]string, len(raw))
	for i, field := range raw {
		name := string(trim(field))
		shown[i] = quote(name)
		name = strings.ToLower(name)
		c := columnOf(name)
		if c != columnUnused && h.has[c] {
			first := slices.Index(h.columns, c) + 1
			return nil, fault(i+1, fmt.Sprintf("column %d and column %d are both named %s", first, i+1, c.name()), "rename one of them")
		}
		if c != columnUnused {
			h.has[c] = true
		} else if name != "" {
			h.unused = append(h.unused, shown[i])
		}
		h.columns = append(h.columns, c)
		h.names = append(h.names, name)
	}
	found := "the columns are " + list(shown, maxNamesShown)
	for i, c := range h.columns {
		if c != columnUnused {
			continue
		}
		if near := h.nearest(h.names[i]); near != columnUnused {
			return nil, fault(i+1, fmt.Sprintf("column %d is %s (%s)", i+1, shown[i], found), "did you mean "+near.name()+"?")
		}
	}
	if !h.has[columnTime] && looksLikeData(raw) {
		return nil, fault(0, "no header line, the first line is data already", "put this line before it: "+strings.Join(record.Columns, ","))
	}
	if sep := otherSeparator(raw); sep != "" {
		return nil, fault(0, "the columns seem to be separated by "+sep, "this version reads commas only")
	}
	if !h.has[columnTime] {
		return nil, fault(0, "no column "+record.ColumnTimestamp+"; "+found, "")
	}
	if !slices.Contains(h.has[:record.NumMetrics], true) {
		return nil, fault(0, "no column with measurements; "+found, "wanted is at least one of "+strings.Join(record.Columns[3:], ", "))
	}
	return h, nil
}

// matches reports whether a row of the data is the header line again.
func (h *header) matches(fields [][]byte) bool {
	if len(fields) != len(h.names) {
		return false
	}
	for i, field := range fields {
		if headerName(field) != h.names[i] {
			return false
		}
	}
	return true
}

// looksLikeHeader reports whether a row of the data is a header line of
// whatever columns: a timestamp column and a metric by name.
func looksLikeHeader(fields [][]byte) bool {
	var has [columnUnused + 1]bool
	for _, field := range fields {
		has[columnOf(headerName(field))] = true
	}
	return has[columnTime] && slices.Contains(has[:record.NumMetrics], true)
}

func headerName(field []byte) string {
	return strings.ToLower(string(trim(bytes.TrimPrefix(field, []byte(byteOrder)))))
}

// columnOf returns the column of a lower-case name.
func columnOf(name string) column {
	for _, c := range canonical {
		if c.name() == name {
			return c
		}
	}
	return columnUnused
}

// nearest returns the canonical column that the header lacks and that name may
// stand for, columnUnused when there is none.
func (h *header) nearest(name string) column {
	name = letters(name)
	best, least := columnUnused, 3
	for _, c := range canonical {
		if h.has[c] {
			continue
		}
		want := letters(c.name())
		d := distance(name, want)
		if len(name) >= 4 && strings.HasPrefix(want, name) || keyWord(c, name) {
			d = min(d, 1)
		}
		if d < least && d < len(name) {
			best, least = c, d
		}
	}
	return best
}

// keyWord reports whether name is the word of a canonical name that tells it
// from the others.
func keyWord(c column, name string) bool {
	switch c {
	case column(record.Loss):
		return name == "loss"
	case column(record.CPU):
		return name == "cpu"
	case columnTime:
		return name == "datetime" || name == "date"
	}
	return false
}

// letters keeps the letters and digits of a name.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
}

// maxDistanceLen bounds the work for names from data.
const maxDistanceLen = 64

// distance returns how many letters must be put in, taken out or replaced to
// make a into b (Levenshtein).
func distance(a, b string) int {
	if len(a) > maxDistanceLen {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// looksLikeData reports whether a field of a line reads as a time or all of
// them as numbers.
func looksLikeData(fields [][]byte) bool {
	numbers := 0
	for _, field := range fields {
		if _, fault := parseTime(field); fault == timeOK {
			return true
		}
		if _, ok := parseDecimal(trim(field)); ok {
			numbers++
		}
	}
	return numbers > 0 && 2*numbers >= len(fields)
}

// otherSeparator names the separator of a line that has no comma between its
// names but another sign, "" when that is not so.
func otherSeparator(fields [][]byte) string {
	if len(fields) != 1 {
		return ""
	}
	for _, s := range []struct{ sign, name string }{{";", "semicolons"}, {"\t", "tabs"}, {"|", "bars"}} {
		if bytes.Contains(fields[0], []byte(s.sign)) {
			return s.name
		}
	}
	return ""
}
