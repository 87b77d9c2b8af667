package record

import (
	"cmp"
	"slices"
)

// Reason classes why a row was not used.
type Reason uint8

// The reasons, in the order they are listed to people.
const (
	BadFieldCount  Reason = iota // too few or too many fields
	BadTime                      // the timestamp cannot be read
	BadNumber                    // a measurement is neither a number nor a missing mark
	BadQuote                     // a quote is never closed or text follows it
	LineTooLong                  // longer than the reader's line limit
	RepeatedHeader               // the header line again (not an error, not a record)
	BadRow                       // not a row of its format, such as half a JSON object
	NumReasons
)

// String returns the reason in words, for a list with counts.
func (r Reason) String() string {
	return [...]string{
		"wrong number of fields", "unreadable timestamp", "not a number",
		"broken quoting", "line too long", "repeated header", "unreadable row",
	}[r]
}

// RowFault is one row that was not used, with the place to look at.
type RowFault struct {
	Reason Reason
	File   string // as the user named it, made safe by Clean
	Line   int64  // from 1
	Column int    // field number from 1; 0 when the whole line is meant
	Field  string // canonical column name, "" when the whole line is meant
	Value  string // the offending text, made safe by Clean and cut short
	Detail string // what is wrong in words, such as "8 fields, want 7"
}

// MaxFaultExamples is how many faults of each reason a LoadReport keeps.
const MaxFaultExamples = 3

// MissingReason classes why a cell has no value.
type MissingReason uint8

// The reasons for a missing cell.
const (
	EmptyCell     MissingReason = iota // nothing there
	MissingMark                        // NA, null, -, timeout, NaN, inf ...
	OutOfRange                         // below Min or above Max of its metric
	LatencyOfLost                      // latency 0 in a row that lost every packet
	NoRate                             // the first total of a counter, or one after a restart
	NumMissingReasons
)

// String returns the reason in words.
func (r MissingReason) String() string {
	return [...]string{"empty", "missing mark", "out of range", "latency 0 at 100 % loss", "no total before it"}[r]
}

// Token is a text that stands in cells without a value.
type Token struct {
	Metric Metric
	Reason MissingReason
	Text   string // made safe by Clean and cut short
	Cells  int64
}

// MaxTokens is how many Tokens a LoadReport lists.
const MaxTokens = 20

// FileInfo tells one input.
type FileInfo struct {
	Path  string // as the user named it, made safe by Clean; "-" is standard input
	Bytes int64  // bytes read
	Rows  int64  // records used
}

// LoadReport says what a Feed read and what it could not use.
type LoadReport struct {
	Source   string // what was read in a few words: a path, "3 files", "generated, seed 1"
	Files    []FileInfo
	Bytes    int64
	Lines    int64 // lines seen, headers and blank lines included; 0 where there are none
	Rows     int64 // records used
	Rejected [NumReasons]int64
	// Faults holds the first MaxFaultExamples faults of each reason in input order.
	Faults []RowFault
	// Missing counts cells without a value by metric and reason. A column that
	// the input does not have counts nowhere.
	Missing [NumMetrics][NumMissingReasons]int64
	// Tokens lists what stands in missing cells that are not empty, the most
	// frequent first; nil when there are too many different ones.
	Tokens []Token
	// Present says which columns the input has.
	Present   [NumMetrics]bool
	HasRegion bool
	HasDevice bool
	Truncated bool  // the input ended in mid-stream; rows so far are kept
	Repaired  int64 // lines used after damage was taken out (NUL bytes)
	// OverLimit says that more rows were rejected than the user allows, "" when not.
	// The result is kept; whoever hands it on reports it as KindPartial.
	OverLimit string
	Notes     []string // assumptions and repairs, one sentence each
}

// TotalRejected returns the number of rows not used, repeated headers left out.
func (l *LoadReport) TotalRejected() int64 {
	var n int64
	for r, c := range l.Rejected {
		if Reason(r) != RepeatedHeader {
			n += c
		}
	}
	return n
}

// Clean reports whether the load has nothing to tell: no row rejected, no
// note, nothing repaired or cut.
func (l *LoadReport) Clean() bool {
	return l.TotalRejected() == 0 && len(l.Notes) == 0 && l.Repaired == 0 && !l.Truncated
}

// AddFault counts f and keeps it when it is among the first of its reason.
// Call it in input order; merging of parallel parts is the reader's work.
func (l *LoadReport) AddFault(f RowFault) {
	l.Rejected[f.Reason]++
	if l.Rejected[f.Reason] <= MaxFaultExamples {
		l.Faults = append(l.Faults, f)
	}
}

// SortFaults orders the examples by file, line and column.
func (l *LoadReport) SortFaults() {
	slices.SortStableFunc(l.Faults, func(a, b RowFault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
