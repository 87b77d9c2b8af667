package incident

import (
	"math"
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

// TestChance: what two bad samples in a row are worth depends on how many bad ones
// a device has.
func TestChance(t *testing.T) {
	spiky := func(every int) func(int, *values) bool {
		return func(row int, v *values) bool {
			if every > 0 && row%every == 7 || row == 1000 || row == 1001 {
				v[record.Latency] += 80
			}
			return true
		}
	}
	for _, c := range []struct {
		every     int // rows between spikes; 0: none
		incidents int
		spikes    int64
	}{
		{0, 1, 0},    // s = 1, expected 1/2016 = 0.0005
		{2010, 1, 1}, // s = 2, expected 4/2016 = 0.002
		{1500, 0, 3}, // s = 3, expected 9/2016 = 0.0045; the two together are one spike more
		{200, 0, 11}, // row 1007 is part of the run: its three are one spike
	} {
		f := makeWorld(t, 5*minute, 7*day5, nil, device{"eu", "edge-1", spiky(c.every)}).findings()
		if len(f.Incidents) != c.incidents || f.SpikeCount != c.spikes {
			t.Errorf("every %d: %d spikes, want %d; incidents:\n%s", c.every, f.SpikeCount, c.spikes, list(&f))
		}
		if f.SpikeCount > 0 && (len(f.Spikes) != int(f.SpikeCount) || f.Spikes[0].Z < 5) {
			t.Errorf("every %d: %+v", c.every, f.Spikes)
		}
	}
	// Six times two are no chance.
	w := makeWorld(t, 5*minute, 7*day5, nil, device{"eu", "edge-1", func(row int, v *values) bool {
		if row%300 < 2 {
			v[record.Latency] += 80
		}
		return true
	}})
	if f := w.findings(); len(f.Incidents) != 7 {
		t.Errorf("incidents:\n%s", list(&f))
	}
}

func TestProbabilities(t *testing.T) {
	for _, c := range []struct {
		got, want float64
	}{
		{atLeastOf(1, 1, 0.02), 0.02},
		{atLeastOf(4, 2, 0.5), 11.0 / 16},
		{atLeastOf(4, 0, 0.5), 1},
		{atLeastOf(0, 1, 0.5), 0},
		{atLeastPoisson(1, 0.1), 1 - math.Exp(-0.1)},
		{atLeastPoisson(2, 1), 1 - 2/math.E},
		{atLeastPoisson(0, 1), 1},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}

// TestLeftOut: what is not listed is counted.
func TestLeftOut(t *testing.T) {
	pieces, in := manyPieces(30_000, 10)
	f := Assemble(pieces, in)
	if f.Total != 3000 || len(f.Incidents) != MaxIncidents || !strings.Contains(f.Note, "Listed are the top 2,000 of 3,000 incidents.") {
		t.Errorf("%d of %d incidents; %s", len(f.Incidents), f.Total, f.Note)
	}
	if last := f.Incidents[MaxIncidents-1]; last.Rank != MaxIncidents || last.ImpactMinutes > f.Incidents[0].ImpactMinutes {
		t.Errorf("%+v", last)
	}
}
