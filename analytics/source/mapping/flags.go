package mapping

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

// Flags are the command line flags that say how to read an input.
type Flags struct {
	Map, Unit              []string
	TZ, DateOrder          string
	TimeFormat, Columns    string
	LossUnit, CPUUnit      string
	Delimiter, Format      string
	Decimal, Layout        string
	RegionFrom, DeviceFrom string
	Profile, SaveProfile   string
	Start, Step            string
}

// Order is the order of day, month and year in dates made of numbers.
type Order uint8

// The orders. A year of four digits in front needs none.
const (
	AnyOrder Order = iota
	DayFirst
	MonthFirst
	YearFirst // of years with two digits
)

// Answers are what the user says about an input, checked. The zero value says
// nothing.
type Answers struct {
	Format     string            // name of the format, "" to find out
	Delimiter  string            // one character, "" to find out; " " stands for runs of blanks
	Columns    []string          // names of the columns of an input without header
	Map        [NumFields]string // column by field, as spelled; "" to find out, "none" to leave it out
	Unit       [NumFields]string // unit by field, in the common spelling
	Zone       *time.Location    // nil when not given
	DateOrder  Order
	TimeFormat string // see --time-format
	LossUnit   string // "percent", "fraction" or ""
	CPUUnit    string
	Decimal    byte   // ',' or '.', 0 to find out
	Layout     string // "tidy", "wide", "long" or ""
	DeviceFrom string // column[,column...], "file", "=text" or "none"
	RegionFrom string
	// Start is the time of the first row of an input without clock and Step the
	// time between its rows; both may be zero.
	Start time.Time
	Step  time.Duration
	// FromProfile tells that all answers were read from a saved profile.
	FromProfile bool
	SaveProfile string // file to write the resulting profile to, "" for none
}

// RegisterFlags adds the flags.
func (f *Flags) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&f.Map, "map", nil, "`FIELD=COLUMN`: the column of a field, such as latency_ms=rtt_avg, timestamp=Date+Time or cpu_utilization_pct=none")
	fs.StringArrayVar(&f.Unit, "unit", nil, "`FIELD=UNIT`: the unit of a field's column, such as latency_ms=s, traffic_mbps=B/s, traffic_mbps=B (a total) or traffic_mbps=B/300s")
	fs.StringVar(&f.TZ, "tz", "", "`ZONE` of times without one, such as UTC or Europe/Berlin")
	fs.StringVar(&f.DateOrder, "date-order", "", "`ORDER` of dates made of numbers: dmy, mdy or ymd")
	fs.StringVar(&f.TimeFormat, "time-format", "", "`FORMAT` of times: a pattern such as '%d.%m.%Y %H:%M', epoch-s, epoch-ms, epoch-us, epoch-ns, ole, syslog:YEAR or clock:YYYY-MM-DD")
	fs.StringVar(&f.Columns, "columns", "", "`NAMES` of the columns of a file without header, by commas; _ for one not needed")
	fs.StringVar(&f.LossUnit, "loss-unit", "", "`UNIT` of the loss: percent or fraction")
	fs.StringVar(&f.CPUUnit, "cpu-unit", "", "`UNIT` of the processor utilisation: percent or fraction")
	fs.StringVar(&f.Delimiter, "delimiter", "", "`CHARACTER` between cells: one character, tab, blank, comma, semicolon or pipe")
	fs.StringVar(&f.Decimal, "decimal", "", "`MARK` before decimals: point or comma")
	fs.StringVar(&f.Layout, "layout", "", "`LAYOUT` of rows: tidy (a record), wide (a record per device) or long (a value)")
	fs.StringVar(&f.Format, "format", "", "`NAME` of the input's format, as inspect prints it")
	fs.StringVar(&f.DeviceFrom, "device-from", "", "`WHERE` the device comes from: a column, columns by commas, file (the file's name), =NAME or none")
	fs.StringVar(&f.RegionFrom, "region-from", "", "`WHERE` the region comes from: as for --device-from")
	fs.StringVar(&f.Start, "start", "", "`TIME` of the first row of an input that names none, such as 2025-03-01T10:00:00Z")
	fs.StringVar(&f.Step, "step", "", "`DURATION` between the rows of such an input, such as 1s or 200ms")
	fs.StringVar(&f.Profile, "profile", "", "`FILE` with the answers of an earlier run")
	fs.StringVar(&f.SaveProfile, "save-profile", "", "`FILE` to save the answers of this run to")
}

