package chart

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// lines returns a chart without colours, line by line.
func lines(o LineOptions) []string {
	return strings.Split(ansi.Strip(LineChart(NewTheme(ThemeOptions{}), o)), "\n")
}

// Of 200 buckets at 10 two are at 1000: the nearest rank of 99 % is 10, so the
// robust axis ends far below and says that two are above.
func TestRobustAxisCountsWhatIsAbove(t *testing.T) {
	v := make([]float64, 200)
	for i := range v {
		v[i] = 10
	}
	v[50], v[150] = 1000, 1000
	o := oneLine(v, 80, 14)
	o.Unit, o.Y, o.BandName, o.YFromZero = "ms", YRobust, "-", true
	got := lines(o)
	if !strings.Contains(got[0], "▲ 2 above 10") || strings.Count(got[1], "▲") != 2 {
		t.Errorf("two buckets are above:\n%s\n%s", got[0], got[1])
	}
	if strings.Contains(strings.Join(got, "\n"), "1000┤") {
		t.Error("the axis goes up to the outliers")
	}
	o.Y = YAuto
	if got := lines(o); strings.Contains(got[0], "above") || !strings.Contains(strings.Join(got, "\n"), "1000┤") {
		t.Errorf("the axis of all values leaves some out:\n%s", strings.Join(got, "\n"))
	}
}

// The fixed axis ends at one and a half limits, whatever the values are.
func TestFixedAxis(t *testing.T) {
	for _, high := range []float64{3, 119, 5000} {
		o := oneLine([]float64{1, high, 2}, 80, 20)
		o.Unit, o.Y, o.Limit, o.BandName = "ms", YFixed, 120, "-"
		c := lineChart{t: NewTheme(ThemeOptions{}), o: o}
		c.measure()
		if a := c.valueAxis(6); a.lo != 0 || a.hi != 180 {
			t.Errorf("highest value %v: the axis is %v..%v", high, a.lo, a.hi)
		}
		if got := strings.Contains(lines(o)[0], "1 above 180"); got != (high > 180) {
			t.Errorf("highest value %v: %q", high, lines(o)[0])
		}
	}
}

// On the logarithmic axis equal ratios are equally far: 1, 10 and 100 are at the
// lower edge, in the middle and at the upper edge.
func TestLogAxis(t *testing.T) {
	a := logAxis(1, 100, 6)
	for _, c := range []struct{ v, want float64 }{{1, 0}, {10, 0.5}, {100, 1}, {0, 0}, {-3, 0}, {1e9, 1}, {math.NaN(), 0}} {
		if got := a.fraction(c.v); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v is at %v, want %v", c.v, got, c.want)
		}
	}
	var labels []string
	for _, v := range a.ticks() {
		labels = append(labels, a.label(v))
	}
	if got := strings.Join(labels, " "); got != "1 2 5 10 20 50 100" {
		t.Errorf("ticks are %s", got)
	}
	if a := logAxis(3, 700, 6); a.lo != 2 || a.hi != 1000 {
		t.Errorf("3..700 is drawn on %v..%v", a.lo, a.hi)
	}
	for _, r := range [][2]float64{{5e-324, 1e308}, {1e-5, 1e12}, {7, 7.5}, {1, 1}} {
		a := logAxis(r[0], r[1], 6)
		if ticks := a.ticks(); len(ticks) > 20 || !finite(a.lo) || !finite(a.hi) || !(a.lo > 0) {
			t.Errorf("%v: axis %v with %d ticks", r, a, len(ticks))
		}
	}
}

// The band is drawn from the 5th to the 95th percentile where they are known; a
// lone extreme value does not widen it.
func TestBandIsOfPercentiles(t *testing.T) {
	s := seriesOf([]float64{100, 100, 100, 100}, time.Hour)
	s.Points[2].Max = 9000
	o := LineOptions{Width: 60, Height: 20, Unit: "ms", Band: true, BandName: "p5 to p95", Lines: []Line{{Name: "mean", Series: s}}, Cursor: s.Time(2) + 1}
	got := lines(o)
	if !strings.Contains(got[0], "mean 100") || !strings.Contains(got[0], "p5 to p95 80..120") {
		t.Errorf("the values at the cursor are missing: %q", got[0])
	}
	if strings.Contains(strings.Join(got, "\n"), "9000") {
		t.Error("the axis goes up to a value that is not drawn")
	}
	for i := range s.Points {
		s.Points[i].P5 = math.NaN()
	}
	if got := lines(o); !strings.Contains(got[0], "70..9k") {
		t.Errorf("without percentiles it is all values: %q", got[0])
	}
}

// A band over most of the plot is not shaded, one over less is.
func TestBandIsShadedWhereItIsCalm(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	band := func(lo, hi float64) bool {
		s := seriesOf([]float64{50, 50, 50, 50}, time.Hour)
		for i := range s.Points {
			s.Points[i].P5, s.Points[i].P95 = lo, hi
		}
		return strings.Contains(LineChart(theme, LineOptions{Width: 60, Height: 30, Band: true, Limit: 100, YFromZero: true, Lines: []Line{{Series: s}}}), theme.shade())
	}
	for _, c := range []struct {
		lo, hi float64
		want   bool
	}{{35, 65, true}, {5, 95, false}, {49, 51, false}} {
		if got := band(c.lo, c.hi); got != c.want {
			t.Errorf("%v..%v of 0..100: shaded %v", c.lo, c.hi, got)
		}
	}
}

// Marked times are below the plot, at their place.
func TestMarks(t *testing.T) {
	v := make([]float64, 100)
	o := oneLine(v, 105, 12)
	s := &o.Lines[0].Series
	o.Start, o.End = s.Start, s.Time(99)
	o.MarksName, o.BadNote, o.SomeNote, o.Unit = "loss", "loss above 2 %", "some", "ms"
	o.Marks = []TimeMark{{From: s.Time(50), To: s.Time(50) + 1, Bad: true}, {From: s.Time(99), To: s.Time(99) + 1}, {From: s.Time(500), To: s.Time(501)}}
	got := lines(o)
	row := []rune(got[len(got)-3])
	if string(row[:5]) != "loss│" || strings.Count(string(row), "✗") != 1 || row[5+50] != '✗' || row[len(row)-1] != '·' {
		t.Errorf("marks are at the wrong place: %q", string(row))
	}
	if !strings.Contains(got[0], "✗ loss above 2 %  · some") {
		t.Errorf("the legend does not say what they are: %q", got[0])
	}
}
