package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/detect"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-1234567.891, 2, "-1,234,567.89"}, {0.05, 1, "0.1"},
		{math.NaN(), 1, "no data"}, {math.Inf(1), 1, "+Inf"}, {1e15, 0, "1e+15"}, {999.96, 1, "1,000.0"},
	} {
		if got := number(c.v, c.decimals); got != c.want {
			t.Errorf("number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.want)
		}
	}
	for v, want := range map[float64]string{120: "120", 2: "2", 2.5: "2.5", 0.125: "0.125", 1000: "1,000"} {
		if got := trimZeros(v); got != want {
			t.Errorf("trimZeros(%v) = %q, want %q", v, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 123_456: "123 kB", 999_999: "1.0 MB", 5e12: "5,000 GB"} {
		if got := bytesText(n); got != want {
			t.Errorf("bytesText(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		-1: "0 s", 800 * time.Millisecond: "0.8 s", 42 * time.Second: "42 s", 185 * time.Second: "3 min 05 s", 3725 * time.Second: "1 h 02 min",
	} {
		if got := durationText(d); got != want {
			t.Errorf("durationText(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestWhyShort(t *testing.T) {
	for w, want := range map[detect.Why]string{
		detect.LatencyLimit | detect.LatencyZ:                    "latency",
		detect.LossLimit | detect.CPULimit:                       "loss+cpu",
		detect.LatencyZ:                                          "odd latency",
		detect.CPULimit | detect.LatencyZ | detect.LossZ:         "cpu, odd latency+loss",
		detect.LatencyLimit | detect.LossLimit | detect.CPULimit: "latency+loss+cpu",
	} {
		if got := whyShort(w); got != want {
			t.Errorf("%05b: %q, want %q", w, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	text := "one two three four five sixsixsixsix seven"
	for w := 1; w < 50; w++ {
		lines := wrap(text, w)
		if strings.Join(lines, " ") != text {
			t.Fatalf("wrap at %d changes the words", w)
		}
		for _, l := range lines {
			if cells(l) > w && strings.Contains(l, " ") {
				t.Errorf("line %q is wider than %d", l, w)
			}
		}
	}
}
