package kpi

import (
	"math"
	"testing"
	"time"
)

func TestQualityInWords(t *testing.T) {
	some := Quality{Good: 95, Bad: 3, None: 2, Availability: 95.0 / 98, Coverage: 0.98, Jitter: 2.345, JitterN: 1, LossRun: 1,
		Traffic95: 1234.56, Slots: 2016, Slot: int64(5 * time.Minute)}
	whole := some
	whole.None = 0
	none := noQuality()
	for _, c := range []struct{ got, want string }{
		{some.AvailabilityText(), "96.939 % of 98 samples with data (3 unreachable), at least 95.000 % if the missing are counted as unreachable"},
		{whole.AvailabilityText(), "96.939 % of 98 samples with data (3 unreachable)"},
		{some.CoverageText(), "98.00 % of 100 samples expected (2 missing)"},
		{some.JitterText(), "2.35 ms over 1 pair"},
		{some.LossRunText(), "1 sample in a row"},
		{some.TrafficText(), "1,234.6 Mbps of 2,016 5-minute means"},
		{none.AvailabilityText(), "no data"}, {none.CoverageText(), "no data"}, {none.JitterText(), "no data"},
		{none.LossRunText(), "no data"}, {none.TrafficText(), "no data"},
		{Percent(0.99931, AvailabilityDigits), "99.931 %"}, {Percent(math.NaN(), 1), "no data"},
		{(&Capacity{}).LeftText(), ""}, {(&Capacity{Limit: 10, DaysLeft: math.NaN()}).LeftText(), ""},
		{(&Capacity{Limit: 10, DaysLeft: 12.4}).LeftText(), "reaches the limit of 10.0 Mbps in 12 days"},
		{(&Capacity{PerDay: math.NaN()}).Text(), "no trend of the traffic: no data"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// What is added up of two parts is what a count of both gives.
func TestQualityAddsUp(t *testing.T) {
	a := Quality{Good: 90, Bad: 10, None: 0, Jitter: 2, JitterN: 30, LossRun: 4, Traffic95: 5, Slots: 7}
	a.Add(&Quality{Good: 10, Bad: 10, None: 80, Jitter: 4, JitterN: 10, LossRun: 9, Traffic95: 6, Slots: 7})
	if a.Good != 100 || a.Bad != 20 || a.None != 80 || a.Availability != 100.0/120 || a.Coverage != 0.6 || a.AtLeast() != 0.5 ||
		a.Jitter != 2.5 || a.JitterN != 40 || a.LossRun != 9 || !math.IsNaN(a.Traffic95) || a.Slots != 0 {
		t.Errorf("got %+v", a)
	}
	b := noQuality()
	b.Add(&Quality{Jitter: math.NaN()})
	if !math.IsNaN(b.Jitter) || !math.IsNaN(b.Availability) {
		t.Errorf("nothing and nothing is %+v", b)
	}
}