// fieldNamed returns a field by its canonical name or a short one.
func fieldNamed(s string) (Field, bool) {
	s = strings.TrimSpace(s)
	for f := Time; f < NumFields; f++ {
		if s == f.String() {
			return f, true
		}
		if m, ok := f.Metric(); ok && s == m.String() {
			return f, true
		}
	}
	switch s {
	case "time":
		return Time, true
	case "device":
		return Device, true
	}
	return None, false
}

func fieldList() string {
	var names []string
	for f := Time; f < NumFields; f++ {
		names = append(names, f.String())
	}
	return strings.Join(names, ", ")
}

func usage(what, try string, args ...any) error {
	return &record.Error{Kind: record.KindUsage, What: fmt.Sprintf(what, args...), Try: try}
}

// Parse checks the flags and reads the profile. What a flag says stands above
// what the profile says.
func (f *Flags) Parse() (Answers, error) {
	var a Answers
	if f.Profile != "" {
		var err error
		if a, err = ReadProfile(f.Profile); err != nil {
			return Answers{}, err
		}
		a.FromProfile = true
	}
	a.SaveProfile = f.SaveProfile
	for _, one := range []struct{ flag, value string }{
		{"tz", f.TZ}, {"date-order", f.DateOrder}, {"time-format", f.TimeFormat}, {"columns", f.Columns},
		{"loss-unit", f.LossUnit}, {"cpu-unit", f.CPUUnit}, {"delimiter", f.Delimiter}, {"decimal", f.Decimal}, {"layout", f.Layout},
		{"format", f.Format}, {"device-from", f.DeviceFrom}, {"region-from", f.RegionFrom},
		{"start", f.Start}, {"step", f.Step},
	} {
		if one.value == "" {
			continue
		}
		a.FromProfile = false
		if err := a.set(one.flag, one.value); err != nil {
			return Answers{}, err
		}
		switch one.flag { // a unit in the profile gives way
		case "loss-unit":
			a.Unit[Loss] = ""
		case "cpu-unit":
			a.Unit[CPU] = ""
		}
	}
	for _, m := range f.Map {
		a.FromProfile = false
		field, column, ok := strings.Cut(m, "=")
		if !ok {
			return Answers{}, usage("--map %s: want FIELD=COLUMN", "such as --map latency_ms=rtt_avg", quote(m))
		}
		if err := a.setMap(field, column); err != nil {
			return Answers{}, err
		}
	}
	for _, m := range f.Unit {
		a.FromProfile = false
		field, text, ok := strings.Cut(m, "=")
		if !ok {
			return Answers{}, usage("--unit %s: want FIELD=UNIT", "such as --unit latency_ms=s", quote(m))
		}
		if err := a.setUnit(field, text); err != nil {
			return Answers{}, err
		}
	}
	return a, nil
}

func (a *Answers) setMap(field, column string) error {
	f, ok := fieldNamed(field)
	if !ok {
		return usage("--map: no field is called %s", "the fields are "+fieldList(), quote(field))
	}
	if strings.TrimSpace(column) == "" {
		return usage("--map %s: no column is named", "write --map "+f.String()+"=COLUMN, or =none to leave it out", f)
	}
	if column == placeColumn && f == Time {
		return usage("--map timestamp=%s: %[1]s stands for the name of a column", "write the one that holds the times", placeColumn)
	}
	a.Map[f] = strings.TrimSpace(column)
	return nil
}

