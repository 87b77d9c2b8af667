package tui

import (
	"math"
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
)

// noData is shown in place of a number that does not exist.
const noData = record.NoData

// number prints v with a fixed number of decimals and commas between thousands.
func number(v float64, decimals int) string { return record.Decimal(v, decimals) }

// cellNumber is number for a narrow column: a dash where there is no data.
func cellNumber(v float64, decimals int) string {
	if math.IsNaN(v) {
		return "-"
	}
	return number(v, decimals)
}

// bytesText prints a size in powers of 1000.
func bytesText(n int64) string {
	v := float64(n)
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if v < 999.5 || unit == "GB" {
			decimals := 1
			if unit == "B" || v >= 100 {
				decimals = 0
			}
			return number(v, decimals) + " " + unit
		}
		v /= 1000
	}
	return ""
}

// durationText prints a duration as people say it: 0.8 s, 42 s, 3 min 05 s.
func durationText(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	case d < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 0, 64) + " s"
	case d < time.Hour:
		s := int64(d / time.Second)
		return strconv.FormatInt(s/60, 10) + " min " + twoDigits(s%60) + " s"
	}
	m := int64(d / time.Minute)
	return number(float64(m/60), 0) + " h " + twoDigits(m%60) + " min"
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// stamp prints a time in UTC to the second.
func stamp(t int64) string { return time.Unix(0, t).UTC().Format(time.DateTime) }

// span prints the time from first to last in UTC to the minute.
func span(first, last int64) string {
	const minute = "2006-01-02 15:04"
	a, b := time.Unix(0, first).UTC(), time.Unix(0, last).UTC()
	if a.Format(time.DateOnly) == b.Format(time.DateOnly) {
		return a.Format(minute) + " to " + b.Format("15:04") + " UTC"
	}
	return a.Format(minute) + " to " + b.Format(minute) + " UTC"
}

// whyShort names the rules a row broke in as few words as a table has room for:
// what is over its limit, and what is only odd, unusual by its z-score.
func whyShort(w detect.Why) string {
	var over, unusual []string
	for _, r := range []struct {
		limit, z detect.Why
		name     string
	}{{detect.LatencyLimit, detect.LatencyZ, "latency"}, {detect.LossLimit, detect.LossZ, "loss"}, {detect.CPULimit, 0, "cpu"}} {
		switch {
		case w&r.limit != 0:
			over = append(over, r.name)
		case w&r.z != 0:
			unusual = append(unusual, r.name)
		}
	}
	switch {
	case len(over) == 0:
		return "odd " + strings.Join(unusual, "+")
	case len(unusual) == 0:
		return strings.Join(over, "+")
	}
	return strings.Join(over, "+") + ", odd " + strings.Join(unusual, "+")
}

// plural prints a count with its noun: "1 row", "2,000 rows".
func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return record.Count(n) + " " + noun
}

// wrap breaks text into lines of at most w characters at blanks; a longer word
// is left whole, and cut when it is drawn.
func wrap(text string, w int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case cells(line)+1+cells(word) <= w:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
