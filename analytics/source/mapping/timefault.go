package mapping

// TimeFault says why a row has no time. Its String is a few words.
type TimeFault uint8

// The faults.
const (
	TimeOK      TimeFault = iota
	TimeEmpty             // nothing there, or a missing mark
	TimeShape             // not written as the column's other times
	TimeRange             // no such day or time of day
	TimeYear              // a year that cannot be kept
	TimeEpoch             // a number outside the years 1990 to 2100
	TimeOrder             // day and month do not fit the order of the column
	TimeNoZone            // a zone word that is not known, or not of the zone chosen
	TimeNoDate            // a time of day without a date
	TimeNoYear            // a date without a year
	TimeMinutes           // minutes and seconds only: a spreadsheet lost the rest
	numTimeFaults
)

// String returns the fault in words.
func (f TimeFault) String() string {
	return [...]string{
		"", "empty", "not written like the other times of this column", "no such date or time of day",
		"year outside 1678 to 2261", "a number that is no time in 1990 to 2100 in the unit of this column",
		"day and month do not fit the order of this column", "the zone word is not known or not of the chosen zone",
		"a time of day without a date", "a date without a year", "minutes and seconds only, the date is lost",
	}[f]
}

// TimeMark tells what is odd about a time that could be read.
type TimeMark uint8

// The marks.
const (
	TwiceHour  TimeMark = 1 << iota // the local hour came twice (clocks set back): the first is taken
	AbsentHour                      // the local hour never was (clocks set forward): read as if they had not been
	LeapSecond                      // :60, read as the end of :59
)

const (
	minYear, maxYear = 1678, 2261 // whole years that nanoseconds in an int64 reach
	nsPerSecond      = 1_000_000_000
	minEpoch         = 631152000  // 1990
	maxEpoch         = 4102444800 // 2100
)

func DaysIn(year, month int64) int64 {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// DaysSinceEpoch counts days of the proleptic Gregorian calendar. The year is
// taken to begin in March, so that the leap day is its last.
func DaysSinceEpoch(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	return 365*year + year/4 - year/100 + year/400 + dayOfYear - 719468
}
