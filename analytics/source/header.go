package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
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

// header says how the rows of tidy delimited text become records: every field
// of a record is one column, or the same in every row.
type header struct {
	dialect
	columns []column // what each column is
	names   []string // lower case and trimmed, as they are compared; nil without a header line
	named   int      // columns up to the last that has a name
	unused  []string // names of columns that are not read, as they are shown
	has     [columnUnused]bool
	plan    *mapping.Plan

	// plain means the fast path for canonical text may be taken: commas, every
	// field as the records want it.
	plain  bool
	iso    bool        // times are YYYY-MM-DD HH:MM:SS and the like; otherwise plan.Time reads them
	forced bool        // no other times will do
	time   int         // the time column; -1 when there are several
	who    [2]nameRule // device and region
	metric [record.NumMetrics]metricRule
}

// nameRule says where a name comes from: columns, or one text for all rows.
type nameRule struct {
	columns []int
	text    string
}

// metricRule says how the cells of a metric are read.
type metricRule struct {
	at     int // -1 for no column
	simple bool
	scale  float64
	column *mapping.Column
}

// newHeader returns how to read rows of delimited text in parallel, nil when
// the plan is not tidy: then they go through a table.
func newHeader(sh *shape, plan *mapping.Plan) *header {
	if plan.Layout.Kind != mapping.Tidy || sh.runs {
		return nil
	}
	h := &header{dialect: sh.dialect, plan: plan, time: -1}
	for i, name := range sh.names {
		if !sh.headless {
			h.names = append(h.names, strings.ToLower(name))
		}
		h.columns = append(h.columns, columnUnused)
		if name != "" {
			h.named = i + 1
		}
	}
	h.plain = sh.dialect == comma && len(plan.Time.Columns) == 1
	take := func(i int, c column) {
		if h.columns[i] != columnUnused {
			h.plain = false // one column for two things
		}
		h.columns[i] = c
		h.has[c] = true
	}
	for _, i := range plan.Time.Columns {
		take(i, columnTime)
		h.time = i
	}
	if len(plan.Time.Columns) != 1 {
		h.time = -1
	}
	h.iso = h.time >= 0 && plan.Time.Plain() && sh.isoTimes(h.time)
	h.plain = h.plain && h.iso
	for k, from := range []*mapping.NameFrom{&plan.Device, &plan.Region} {
		rule := nameRule{columns: from.Columns, text: from.Text}
		for _, i := range rule.columns {
			take(i, columnDevice+column(k))
		}
		h.plain = h.plain && len(rule.columns) <= 1 && rule.text == ""
		h.has[columnDevice+column(k)] = len(rule.columns) > 0 || rule.text != ""
		h.who[k] = rule
	}
	for m := range h.metric {
		h.metric[m].at = -1
	}
	for i := range plan.Columns {
		c := &plan.Columns[i]
		m, ok := c.Field.Metric()
		if !ok {
			continue
		}
		if c.Counter || h.metric[m].at >= 0 {
			return nil
		}
		take(i, column(m))
		simple := c.Offset == 0 && !c.CellUnits && !c.DecimalComma
		h.metric[m] = metricRule{at: i, simple: simple, scale: c.Scale, column: c}
		h.plain = h.plain && simple && c.Scale == 1
	}
	for i, c := range h.columns {
		if c == columnUnused && sh.names[i] != "" && !sh.headless {
			h.unused = append(h.unused, quote(sh.names[i]))
		}
	}
	return h
}

// isoTimes reports whether the first sample of a column that is a time at all
// is one for parseTime.
func (sh *shape) isoTimes(column int) bool {
	if sh.samples == nil {
		return true
	}
	for _, s := range sh.samples[column] {
		if _, fault := parseTime([]byte(s)); fault != timeEmpty {
			return fault == timeOK
		}
	}
	return true
}

// force makes times be read as our own format has them, whatever they are.
func (h *header) force() {
	h.iso, h.forced = true, true
	h.plain = h.dialect == comma
}

// matches reports whether a row of the data is the header line again.
func (h *header) matches(fields [][]byte) bool {
	if h.names == nil || len(fields) != len(h.names) {
		return false
	}
	for i, field := range fields {
		if headerName(field) != h.names[i] {
			return false
		}
	}
	return true
}

// looksLikeHeader reports whether a row is a header line of our own column
// names, whatever else is in it: a timestamp column and a metric.
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

// typos says of unused columns whose name is nearly that of a column which the
// input lacks what may have been meant.
func (h *header) typos() []string {
	var texts []string
	for i, c := range h.columns {
		if c != columnUnused || h.names == nil {
			continue
		}
		if near := h.nearest(h.names[i]); near != columnUnused {
			texts = append(texts, fmt.Sprintf("column %d is %s, which is not read; did you mean %s?", i+1, quote(h.names[i]), near.name()))
		}
	}
	return texts
}

// nearest returns the canonical column that the header lacks and that name is
// but a slip away from, columnUnused when there is none.
func (h *header) nearest(name string) column {
	name = letters(name)
	best, least := columnUnused, 3
	for _, c := range canonical {
		if h.has[c] {
			continue
		}
		if d := record.Distance(name, letters(c.name())); d < least && d < len(name) {
			best, least = c, d
		}
	}
	return best
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

// differences says which canonical columns o lacks or has beyond h.
func differences(h, o [columnUnused]bool) string {
	var texts []string
	for _, c := range canonical {
		switch {
		case h[c] && !o[c]:
			texts = append(texts, "no "+c.name())
		case !h[c] && o[c]:
			texts = append(texts, "also "+c.name())
		}
	}
	return strings.Join(texts, ", ")
}
