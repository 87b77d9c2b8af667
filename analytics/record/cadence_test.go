package record

import (
	"math"
	"slices"
	"testing"
	"time"
)

const minute = int64(time.Minute)

// at returns a trace with samples at the given minutes.
func at(minutes ...int64) *Trace {
	t := &Trace{}
	for _, m := range minutes {
		t.Time = append(t.Time, m*minute)
	}
	return t
}

func TestCadence(t *testing.T) {
	for _, c := range []struct {
		trace *Trace
		want  Cadence
	}{
		{at(), Cadence{Longest: math.MaxInt64}},
		{at(5), Cadence{Longest: math.MaxInt64}},
		{at(5, 5, 5, 5), Cadence{Longest: math.MaxInt64}},
		{at(0, 5, 10, 10), Cadence{Longest: math.MaxInt64}},
		{at(0, 5, 10, 15, 20), Cadence{5 * minute, true, 15 * minute / 2}},
		{at(0, 5, 10, 15, 60), Cadence{5 * minute, true, 15 * minute / 2}},
		// Distances 1 1 4 9 16, sorted; the median is 4, the 99th percentile of five the fourth.
		{at(0, 1, 10, 11, 15, 31), Cadence{4 * minute, false, 18 * minute}},
	} {
		if got := c.trace.Cadence(); got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.trace.Time, got, c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	// Every 5 minutes from 0 to 60; those of 20, 25, 30 and of 50 are missing.
	trace := at(0, 5, 10, 15, 35, 40, 45, 55, 60)
	all := func(int) bool { return true }
	for name, c := range map[string]struct {
		from, to int64 // minutes; to is made to include it
		keep     func(int) bool
		want     []Gap
	}{
		"whole":                  {0, 60, nil, []Gap{{3, 3, false}, {6, 1, false}}},
		"kept":                   {0, 60, all, []Gap{{3, 3, false}, {6, 1, false}}},
		"from inside a gap":      {22, 60, nil, []Gap{{3, 2, false}, {6, 1, false}}},
		"to inside a gap":        {0, 25, nil, []Gap{{3, 2, false}}},
		"only a gap":             {24, 26, nil, []Gap{{3, 1, false}}},
		"between due samples":    {26, 29, nil, nil},
		"nothing after the last": {0, 66, nil, []Gap{{3, 3, false}, {6, 1, false}}},
		"silent at the end":      {0, 78, nil, []Gap{{3, 3, false}, {6, 1, false}, {8, 3, true}}},
		"one side is not meant":  {0, 78, func(i int) bool { return i != 3 && i != 8 }, []Gap{{6, 1, false}}},
	} {
		look := Look{From: c.from * minute, To: c.to*minute + 1, Keep: c.keep, Cadence: trace.Cadence()}
		if got := look.Gaps(trace); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
	if got := (&Look{To: 100 * minute, Cadence: at(5).Cadence()}).Gaps(at(5)); got != nil {
		t.Errorf("a lone sample has the gaps %+v", got)
	}
}
