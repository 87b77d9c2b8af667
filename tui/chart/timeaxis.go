package chart

import (
	"time"
)

// timeTick is a labelled position on a time axis.
type timeTick struct {
	at    int64 // ns since 1970-01-01 UTC
	label string
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// fixedSteps are the distances between ticks below a month.
var fixedSteps = [...]time.Duration{
	time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	day, 2 * day, week, 2 * week,
}

// monthSteps are the distances from a month on, in months.
var monthSteps = [...]int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200}

// clampTime keeps times far enough from the ends of int64 for differences.
func clampTime(ns int64) int64 { return min(max(ns, -1<<62), 1<<62-1) }

// timeTicks returns round times in UTC from start to end, both included, so
// that width cells have room for the labels with a blank between. A tick at
// midnight is labelled with the date; if no label would tell the date, the
// first one does.
func timeTicks(start, end int64, width int) []timeTick {
	start, end = clampTime(start), clampTime(end)
	if end <= start || width < 1 {
		return nil
	}
	span := end - start
	for _, step := range fixedSteps {
		label := len("15:04")
		switch {
		case step < time.Second:
			label = len("15:04:05.000")
		case step < time.Minute:
			label = len("15:04:05")
		}
		// A tick every label+2 cells at most.
		if int64(step) >= span/int64(max(width/(label+2), 1)) {
			return fixedTicks(start, end, step)
		}
	}
	for _, months := range monthSteps {
		if int64(months)*30*int64(day) >= span/int64(max(width/(len("2006-01")+2), 1)) {
			return monthTicks(start, end, months)
		}
	}
	return monthTicks(start, end, monthSteps[len(monthSteps)-1])
}

func fixedTicks(start, end int64, step time.Duration) []timeTick {
	var offset int64
	if step%week == 0 {
		offset = int64(4 * day) // 1970-01-05 was a Monday
	}
	at := (start-offset)/int64(step)*int64(step) + offset
	for at < start {
		at += int64(step)
	}
	layout := "15:04"
	switch {
	case step < time.Second:
		layout = "15:04:05.000"
	case step < time.Minute:
		layout = "15:04:05"
	}
	var ticks []timeTick
	dated := false
	for ; at <= end; at += int64(step) {
		l := layout
		if at%int64(day) == 0 {
			l, dated = "01-02", true
		}
		ticks = append(ticks, timeTick{at, time.Unix(0, at).UTC().Format(l)})
	}
	if !dated && len(ticks) > 0 {
		ticks[0].label = time.Unix(0, ticks[0].at).UTC().Format("01-02 " + layout)
	}
	return ticks
}

func monthTicks(start, end int64, months int) []timeTick {
	first := time.Unix(0, start).UTC()
	layout := "2006-01"
	index := first.Year()*12 + int(first.Month()) - 1
	index -= (index%months + months) % months
	if months >= 12 {
		layout = "2006"
	}
	var ticks []timeTick
	for ; ; index += months {
		t := time.Date(index/12, time.Month(index%12+1), 1, 0, 0, 0, 0, time.UTC)
		at := t.UnixNano()
		// Beyond the years that int64 can hold UnixNano wraps around.
		if t.Year() > 2262 || at > end {
			return ticks
		}
		if t.Year() >= 1678 && at >= start {
			ticks = append(ticks, timeTick{at, t.Format(layout)})
		}
	}
}
