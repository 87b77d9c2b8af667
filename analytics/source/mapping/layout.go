package mapping

import "network-analytics/analytics/record"

// LayoutKind is how records stand in the rows of an input.
type LayoutKind uint8

// The layouts.
const (
	Tidy LayoutKind = iota // one row, one record
	Wide                   // one row, one record per device: "edge-01 latency,edge-02 latency"
	Long                   // one row, one value: "metric,value" or "series,time,value"
)

// String returns the layout in words.
func (k LayoutKind) String() string { return [...]string{"tidy", "wide", "long"}[k] }

// Layout says how to make records of rows.
type Layout struct {
	Kind LayoutKind
	// Splits are the records that one row of a wide layout holds.
	Splits []Split
	// KeyColumn holds the name of the metric or series in a long layout and
	// ValueColumn its value; -1 otherwise. Rows with the same time, device and
	// region are one record.
	KeyColumn, ValueColumn int
	// Keys are the names seen in the samples of KeyColumn; see Key for others.
	Keys []Key

	known map[string]int // name -> position in Keys
	rules *keyRules
}

// Split is one record in a row of a wide layout.
type Split struct {
	Device  string                 // its name, "" when Plan.Device has it
	Columns [record.NumMetrics]int // positions in Plan.Columns, -1 for none
}

// Key is what one name in the KeyColumn of a long layout means. Column.Field is
// None for names that are not used; Column.Read reads the value.
type Key struct {
	Name   string
	Device string // the device the name itself says: "core1" of "core1.rtt"
	Column Column
}

// Key returns what a cell of the KeyColumn means. Names that were not in the
// samples are settled by the same rules when they first come; nil tells that
// there are too many different names. It must not be called concurrently.
func (l *Layout) Key(cell []byte) *Key {
	if i, ok := l.known[string(trim(cell))]; ok {
		return &l.Keys[i]
	}
	return l.learn(string(trim(cell)))
}
