package usual

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"network-analytics/analytics/record"
)

// A series of a curve and noise, some rows up and some down: alarms are there and
// nowhere else.
func TestSeries(t *testing.T) {
	var time []int64
	var v []float64
	r := rand.New(rand.NewPCG(50, 1))
	for i := range 30 * 24 {
		time = append(time, monday+int64(i)*3600*second)
		v = append(v, -500+100*math.Sin(2*math.Pi*float64(i)/24)+5*r.NormFloat64())
	}
	v[300] += 60
	v[301] += 70
	v[500] -= 80
	v[505] -= 90
	v[600] = record.Missing
	s := Series(time, v)
	if s.Threshold != 4 || s.Step != 3600*second || len(s.Score) != len(v) {
		t.Errorf("threshold %v, step %v", s.Threshold, s.Step)
	}
	if len(s.Alarms) != 2 {
		t.Fatalf("alarms %+v", s.Alarms)
	}
	if a := s.Alarms[0]; a.First != 300 || a.Last > 303 || a.Row < 300 || a.Row > 302 || a.Score != s.Score[a.Row] {
		t.Errorf("first alarm %+v", a)
	}
	if a := s.Alarms[1]; a.First != 500 || a.Last > 507 || a.Row != 505 {
		t.Errorf("second alarm %+v", a)
	}
	if got, want := s.Score[500], 0.8*math.Abs(s.Baseline.Z(time[500], v[500])); math.Abs(got-want) > 1e-9 {
		t.Errorf("score %v, want %v", got, want)
	}
	mean := (s.Baseline.Z(time[300], v[300]) + s.Baseline.Z(time[301], v[301]) + s.Baseline.Z(time[302], v[302])) / 3
	if got := s.Score[302]; math.Abs(got-mean) > 1e-9 {
		t.Errorf("score %v, want the mean of three, %v", got, mean)
	}
}

// Twelve rows of 4 spreads count as 4.8.
func TestLastingSeries(t *testing.T) {
	var time []int64
	v := make([]float64, 2000)
	for i := range v {
		time = append(time, monday+int64(i)*5*minute)
		v[i] = 100 + float64(i%3-1)*3
	}
	s := Series(time, v)
	for i := 1000; i < 1030; i++ {
		v[i] = s.Baseline.At(time[i]) + 4*s.Baseline.Spread
	}
	s = Series(time, v)
	z := 0.0
	for i := 1008; i < 1020; i++ {
		z += s.Baseline.Z(time[i], v[i]) / 12
	}
	if got := s.Score[1019]; math.Abs(got-1.2*z) > 1e-9 || z < 3 {
		t.Errorf("score %v, want 1.2 times %v", got, z)
	}
}

func TestSeriesWithoutHistory(t *testing.T) {
	for _, n := range []int{0, 1, 11} {
		time, v := make([]int64, n), make([]float64, n)
		for i := range time {
			time[i], v[i] = int64(i)*minute, float64(i*i)
		}
		if s := Series(time, v); len(s.Alarms) != 0 || s.Baseline.Why == "" || slices.ContainsFunc(s.Score, func(x float64) bool { return x != 0 }) {
			t.Errorf("%d rows: %+v", n, s)
		}
	}
}

func TestAlarmsAreMerged(t *testing.T) {
	s := Scored{Score: make([]float64, 60)}
	for i, x := range map[int]float64{3: 5, 13: 7, 24: 6, 40: 4.99, 59: 5} {
		s.Score[i] = x
	}
	want := []Alarm{{First: 3, Last: 13, Row: 13, Score: 7}, {First: 24, Last: 24, Row: 24, Score: 6}, {First: 59, Last: 59, Row: 59, Score: 5}}
	if got := s.AlarmsAt(5); !slices.Equal(got, want) {
		t.Errorf("alarms %+v, want %+v", got, want)
	}
}
