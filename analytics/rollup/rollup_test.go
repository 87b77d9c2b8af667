package rollup

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
)

// rows returns n random rows with missing cells over the given span.
func rows(seed uint64, n int, span time.Duration) []record.Row {
	rng := rand.New(rand.NewPCG(seed, 3))
	out := make([]record.Row, n)
	for i := range out {
		out[i] = record.Row{
			Time:   rng.Int64N(int64(span)) - int64(span)/3,
			Device: record.NameID(rng.IntN(9)), Region: record.NameID(rng.IntN(4)),
		}
		for m := range out[i].Value {
			out[i].Value[m] = math.Round(1000*rng.ExpFloat64()*50) / 1000
			if rng.IntN(11) == 0 {
				out[i].Value[m] = record.Missing
			}
		}
	}
	return out
}

func fill(rows []record.Row) *Set {
	s := NewSet()
	for len(rows) > 0 {
		var b record.Batch
		for _, r := range rows[:min(97, len(rows))] {
			b.Append(r.Time, r.Device, r.Region, r.Value)
		}
		s.Add(&b)
		rows = rows[b.Len():]
	}
	return s
}

// dump prints everything a Set answers, in an order of its own.
func dump(s *Set) string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for i := range s.Cells {
		c := &s.Cells[i]
		say("cell %v %d %d %d %v %v", c.Key, c.Rows, c.First, c.Last, c.Uptime.Mean(), c.Performance.Mean())
		for m := range c.Metric {
			say("cell %v metric %d: %d %v %v %v %v", c.Key, m, c.Metric[m].N, c.Metric[m].Mean(), c.Metric[m].Std(), c.Metric[m].Min, c.Metric[m].Max)
		}
	}
	say("widths %d %d %d, whole %v", s.Hours.Width(), s.Timeline.Width(), s.Devices.Width(), s.Whole)
	s.Hours.Each(func(k uint32, at int64, h *Hour) {
		for m := range record.NumMetrics {
			n, sum := h.Total(m)
			say("hour %d %d %v %d %v", k, at, m, n, sum)
		}
	})
	s.Timeline.Each(func(k uint32, at int64, b *Bucket) {
		say("bucket %d %d %d %v %v", k, at, b.Rows, b.Stat, b.Percentiles(.5, .95))
	})
	s.Devices.Each(func(k uint32, at int64, st *Stat) { say("device %v %d %v", s.Cells[k].Key, at, *st) })
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestMergeLaws: any split, any order and any grouping gives the same set.
func TestMergeLaws(t *testing.T) {
	for _, span := range []time.Duration{time.Second, time.Hour, 40 * 24 * time.Hour, 20 * 365 * 24 * time.Hour} {
		all := rows(uint64(span), 6000, span)
		want := dump(fill(all))
		rng := rand.New(rand.NewPCG(uint64(span), 8))
		for _, parts := range []int{2, 3, 8} {
			sets := make([]*Set, parts)
			for i := range sets {
				sets[i] = fill(all[i*len(all)/parts : (i+1)*len(all)/parts])
			}
			rng.Shuffle(parts, func(i, j int) { sets[i], sets[j] = sets[j], sets[i] })
			for len(sets) > 1 { // merge random neighbours, so the grouping varies too
				i := rng.IntN(len(sets) - 1)
				sets[i].Merge(sets[i+1])
				sets = slices.Delete(sets, i+1, i+2)
			}
			if got := dump(sets[0]); got != want {
				t.Errorf("span %v in %d parts: the merged set differs", span, parts)
			}
		}
		empty := NewSet()
		empty.Merge(fill(all))
		if dump(empty) != want {
			t.Errorf("span %v: merging into an empty set changes it", span)
		}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if dump(fill(all)) != want {
			t.Errorf("span %v: the order of rows matters", span)
		}
	}
}

func TestTimelineStaysBounded(t *testing.T) {
	for _, span := range []time.Duration{time.Microsecond, time.Minute, 24 * time.Hour, 250 * 365 * 24 * time.Hour} {
		s := fill(rows(5, 3000, span))
		lo, hi, ok := s.Timeline.Span()
		if !ok || hi-lo >= MaxBuckets {
			t.Errorf("span %v: %d buckets", span, hi-lo+1)
		}
		n := int64(0)
		s.Timeline.Each(func(_ uint32, _ int64, b *Bucket) { n += b.Rows })
		if n != 3000 {
			t.Errorf("span %v: the timeline holds %d rows of 3000", span, n)
		}
	}
}

func TestWidthsDivide(t *testing.T) {
	for i := range widths[1:] {
		if widths[i+1]%widths[i] != 0 {
			t.Errorf("%v does not divide %v", time.Duration(widths[i]), time.Duration(widths[i+1]))
		}
	}
}

// TestSettle: regular sampling gives a series without holes, and an outage stays one.
func TestSettle(t *testing.T) {
	for _, c := range []struct {
		every, want time.Duration
		devices     int
		outage      bool
	}{
		{time.Minute, time.Minute, 1, false},
		{time.Minute, time.Minute, 5, true},
		{5 * time.Minute, 5 * time.Minute, 2, false},
		{7 * time.Minute, 10 * time.Minute, 2, true},
		{time.Second, time.Second, 3, true},
		{90 * time.Minute, 3 * time.Hour, 1, false},
	} {
		s := NewSet()
		var b record.Batch
		for i := range 200 {
			if c.outage && i >= 60 && i < 90 {
				continue
			}
			for d := range c.devices {
				b.Append(int64(i)*int64(c.every), record.NameID(d), record.NameID(d), [record.NumMetrics]float64{1, 2, 3, 4})
			}
		}
		s.Add(&b)
		s.Settle()
		if got := time.Duration(s.Timeline.Width()); got != c.want {
			t.Errorf("every %v: regions have buckets of %v, want %v", c.every, got, c.want)
		}
		lo, hi, _ := s.Timeline.Span()
		filled := map[int64]bool{}
		s.Timeline.Each(func(_ uint32, at int64, _ *Bucket) { filled[at] = true })
		holes := int(hi-lo+1) - len(filled)
		if (holes > 0) != c.outage {
			t.Errorf("every %v, outage %v: %d holes", c.every, c.outage, holes)
		}
	}
	NewSet().Settle()
}

// TestHour holds sums beyond 64 bits of millionths, and of values that are not
// decimals, to exact ones.
func TestHour(t *testing.T) {
	values := []float64{0.1, 2e9, 2e9, 1.0 / 3, 9e11, -5, 2e9}
	var one, left, right Hour
	var want sketch.Sum
	for round := range 7000 {
		for i, v := range values {
			one.add(1, sketch.OnGrid(v))
			want.Add(v)
			half := &left
			if (round+i)%2 == 0 {
				half = &right
			}
			half.add(1, sketch.OnGrid(v))
		}
	}
	left.Merge(&right)
	for _, h := range []*Hour{&one, &left} {
		if n, sum := h.Total(1); n != int64(7000*len(values)) || sum != want.Float() {
			t.Errorf("%d values sum up to %v, want %v", n, sum, want.Float())
		}
	}
	if one.rest == nil || one.steps[1] == 0 {
		t.Error("the sum did not need both of its parts, so nothing was tried")
	}
	if n, sum := one.Total(0); n != 0 || sum != 0 {
		t.Errorf("%d values, %v of a metric without any", n, sum)
	}
}
