package filter

import (
	"math"
	"math/rand/v2"
	"testing"

	"network-analytics/analytics/record"
)

// TestBoundsRuleOutNoKeptRow: of rows of which one is kept, May never says no; and
// it does say no often.
func TestBoundsRuleOutNoKeptRow(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	names := &record.Names{}
	a := names.Devices.ID("a")
	names.Regions.ID("a")
	ruledOut := 0
	for range 5000 {
		var b record.Batch
		low := float64(rng.IntN(4))
		for range 1 + rng.IntN(4) {
			var v [record.NumMetrics]float64
			for m := range v {
				if v[m] = low + rng.Float64(); rng.IntN(3) == 0 {
					v[m] = none
				}
			}
			b.Append(rng.Int64N(1e9), a, 0, v)
		}
		bounds := Bounds{First: math.MaxInt64, Last: math.MinInt64}
		for _, at := range b.Time {
			bounds.First, bounds.Last = min(bounds.First, at), max(bounds.Last, at)
		}
		for m, column := range b.Value {
			bounds.Min[m], bounds.Max[m] = none, none
			for _, v := range column {
				if v == v {
					if !(v >= bounds.Min[m]) {
						bounds.Min[m] = v
					}
					if !(v <= bounds.Max[m]) {
						bounds.Max[m] = v
					}
				}
			}
		}
		e := mustParse(t, randomExpr(rng, 3))
		m := e.NewMatcher(names)
		kept := m.Batch(&b, make([]bool, b.Len()))
		if may := m.May(&bounds); !may && kept > 0 {
			t.Fatalf("%s keeps %d rows within %+v, which May rules out", e, kept, bounds)
		} else if !may {
			ruledOut++
		}
	}
	if ruledOut < 500 {
		t.Errorf("ruled out only %d of 5000", ruledOut)
	}
}

func TestBoundsOfTime(t *testing.T) {
	const hour = int64(3600e9)
	b := &Bounds{First: 10 * hour, Last: 12 * hour}
	for text, want := range map[string]bool{
		"time >= 1970-01-01 13:00": false, "time >= 1970-01-01 12:00": true, "time < 1970-01-01 10:00": false,
		"time <= 1970-01-01 10:00": true, "time in 1970-01-01 11:00..1970-01-01 11:30": true, "time = 1970-01-02": false,
		"not time < 1970-01-01 13:00": false, "time = 1970-01-02 or loss = none": true,
	} {
		if got := mustParse(t, text).NewMatcher(&record.Names{}).May(b); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
