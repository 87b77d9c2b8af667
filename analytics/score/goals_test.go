package score

import (
	"context"
	"testing"
	"time"

	"network-analytics/gen"
)

// ofSeeds scores a scenario of some seeds.
func ofSeeds(t testing.TB, c gen.ScenarioConfig, first, seeds uint64) *Both {
	t.Helper()
	var sum Both
	for seed := first; seed < first+seeds; seed++ {
		c.Seed = seed
		one, err := Scenario(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		sum.Add(one)
	}
	return &sum
}

// What is planted is found, and little else is told: the stated goals. The
// kinds of a scenario are scored together, for each plants a few events only.
func TestGoalsOnPlantedIncidents(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and analyses telemetry of many devices")
	}
	var single, mixed Both
	for i, s := range gen.Scenarios() {
		c := gen.DefaultScenario(s.Name)
		first := 501 + uint64(10*i) // the same seed is the same noise
		switch {
		case s.Trap:
		case s.Name == "mixed":
			mixed = *ofSeeds(t, c, first, 4)
		default:
			single.Add(ofSeeds(t, c, first, 2))
		}
	}
	for name, b := range map[string]*Both{"single": &single, "mixed": &mixed} {
		r := &b.Incidents
		t.Logf("%s%s%s", Header, b.Lines(name), r.List())
		if r.Recall() < 0.95 {
			t.Errorf("%s: recall %.3f, want 0.95", name, r.Recall())
		}
		if r.Precision() < 0.95 {
			t.Errorf("%s: precision %.3f, want 0.95", name, r.Precision())
		}
		if r.CauseRight() < 0.95 || r.PiecesEach() > 1.1 {
			t.Errorf("%s: cause right %.3f, want 0.95; %.2f pieces, want at most 1.1", name, r.CauseRight(), r.PiecesEach())
		}
		if late := quantile(r.DetectAbrupt, 0.95); r.Exact() < 0.9 || late > 3 {
			t.Errorf("%s: %.2f exact in time, want 0.9; detected after %.0f samples in 95 %%, want 3", name, r.Exact(), late)
		}
		if rule := &b.Rule; rule.Recall() > r.Recall() || rule.Precision() > r.Precision() {
			t.Errorf("%s: the reference rule is better: %+v", name, rule)
		}
	}
}

// Months of 20 devices with nothing but traps: what is aimed at is no incident. Load
// that wanders by chance still raises one in some thousand days of a device.
func TestGoalsOnTraps(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and analyses telemetry of many devices")
	}
	var sum Both
	for i, name := range []string{"traps", "seasonal-peak", "backup", "noisy-device", "single-spike", "long-haul", "quiet"} {
		sum.Add(ofSeeds(t, gen.DefaultScenario(name), 801+uint64(10*i), 2))
	}
	if r := &sum.Incidents; r.FalseRate() > 1.0/2000 {
		t.Errorf("%d incidents in %.0f days of a device\n%s", r.Reported, r.DeviceDays, r.List())
	}
}

// BenchmarkScenario prints the figures of each scenario over a few seeds.
func BenchmarkScenario(b *testing.B) {
	for _, s := range gen.Scenarios() {
		b.Run(s.Name, func(b *testing.B) {
			var sum *Both
			for b.Loop() {
				sum = ofSeeds(b, gen.DefaultScenario(s.Name), 1, 3)
			}
			for _, side := range []struct {
				name string
				r    *Result
			}{{"", &sum.Incidents}, {"rule-", &sum.Rule}} {
				if side.r.Planted > 0 {
					b.ReportMetric(side.r.Recall(), side.name+"recall")
					b.ReportMetric(float64(side.r.Right)/float64(max(1, side.r.Right+side.r.False)), side.name+"precision")
				}
				b.ReportMetric(side.r.FalseRate(), side.name+"false/device-day")
			}
			if len(sum.Incidents.DetectAbrupt) > 0 {
				b.ReportMetric(quantile(sum.Incidents.DetectAbrupt, 0.95), "samples-to-detect")
			}
		})
	}
}

// The figures are the same for every step at which devices are polled, within reason.
func TestGoalsAtOtherSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and analyses telemetry of many devices")
	}
	for _, c := range []struct {
		step time.Duration
		days int
	}{{time.Hour, 21}, {15 * time.Minute, 10}, {time.Minute, 7}} {
		config := gen.DefaultScenario("mixed")
		config.Step, config.Days = c.step, c.days
		if r := ofSeeds(t, config, 501, 2).Incidents; r.Recall() < 0.9 || r.Precision() < 0.9 {
			t.Errorf("%s: recall %.3f, precision %.3f\n%s", c.step, r.Recall(), r.Precision(), r.List())
		}
	}
}
