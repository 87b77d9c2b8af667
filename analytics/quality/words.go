package quality

import (
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/record"
)

func list(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if n := len(names) - most; n > 0 {
		text += " and " + record.Count(int64(n)) + " more"
	}
	return text
}

func plural(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return record.Count(n) + " " + noun
}

func stamp(t int64) string { return time.Unix(0, t).UTC().Format(time.DateTime) }

// until prints the end of a stretch, without the date where that is the begin's.
func until(from, to int64) string {
	a, b := stamp(from), stamp(to)
	if a[:len(time.DateOnly)] == b[:len(time.DateOnly)] {
		return b[len(time.DateOnly)+1:]
	}
	return b
}

// Span prints a time span in its two largest units: "1 min", "8 d 7 h".
func Span(ns int64) string {
	if ns > 0 && ns < int64(time.Second) {
		return strconv.FormatFloat(float64(ns)/1e6, 'f', -1, 64) + " ms"
	}
	d := time.Duration(ns).Round(time.Second)
	if d == 0 {
		return "0 s"
	}
	text := ""
	units := 0
	for _, u := range []struct {
		d    time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		n := d / u.d
		d -= n * u.d
		if n > 0 && units < 2 {
			if text != "" {
				text += " "
			}
			text += record.Count(int64(n)) + " " + u.name
			units++
		} else if units > 0 {
			break
		}
	}
	return text
}
