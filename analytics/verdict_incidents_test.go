package analytics_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// aWeek returns a week of samples every five minutes of n devices in one region,
// with noise that no z-score takes for much; change may alter the values of a device's row.
func aWeek(n int, change func(device, row int, v *[record.NumMetrics]float64)) *table {
	f := &table{size: 1000}
	r := rand.New(rand.NewPCG(2, 2))
	for row := range 7 * 288 {
		for d := range n {
			v := [record.NumMetrics]float64{380 + 40*r.Float64(), 38 + 4*r.Float64(), 0.3 + 0.2*r.Float64(), 47 + 6*r.Float64()}
			change(d, row, &v)
			f.rows = append(f.rows, record.Row{
				Time: int64(row) * 300e9, Device: f.names.Devices.ID(fmt.Sprintf("edge-%02d", d+1)), Region: f.names.Regions.ID("ap-south"), Value: v,
			})
		}
	}
	return f
}

func TestVerdictOfIncidents(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   *table
		level  kpi.Level
		want   []string
		absent []string
	}{
		{"quiet", aWeek(5, func(int, int, *[record.NumMetrics]float64) {}), kpi.Good,
			[]string{"Nothing unusual: 5 devices as usual; all 10,080 records are within the fixed limits."}, []string{"Fixed limits"}},
		{"open in a region", aWeek(5, func(d, row int, v *[record.NumMetrics]float64) {
			if d < 4 && row >= 1900 {
				v[record.Loss] += 6
			}
		}), kpi.Bad, []string{"1 open incident: ap-south loss 6.", "since 1970-01-07 14:20 UTC, 4 of 5 devices; everything else as usual.",
			"Cause of the worst: probable packet loss: loss ", "Fixed limits: 46", "Why: 46", "over 2 % loss"}, []string{"over, worst"}},
		{"over", aWeek(5, func(d, row int, v *[record.NumMetrics]float64) {
			if d == 1 && row >= 1000 && row < 1020 {
				v[record.Latency] += 60
			}
		}), kpi.Warn, []string{"No open incident; 1 earlier is over, worst: edge-02 in ap-south latency 10", "from 1970-01-04 11:20 to 12:55 UTC; everything else as usual."}, []string{"Next"}},
		{"two, of which one is over", aWeek(5, func(d, row int, v *[record.NumMetrics]float64) {
			if d == 1 && row >= 1000 && row < 1020 || d == 3 && row >= 1990 {
				v[record.Latency] += 60
			}
		}), kpi.Warn, []string{"1 open incident: edge-04 in ap-south latency 1", "; 1 earlier is over; everything else as usual.", "Next: latency "}, nil},
		{"always bad", aWeek(5, func(d, _ int, v *[record.NumMetrics]float64) {
			if d == 2 {
				v[record.Latency] += 140
			}
		}), kpi.Bad, []string{"2,016 of 10,080 records (20.0 %) are bottlenecks", "No incident: nothing stands out of what is usual for a device in this input, of 7 d.",
			"Always beyond a limit: edge-03 in ap-south (half of its samples have latency above 120 ms)."}, []string{"Nothing unusual"}},
		{"lone spikes", aWeek(5, func(_, row int, v *[record.NumMetrics]float64) {
			if row%400 == 11 {
				v[record.Latency] = 200
			}
		}), kpi.Good, []string{"Nothing unusual: 5 devices as usual; 30 rows beyond the fixed limits (0.3 %)"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, c.rows, 2)
			v := r.Verdict
			text := v.Headline + "\n" + strings.Join(v.Facts, "\n")
			if v.Level != c.level {
				t.Errorf("level %q, want %q: %s", v.Level, c.level, text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("lacks %q:\n%s", want, text)
				}
			}
			for _, bad := range c.absent {
				if strings.Contains(text, bad) {
					t.Errorf("says %q:\n%s", bad, text)
				}
			}
		})
	}
}

// TestTooLittleHistory: a few rows are not good because nothing is known of them.
func TestTooLittleHistory(t *testing.T) {
	few := func(latency float64) *table {
		return made(20, func(_ int, _, _ *string, v *[record.NumMetrics]float64) { v[record.Latency] = latency })
	}
	v := run(t, few(400), 1).Verdict
	text := v.Headline + "\n" + strings.Join(v.Facts, "\n")
	if v.Level != kpi.Bad || !strings.HasPrefix(text, "20 of 20 records (100.0 %) are bottlenecks") || !strings.Contains(text, "Not judged by what is usual: too little history on 15 of 15 devices by region.") {
		t.Errorf("%s: %s", v.Level, text)
	}
	v = run(t, few(50), 1).Verdict
	if text = v.Headline + "\n" + strings.Join(v.Facts, "\n"); strings.Contains(text, "unusual") || !strings.Contains(text, "Not judged by what is usual") {
		t.Errorf("%s: %s", v.Level, text)
	}
}

// TestSampleIsQuiet: lone spikes of devices that hop between regions are no incident.
func TestSampleIsQuiet(t *testing.T) {
	f := &table{size: 1000}
	r := rand.New(rand.NewPCG(9, 9))
	spikes := 0
	for i := range 12000 {
		v := [record.NumMetrics]float64{80 + 40*r.Float64(), max(1, 50+10*r.NormFloat64()), max(0, 0.5+0.2*r.NormFloat64()), min(100, max(0, 55+10*r.NormFloat64()))}
		if r.Float64() < 0.02 {
			spikes++
			v[record.Latency] *= 1.8 + 0.6*r.Float64()
			v[record.Loss] += 1.5 + 1.5*r.Float64()
		}
		f.rows = append(f.rows, record.Row{Time: int64(i) * 60e9, Value: v,
			Device: f.names.Devices.ID(fmt.Sprintf("edge-%02d", 1+r.IntN(20))), Region: f.names.Regions.ID([]string{"us-east", "us-west", "eu", "ap"}[r.IntN(4)])})
	}
	report := run(t, f, 2)
	if n := report.Findings.Total; n != 0 {
		t.Errorf("%d incidents; %s", n, report.Verdict.Headline)
	}
	if n := float64(report.Findings.SpikeCount); math.Abs(n/float64(spikes)-1) > 0.2 {
		t.Errorf("%v spikes of %d", n, spikes)
	}
	if !strings.HasPrefix(report.Verdict.Headline, "Nothing unusual: 20 devices as usual; ") || report.Verdict.Level != kpi.Good {
		t.Errorf("%s: %s", report.Verdict.Level, report.Verdict.Headline)
	}
}
