package kpi

import (
	"fmt"
	"math"
	"time"

	"network-analytics/analytics/record"
)

// MinCapacityDays is how many days a trend needs: two weeks, so that every
// weekday is in it twice.
const MinCapacityDays = 14

// TrendDays is how many of the last days a trend is taken from.
const TrendDays = 90

const (
	// dayHours is how many hours of a day need data for it to count.
	dayHours = 18
	// Mann-Kendall statistics from which on a trend is clear (1 % error) or weak (10 %).
	clearTrend = 2.58
	weakTrend  = 1.64
)

func noCapacity(days int) Capacity {
	c := Capacity{Days: days, PerDay: record.Missing, Busy: record.Missing, DaysLeft: record.Missing}
	c.Confidence = fmt.Sprintf("too few days: %d of %d needed", days, MinCapacityDays)
	return c
}

// capacity returns the trend of the daily busy hour: the largest hourly mean of a
// day. The slope is the median of the slopes of all pairs of days (Theil 1950,
// Sen 1968), the confidence from the test of Mann (1945) and Kendall.
func capacity(slots []slotMean, width int64, limit float64) Capacity {
	if width > int64(time.Hour) {
		c := noCapacity(0)
		c.Confidence = "the time is too long for hourly means"
		return c
	}
	days := busyHours(slots, width)
	if len(days) < MinCapacityDays {
		return noCapacity(len(days))
	}
	c := Capacity{Days: len(days), Limit: limit, DaysLeft: record.Missing}
	if len(days) > TrendDays {
		days = days[len(days)-TrendDays:]
	}
	n := len(days)
	slopes := make([]float64, 0, n*(n-1)/2)
	signs := 0
	for i, a := range days {
		for _, b := range days[i+1:] {
			slopes = append(slopes, (b.v-a.v)/float64(b.at-a.at))
			switch {
			case b.v > a.v:
				signs++
			case b.v < a.v:
				signs--
			}
		}
	}
	c.PerDay = median(slopes)
	ends := make([]float64, n) // each day carried to the last one
	for i, d := range days {
		ends[i] = d.v + c.PerDay*float64(days[n-1].at-d.at)
	}
	c.Busy = median(ends)
	k := float64(n)
	z := (math.Abs(float64(signs)) - 1) / math.Sqrt(k*(k-1)*(2*k+5)/18)
	switch {
	case z >= clearTrend:
		c.Confidence = "clear"
	case z >= weakTrend:
		c.Confidence = "weak"
	default:
		c.Confidence = "no trend"
	}
	if limit > 0 {
		switch {
		case c.Busy >= limit:
			c.DaysLeft = 0
		case c.PerDay <= 0 || z < weakTrend:
			c.DaysLeft = math.Inf(1)
		default:
			c.DaysLeft = (limit - c.Busy) / c.PerDay
		}
	}
	return c
}

// busyHours returns the largest hourly mean of each day with enough hours. Slots
// are in the order of time and not wider than an hour.
func busyHours(slots []slotMean, width int64) []slotMean {
	hourly := widen(nil, slots, int64(time.Hour)/width)
	var days []slotMean
	for i := 0; i < len(hourly); {
		day, most, n := record.FloorDiv(hourly[i].at, 24), math.Inf(-1), 0
		for ; i < len(hourly) && record.FloorDiv(hourly[i].at, 24) == day; i++ {
			most = max(most, hourly[i].v)
			n++
		}
		if n >= dayHours {
			days = append(days, slotMean{day, most})
		}
	}
	return days
}
