package source

import (
	"bufio"
	"slices"

	"network-analytics/analytics/source/mapping"
)

// A table is how every format but tidy delimited text reaches the mapping: rows
// of named cells. A decoder turns one format into a table, one row after the
// other, in constant memory.
type table interface {
	// columns returns the columns known so far. The list only grows; a decoder of
	// a known format fills in what the format promises of Field and Unit.
	// Samples stay empty: the caller collects them.
	columns() []mapping.Candidate
	// next reads one row. io.EOF ends the table; a *rowError spoils only this
	// row; any other error ends the reading of the input. The cells stay valid
	// until the next call.
	next(row *tableRow) error
}

// tableRow is one row of a table.
type tableRow struct {
	line  int64    // from 1, where it begins in the (unpacked, decoded) input
	cells [][]byte // by column; nil or shorter: the row has no such cell
}

// rowError says why one row cannot be used.
type rowError struct {
	line   int64
	column int    // position of the column + 1, 0 for the row as a whole
	what   string // a few words
}

func (e *rowError) Error() string { return e.what }

// format is one kind of input that can be read as a table.
type format struct {
	name string // as --format and inspect spell it
	// sniff judges the decoded head of an input (UTF-8, LF line ends, up to 64
	// KiB, cut anywhere): 0 = not this format, 100 = certainly. base is the last
	// part of the file's name, which may tip the scale but never decide.
	sniff func(head []byte, base string) int
	// open returns the table of an input. It may read from r at once.
	open func(r *bufio.Reader, in tableInput) (table, error)
	// measures tells that the format holds nothing but measurements and what they
	// are of, whatever their names.
	measures bool
}

// tableInput is what a decoder may want to know besides the bytes.
type tableInput struct {
	base    string // last part of the file's name
	maxLine int    // longest line or value in bytes; longer ones spoil their row
}

// formats lists the table formats. A new one is a file of its own and a line here.
var formats = slices.Concat(textFormats, jsonFormats)
