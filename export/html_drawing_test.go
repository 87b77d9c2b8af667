package export

import (
	"math"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// A gap in the data is a gap in the line: two runs of points, and never a
// segment between them.
func TestLinesBreakAtGapsAndSinglePointsAreDots(t *testing.T) {
	f := frame{w: 100, h: 100, t1: 10, hi: 100}
	s := series.Series{Width: 1, Points: make([]series.Point, 10)}
	for i := range s.Points {
		s.Points[i] = series.NoData()
	}
	for _, i := range []int{0, 1, 2, 5, 8, 9} {
		s.Points[i] = series.Point{N: 1, Mean: float64(i)}
	}
	path, dots := linePath(&f, s, 2)
	if strings.Count(path, "M") != 2 || strings.Count(path, "l") != 3 || len(dots) != 1 {
		t.Errorf("path %q, dots %v", path, dots)
	}
}

func TestHeatmapIsCoarserForLongInputsAndKeepsSums(t *testing.T) {
	for _, hours := range []int{1, 24, 744, 745, 5000, 20000} {
		r := &analytics.Report{Regions: make([]kpi.Group, 3)}
		g := &r.Hours
		g.Regions = make([]record.Name, 3)
		for h := range hours {
			g.Hours = append(g.Hours, time.Date(2020, 1, 1, 5, 0, 0, 0, time.UTC).UnixNano()+int64(h)*hour)
		}
		var want float64
		g.Cells[record.Traffic] = make([]analytics.GridCell, 3*hours)
		for i := range g.Cells[record.Traffic] {
			g.Cells[record.Traffic][i] = analytics.GridCell{N: 2, Sum: float64(i % 97)}
			want += float64(i % 97)
		}
		p := &page{r: r, listed: []bool{true, true, true}}
		h := p.newHeatGrid(4000)
		var n int64
		var sum float64
		for _, c := range h.cells[record.Traffic] {
			n, sum = n+c.N, sum+c.Sum
		}
		if h.cols > maxHeatColumns || h.cols*3 > 4000 || n != int64(6*hours) || sum != want {
			t.Errorf("%d hours: %d columns of %s, %d samples, sum %v, want %v", hours, h.cols, span(h.width), n, sum, want)
		}
	}
}

func TestNumberAndTimeTexts(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{num(1234567.891, 2), "1,234,567.89"}, {num(-1234, 0), "-1,234"}, {num(-0.001, 2), "0.00"}, {num(999.5, 0), "1,000"},
		{num(math.NaN(), 1), noData}, {num(math.Inf(1), 1), noData}, {num(0, 0), "0"}, {num(999, 0), "999"},
		{plural(1, "row"), "1 row"}, {plural(0, "row"), "0 rows"},
		{span(30 * minute), "30 min"}, {span(90 * minute), "1 h 30 min"}, {span(25 * hour), "1 d 1 h"}, {span(day + minute), "1 d"},
		{short("abcdef", 4), "abc…"}, {short("abcd", 4), "abcd"}, {short("äöüß€", 4), "äöü…"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestMergingKeepsRoundTimes(t *testing.T) {
	for _, tt := range []struct {
		n     int
		width int64
		want  int
		k     int
	}{{100, minute, 300, 1}, {400, 30 * minute, 300, 2}, {1500, 12 * minute, 300, 5}, {1000, 7 * minute, 300, 4}, {16667, hour, 300, 72}} {
		if k := merging(tt.n, tt.width, tt.want); k != tt.k {
			t.Errorf("merging(%d, %s, %d) = %d, want %d", tt.n, span(tt.width), tt.want, k, tt.k)
		}
	}
	for n := 1; n < 5000; n += 37 {
		for _, w := range []int64{int64(time.Second), minute, 5 * minute, hour, 7 * hour} {
			if k := merging(n, w, 300); (n+k-1)/k > 300 || k < 1 {
				t.Fatalf("merging(%d, %s) = %d", n, span(w), k)
			}
		}
	}
}

// Joined buckets begin at round times and lose nothing.
func TestJoinedBucketsBeginAtRoundTimes(t *testing.T) {
	for _, first := range []int64{0, 7, 29, -13} {
		for k := 1; k < 70; k += 7 {
			s := series.Series{Start: first * minute, Width: minute, Points: make([]series.Point, 100)}
			for i := range s.Points {
				s.Points[i] = series.Point{N: int64(i), Mean: float64(i), Min: 0, Max: float64(i), P95: float64(i)}
			}
			m := mergeBy(s, k)
			if m.Start%m.Width != 0 || m.Start > s.Start || m.Start+m.Width <= s.Start || m.Count() != s.Count() {
				t.Errorf("start %d, k %d: from %d by %d, %d samples", first, k, m.Start/minute, m.Width/minute, m.Count())
			}
			if last := m.Points[len(m.Points)-1]; last.Max != 99 {
				t.Errorf("start %d, k %d: the last maximum is %v", first, k, last.Max)
			}
		}
	}
}
