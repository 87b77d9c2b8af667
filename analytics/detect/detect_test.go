package detect

import (
	"math"
	"strconv"
	"testing"

	"network-analytics/analytics/record"
)

var nan = math.NaN()

func TestSeverity(t *testing.T) {
	for _, c := range []struct{ latency, loss, cpu, want float64 }{
		{200, 5, 95, 1.5},
		{120, 2, 90, 0},
		{50, 0.5, 70, 0},
		{50, 2.11, 70, 0.05}, // (2.11-2)/2 is 0.05499..., so it rounds down
		{135, 1, 50, 0.12},   // 0.125 in binary: ties to even
		{nan, 4, nan, 1},
		{nan, nan, nan, 0},
		{nan, nan, 99, 0.1},
		{1e9, 0, 0, 8333332.33},
	} {
		if got := DefaultLimits.Severity(c.latency, c.loss, c.cpu); got != c.want {
			t.Errorf("latency %v, loss %v, cpu %v: severity %v, want %v", c.latency, c.loss, c.cpu, got, c.want)
		}
	}
}

func TestJudge(t *testing.T) {
	latency, loss := Population{N: 9, Mean: 50, Std: 10}, Population{N: 9, Mean: 0.5, Std: 0}
	for _, c := range []struct {
		latency, loss, cpu float64
		want               Why
	}{
		{50, 0.5, 50, 0},
		{75, 0.5, 90, 0}, // at the limit is not above it
		{75.1, 0.5, 50, LatencyZ},
		{121, 0.5, 50, LatencyLimit | LatencyZ},
		{50, 2.1, 50, LossLimit}, // deviation 0 counts as 1: z is 1.6
		{50, 3.1, 50, LossLimit | LossZ},
		{50, 0.5, 90.01, CPULimit},
		{nan, nan, nan, 0},
		{nan, 50, nan, LossLimit | LossZ},
	} {
		row := record.Row{Value: [record.NumMetrics]float64{nan, c.latency, c.loss, c.cpu}}
		if got := DefaultLimits.Judge(&row, latency, loss); got != c.want {
			t.Errorf("latency %v, loss %v, cpu %v: %b, want %b", c.latency, c.loss, c.cpu, got, c.want)
		}
	}
	empty := Population{Mean: nan, Std: nan}
	if z := empty.Z(3); !math.IsNaN(z) {
		t.Errorf("z against nothing is %v", z)
	}
}

// TestFloor: no value above the z limit is at or below the floor.
func TestFloor(t *testing.T) {
	for _, p := range []Population{{9, 50, 10}, {9, 0.5437545833333333, 0.36224684174467653}, {9, 1e9, 1e-3}, {9, 3, 0}, {9, -5, 2}} {
		v := p.Mean + 2.5*max(p.Std, 0)
		if p.Std == 0 {
			v = p.Mean + 2.5
		}
		for range 2000 {
			v = math.Nextafter(v, math.Inf(-1))
		}
		for range 4000 {
			v = math.Nextafter(v, math.Inf(1))
			if p.Z(v) > 2.5 && v <= p.Floor(2.5) {
				t.Fatalf("%v: z(%v) is %v, the floor %v", p, v, p.Z(v), p.Floor(2.5))
			}
		}
	}
	if f := (Population{}).Floor(2.5); !math.IsInf(f, 1) {
		t.Errorf("floor of nothing is %v", f)
	}
}

func TestDescription(t *testing.T) {
	row := record.Row{Time: 1672532640e9, Value: [record.NumMetrics]float64{1, 200, 5, 3}}
	for _, c := range []struct {
		wholeLatency, wholeLoss bool
		latency, loss           float64
		want                    string
	}{
		{true, false, 200, 5, "(latency 200 ms, loss 5.0%)."},
		{false, true, 200, 5, "(latency 200.0 ms, loss 5%)."},
		{false, false, 0.1, 1e-7, "(latency 0.1 ms, loss 0.0000001%)."},
		{false, false, nan, 2.5, "(latency no data, loss 2.5%)."},
		{false, false, 1e6, nan, "(latency 1000000.0 ms, loss no data)."},
	} {
		row.Value[record.Latency], row.Value[record.Loss] = c.latency, c.loss
		want := "High latency and loss event observed at 2023-01-01 00:24:00 " + c.want
		if got := Description(&row, c.wholeLatency, c.wholeLoss); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzNumber(f *testing.F) {
	f.Add(0.1)
	f.Add(120.0)
	f.Fuzz(func(t *testing.T, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		if back, err := strconv.ParseFloat(Number(v, false), 64); err != nil || back != v {
			t.Errorf("%v prints as %q, which reads as %v (%v)", v, Number(v, false), back, err)
		}
	})
}
