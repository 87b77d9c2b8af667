package incident

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"network-analytics/analytics/record"
)

// TestShortFilesAreQuiet: a file of some hours in which nothing happens says so,
// whatever the load does and with a lone spike now and then.
func TestShortFilesAreQuiet(t *testing.T) {
	for _, c := range []struct {
		step int64 // s
		rows int
	}{{1, 3600}, {10, 1080}, {10, 8640}, {60, 60}, {60, 360}, {60, 1440}, {60, 2880}, {300, 288}} {
		for seed := range uint64(24) {
			r := rand.New(rand.NewPCG(seed, 4))
			w := makeWorld(t, c.step*minute/60, c.rows, nil, device{"r", "d", func(row int, v *values) bool {
				load := 1.0
				if seed%2 == 0 {
					load += 0.4 * math.Sin(2*math.Pi*float64(int64(row)*c.step)/86400+float64(seed))
				}
				v[record.Traffic] = 200 * load * (1 + 0.06*r.NormFloat64())
				v[record.Latency] = 34 + 6*load + 1.2*r.NormFloat64()
				v[record.CPU] = 20 + 20*load + 2*r.NormFloat64()
				if seed%3 > 0 && r.Float64() < 0.005 {
					v[record.Latency] *= 2 + 2*r.Float64()
				}
				return true
			}})
			if f := w.findings(); len(f.Incidents) > 0 {
				t.Errorf("%d s, %d rows, seed %d: %s", c.step, c.rows, seed, f.Incidents[0].Headline)
			}
		}
	}
}

// TestShortFileOfARegion: what most devices of a region have for hours of a day is
// one incident.
func TestShortFileOfARegion(t *testing.T) {
	var devices []device
	for d := range 8 {
		change := asUsual
		if d < 6 {
			change = during(400, 1000, func(v *values) { v[record.Loss] += 4 })
		}
		devices = append(devices, device{"r", fmt.Sprintf("d%d", d), change})
	}
	f := makeWorld(t, minute, 1440, nil, devices...).findings()
	if len(f.Incidents) != 1 {
		t.Fatalf("%d incidents", len(f.Incidents))
	}
	i := &f.Incidents[0]
	if i.Hit != 6 || i.Of != 8 || i.Scope != OneRegion || i.Cause != PacketLoss || i.Start != 400*minute || i.End != 1000*minute {
		t.Errorf("%+v", i)
	}
}
