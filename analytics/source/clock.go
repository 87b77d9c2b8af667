package source

import (
	"time"

	"network-analytics/analytics/source/mapping"
)

// rowClock gives the rows of a table that has no time one: that of the first,
// and a steady step from row to row. It stands in a column behind those that the
// table had when it was understood; the ones that come later move on by one.
type rowClock struct {
	column int
	at     time.Time
	step   time.Duration
	rows   int64
	text   []byte
	cells  [][]byte
}

// candidate returns the column of the clock with the times of the first rows.
func (c *rowClock) candidate(rows int) mapping.Candidate {
	col := constant(composedTime, mapping.Time, "")
	for n := range min(rows, mapping.MaxSamples) {
		col.Samples = append(col.Samples, string(c.time(nil, int64(n))))
	}
	return col
}

// time appends the time of a row.
func (c *rowClock) time(dst []byte, row int64) []byte {
	return c.at.Add(time.Duration(row)*c.step).UTC().AppendFormat(dst, time.RFC3339Nano)
}

// add puts the time into the next row.
func (c *rowClock) add(row *tableRow) {
	c.text = c.time(c.text[:0], c.rows)
	c.rows++
	own := row.cells[:min(len(row.cells), c.column)]
	c.cells = append(c.cells[:0], own...)
	for len(c.cells) < c.column {
		c.cells = append(c.cells, nil)
	}
	c.cells = append(c.cells, c.text)
	c.cells = append(c.cells, row.cells[len(own):]...)
	row.cells = c.cells
}
