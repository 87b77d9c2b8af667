// Package mapping settles what the columns of an input mean: which field of
// the canonical record each is, in which unit, and how its times are written.
// It looks at names, sample values, what a known format promises and what the
// user says, and never guesses: what cannot be proven becomes a Question.
package mapping

import "network-analytics/analytics/record"

// Field is a field of the canonical record.
type Field uint8

// The fields. None means the column is not used.
const (
	None Field = iota
	Time
	Device
	Region
	Traffic
	Latency
	Loss
	CPU
	NumFields
)

// String returns the canonical column name of a field, "" for None.
func (f Field) String() string {
	switch f {
	case Time:
		return record.ColumnTimestamp
	case Device:
		return record.ColumnDevice
	case Region:
		return record.ColumnRegion
	}
	if m, ok := f.Metric(); ok {
		return m.Info().Column
	}
	return ""
}

// Metric returns the metric of a field, and false when it is none.
func (f Field) Metric() (record.Metric, bool) {
	if f < Traffic || f > CPU {
		return 0, false
	}
	return record.Metric(f - Traffic), true
}

// How says by what a column's meaning was settled, strongest first.
type How uint8

// The ways. HowAssumed is a reading that nothing contradicts but nothing proves
// either, such as UTC for times without a zone; it always comes with a note.
const (
	Unsettled  How = iota
	HowFlag        // the user said so
	HowProfile     // a saved profile says so
	HowFormat      // the known format promises it
	HowName        // the column's name, or a unit in it
	HowCell        // a unit written in the cells
	HowSibling     // a neighbouring column or annotation
	HowAssumed
)

// String returns the way in words, for "how it was settled".
func (h How) String() string {
	return [...]string{"not settled", "flag", "profile", "format", "name", "cell", "neighbour", "assumed"}[h]
}

// Candidate is a column as a decoder presents it.
type Candidate struct {
	Name string // as the input spells it; a path such as "net.rtt" in nested data
	// Samples are values of the first rows in order, at most MaxSamples, empty
	// ones included, so that columns can be compared row by row.
	Samples []string
	// What a known format promises; zero when it promises nothing.
	Field Field
	Unit  string
	// Counter tells that the format promises a total since some start, of which
	// differences are to be taken.
	Counter bool
	// Tag tells that the column names what was measured, so that numbers in it
	// are no measurement.
	Tag bool
}

// MaxSamples is how many rows of the head are looked at.
const MaxSamples = 1000

// Column is a column with its settled meaning.
type Column struct {
	Name  string
	Field Field
	Unit  string // unit of the cells as read, "" where the field has none
	// A cell x means x*Scale + Offset in the unit of the field. Offset is 100 and
	// Scale -1 for idle percentages.
	Scale, Offset float64
	CellUnits     bool  // units stand in the cells, which overrides Unit
	DecimalComma  bool  // "12,5" is twelve and a half
	Counter       bool  // differences per second, by device, are the value
	Other         Field // for a Field of None: a field it was a rival for
	How           How
	Why           string   // one short sentence for people
	Samples       []string // first few distinct non-empty values
	First         []string // the cells of the first few rows, as they stand

	unit        unit  // what Scale and Offset say, without rounding
	marks       marks // how commas are read
	list        bool  // cells such as ['15.3'] hold one number
	bareUnknown bool  // each cell needs a unit of its own
}

// Question is something that cannot be proven from the input.
type Question struct {
	Field  Field  // what it is about, None for the layout as a whole
	Column string // the column it is about, "" for none
	Text   string // one sentence, ends with a question mark
	// Options are the possible answers; the first is the likeliest, yet never taken
	// without asking.
	Options []Option
}

// Option is an answer to a Question.
type Option struct {
	Label string // what it means, a few words
	Flag  string // the command line flag that gives this answer: `--loss-unit fraction`
}

// Plan is the reading of one input.
type Plan struct {
	Format  string // "csv", "json lines", "ping text" ...
	Columns []Column
	Time    TimePlan
	Layout  Layout
	Device  NameFrom // where the device of a record comes from
	Region  NameFrom // where its region comes from
	// Problem says in one sentence why the input cannot be read as telemetry at
	// all, such as "no usable time"; "" when it can. It is final: no answer to the
	// Questions helps unless it names other columns.
	Problem   string
	Questions []Question
	// NoClock tells that no column holds a time that can be used, so that the rows
	// need the time that Answers.Start gives the first of them.
	NoClock bool
	Notes   []string // what was assumed, one sentence each
	Answers Answers  // what the user said, for CommandLine and profiles
}

// NameFrom says where the device or region name of a record comes from.
type NameFrom struct {
	Columns []int  // filled cells joined by "/" in this order; empty for none
	Text    string // the name itself where there are no columns
	// File takes the input's file name without its endings; the caller does it.
	File bool
}

// Column returns the position of the column of a field, -1 when there is none.
// Further columns of the same metric may follow: they are filled only in rows
// where the ones before are empty.
func (p *Plan) Column(f Field) int {
	for i := range p.Columns {
		if p.Columns[i].Field == f {
			return i
		}
	}
	return -1
}

// Plain tells that Read of this column is nothing but a decimal number or a
// missing mark in the unit of its field, so that a faster reader may do it.
func (c *Column) Plain() bool {
	return c.unit.shift == 0 && (c.unit.mul == 1 || c.unit.mul == 0) && c.unit.offset == 0 &&
		c.marks == plainNumbers && !c.CellUnits && !c.list && !c.bareUnknown && !c.Counter
}

// Shift tells that Read of this column is a decimal number times a power of ten
// and a factor, or a missing mark: decimal digits shifted, then multiplied.
func (c *Column) Shift() (power int, factor float64, ok bool) {
	simple := c.unit.offset == 0 && c.marks == plainNumbers && !c.CellUnits && !c.list && !c.bareUnknown
	return c.unit.shift, c.unit.mul, simple
}
