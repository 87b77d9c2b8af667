package mapping

import (
	"time"

	"github.com/spf13/pflag"
)

// Flags are the command line flags that say how to read an input.
type Flags struct {
	Map, Unit              []string
	TZ, DateOrder          string
	TimeFormat, Columns    string
	LossUnit, CPUUnit      string
	Delimiter, Format      string
	RegionFrom, DeviceFrom string
	Profile, SaveProfile   string
}

// Order is the order of day, month and year in dates made of numbers.
type Order uint8

// The orders. A year in front always means year, month, day.
const (
	AnyOrder Order = iota
	DayFirst
	MonthFirst
)

// Answers are what the user says about an input, checked. The zero value says
// nothing.
type Answers struct {
	Format     string   // name of the format, "" to find out
	Delimiter  string   // one character, "" to find out; " " stands for runs of blanks
	Columns    []string // names of the columns of an input without header
	Map        [NumFields]string // column by field, as spelled; "" to find out, "-" for "none"
	Unit       [NumFields]string // unit by field
	Zone       *time.Location    // nil when not given
	DateOrder  Order
	TimeFormat string // a strftime pattern, or epoch-s, epoch-ms, epoch-us, epoch-ns
	LossUnit   string // "percent", "fraction" or ""
	CPUUnit    string
	DeviceFrom string // column[,column...], "file" or "=text"
	RegionFrom string
	// FromProfile tells that the answers were read from a saved profile.
	FromProfile bool
	SaveProfile string // file to write the resulting profile to, "" for none
}

// RegisterFlags adds the flags.
func (f *Flags) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&f.Map, "map", nil, "`FIELD=COLUMN`: which column a field is, such as latency_ms=rtt_avg")
}

// Parse checks the flags and reads the profile.
func (f *Flags) Parse() (Answers, error) { return Answers{}, nil }
