package export

import (
	"html"
	"math"
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/record"
)

// noData stands wherever there is no number: never a zero.
const noData = record.NoData

// num prints v with a fixed number of decimals and thousands separators.
func num(v float64, decimals int) string {
	if math.IsInf(v, 0) {
		return noData
	}
	return record.Decimal(v, decimals)
}

// count prints a number of things.
func count(n int64) string { return num(float64(n), 0) }

// plural prints a count with its noun: "1 row", "2 rows".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// unit prints a number with its unit, "no data" without one.
func unit(v float64, decimals int, u string) string {
	s := num(v, decimals)
	if s == noData || u == "" {
		return s
	}
	return s + " " + u
}

// clock prints a time in UTC to the minute, or to the second where that matters.
func clock(ns int64) string {
	t := time.Unix(0, ns).UTC()
	if t.Second() == 0 {
		return t.Format("2006-01-02 15:04")
	}
	return t.Format(time.DateTime)
}

// span prints a duration in its largest fitting units: "12 min", "1 d 4 h".
func span(ns int64) string {
	d := time.Duration(ns)
	if d < time.Second {
		return d.String()
	}
	var parts []string
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := d / u.size; n > 0 && len(parts) < 2 {
			parts = append(parts, count(int64(n))+" "+u.name)
			d -= n * u.size
		} else if len(parts) == 1 {
			break // 1 d 0 h 3 min reads 1 d
		}
	}
	return strings.Join(parts, " ")
}

// esc makes text safe inside an element or a quoted attribute.
func esc(s string) string { return html.EscapeString(s) }

// short cuts a label for places without ellipsis, such as SVG text.
func short(s string, runes int) string {
	r := []rune(s)
	if len(r) <= runes {
		return s
	}
	return string(r[:runes-1]) + "…"
}

// coord prints an SVG coordinate.
func coord(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// ticks returns about n round numbers from lo to hi.
func ticks(lo, hi float64, n int) []float64 {
	if !(hi > lo) {
		return []float64{lo}
	}
	raw := (hi - lo) / float64(n)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, f := range []float64{1, 2, 5, 10} {
		if step*f >= raw {
			step *= f
			break
		}
	}
	var out []float64
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9 && len(out) < 50; i++ {
		out = append(out, i*step)
	}
	return out
}

// tickDecimals returns the decimals that tell neighbouring ticks apart.
func tickDecimals(t []float64) int {
	if len(t) < 2 {
		return 1
	}
	return max(0, min(6, int(math.Ceil(-math.Log10(t[1]-t[0])-1e-9))))
}

const (
	minute = int64(time.Minute)
	hour   = int64(time.Hour)
	day    = 24 * hour
)

// roundSpans are durations people count in, in nanoseconds.
var roundSpans = []int64{
	int64(time.Second), 5 * int64(time.Second), 15 * int64(time.Second), 30 * int64(time.Second),
	minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
	hour, 2 * hour, 3 * hour, 4 * hour, 6 * hour, 8 * hour, 12 * hour,
	day, 2 * day, 3 * day, 4 * day, 7 * day, 14 * day, 28 * day, 91 * day, 364 * day,
}

// timeTicks returns at most n round times from lo to hi and the step between them.
func timeTicks(lo, hi int64, n int) (at []int64, step int64) {
	for _, step = range roundSpans {
		if (hi-lo)/step <= int64(n) {
			break
		}
	}
	for (hi-lo)/step > int64(n) {
		step *= 2
	}
	for t := ceilTo(lo, step); t <= hi; t += step {
		at = append(at, t)
	}
	return at, step
}

// tickLabel prints a time tick: the hour inside a day, else the day.
func tickLabel(ns, step int64) string {
	t := time.Unix(0, ns).UTC()
	switch {
	case step >= 91*day:
		return t.Format("Jan 2006")
	case step >= day || ns%day == 0:
		return t.Format("Jan 2")
	case step >= minute:
		return t.Format("15:04")
	}
	return t.Format(time.TimeOnly)
}

func floorTo(v, step int64) int64 {
	if r := v % step; r < 0 {
		return v - r - step
	} else {
		return v - r
	}
}

func ceilTo(v, step int64) int64 {
	if f := floorTo(v, step); f != v {
		return f + step
	} else {
		return v
	}
}

// merging returns how many neighbouring buckets of a width one drawn point
// stands for, so that at most want points remain and a point covers a round
// time where that is near. The page's script has the same rule.
func merging(n int, width int64, want int) int {
	k := (n + want - 1) / want
	if k <= 1 {
		return 1
	}
	for _, s := range roundSpans {
		if s >= int64(k)*width && s <= 3*int64(k)*width && s%width == 0 {
			return int(s / width)
		}
	}
	return k
}
