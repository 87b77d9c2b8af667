package mapping

// TimePlan says how the time of a row is read.
type TimePlan struct {
	Columns []int  // position of the column, or of those of date and time; empty: no usable time
	Form    string // for people: "YYYY-MM-DD hh:mm:ss", "epoch ms"
	Format  string // what --time-format would say
	Zone    string // "UTC", "as written", "Europe/Berlin"
	How     How
	Why     string
}

// TimeFault says why a row has no time. Its String is a few words.
type TimeFault uint8

// TimeOK is no fault.
const TimeOK TimeFault = 0

// String returns the fault in words.
func (f TimeFault) String() string { return "" }

// TimeMark tells what is odd about a time that could be read.
type TimeMark uint8

// The marks.
const (
	TwiceHour  TimeMark = 1 << iota // the local hour came twice (clocks set back): the first is taken
	AbsentHour                      // the local hour never was (clocks set forward)
	LeapSecond                      // :60, read as the end of :59
)

// Read returns the time of a row in nanoseconds since 1970-01-01 UTC. cells are
// all cells of the row; it may be shorter than the list of columns.
func (t *TimePlan) Read(cells [][]byte) (ns int64, mark TimeMark, fault TimeFault) {
	return 0, 0, TimeOK
}