func (a *Answers) setUnit(field, text string) error {
	f, ok := fieldNamed(field)
	if !ok || f < Traffic {
		return usage("--unit: %s has no unit", "the fields with units are traffic_mbps, latency_ms, packet_loss_pct and cpu_utilization_pct", quote(field))
	}
	u, name, ok := parseUnit(text)
	if !ok || !u.fits(f) {
		return usage("--unit %s: %s is no unit of it", "units of it are "+strings.Join(unitChoices[f], ", "), f, quote(text))
	}
	a.Unit[f] = name
	return nil
}

var delimiters = map[string]string{"tab": "\t", `\t`: "\t", "blank": " ", "space": " ", "comma": ",", "semicolon": ";", "pipe": "|"}

// What options of questions say where only the user knows the value.
const (
	placeZone = "Area/City"
	placeYear = "syslog:YYYY"
	placeDay  = "clock:YYYY-MM-DD"

	placeColumn = "COLUMN"
)

// set takes the value of one flag.
func (a *Answers) set(flag, value string) error {
	choose := func(to *string, allowed ...string) error {
		for _, v := range allowed {
			if value == v {
				*to = v
				return nil
			}
		}
		return usage("--%s %s is not known", "the values are "+strings.Join(allowed, ", "), flag, quote(value))
	}
	switch flag {
	case "tz":
		if value == placeZone {
			return usage("--tz %s stands for the name of a zone", "write yours, such as --tz Europe/Berlin", value)
		}
		zone, err := time.LoadLocation(value)
		if err != nil || value == "Local" {
			return usage("--tz %s: no such time zone", "want a name such as UTC, Europe/Berlin or America/New_York", quote(value))
		}
		a.Zone = zone
	case "date-order":
		var name string
		if err := choose(&name, "dmy", "mdy", "ymd"); err != nil {
			return err
		}
		a.DateOrder = map[string]Order{"dmy": DayFirst, "mdy": MonthFirst, "ymd": YearFirst}[name]
	case "time-format":
		switch value {
		case placeYear:
			return usage("--time-format %s stands for a year", "write the year of the first row, such as --time-format syslog:2025", value)
		case placeDay:
			return usage("--time-format %s stands for a day", "write the day of the rows, such as --time-format clock:2025-03-01", value)
		}
		var t TimePlan
		if err := t.setFormat(value); err != nil {
			return usage("--time-format %s: %s", "", quote(value), err)
		}
		a.TimeFormat = value
	case "columns":
		a.Columns = strings.Split(value, ",")
		for i := range a.Columns {
			a.Columns[i] = strings.TrimSpace(a.Columns[i])
		}
	case "loss-unit":
		return choose(&a.LossUnit, "percent", "fraction")
	case "cpu-unit":
		return choose(&a.CPUUnit, "percent", "fraction")
	case "delimiter":
		if d, ok := delimiters[value]; ok {
			value = d
		}
		if utf8.RuneCountInString(value) != 1 || value == `"` || value == "\n" || value == "\r" || len(value) != 1 {
			return usage("--delimiter %s: want one character", "or tab, blank, comma, semicolon, pipe", quote(value))
		}
		a.Delimiter = value
	case "decimal":
		var name string
		if err := choose(&name, "point", "comma"); err != nil {
			return err
		}
		a.Decimal = map[string]byte{"point": '.', "comma": ','}[name]
	case "layout":
		return choose(&a.Layout, "tidy", "wide", "long")
	case "format":
		a.Format = value
	case "device-from":
		a.DeviceFrom = value
	case "start":
		t := TimePlan{Columns: []int{0}, kind: civilTime, family: yearFirst}
		ns, _, fault := t.read(trim([]byte(value)))
		if fault != TimeOK {
			return usage("--start %s is no time", "want one such as 2025-03-01T10:00:00Z", quote(value))
		}
		a.Start = time.Unix(0, ns).UTC()
	case "step":
		step, err := time.ParseDuration(value)
		if err != nil || step <= 0 {
			return usage("--step %s is no time span", "want one such as 1s or 200ms", quote(value))
		}
		a.Step = step
	case "region-from":
		a.RegionFrom = value
	}
	return nil
}
