package analytics

import (
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/usual"
)

// minVersus is how many samples the hour of a region needs for its mean to be
// compared with the usual one.
const minVersus = 3

// addVersus fills r.Versus and r.UsualHour. What is usual comes from the hours of all rows.
func (s *Session) addVersus(r *Report) {
	if s.usual == nil {
		s.usual = regionsUsual(&s.all.report.Hours)
	}
	hours := len(r.Hours.Hours)
	for m := range r.Versus {
		r.Versus[m] = make([]float64, len(r.Hours.Cells[m]))
		r.UsualHour[m] = make([]float64, len(r.Hours.Cells[m]))
		for i, c := range r.Hours.Cells[m] {
			z, usually := record.Missing, record.Missing
			if b := s.usual[r.Hours.Regions[i/hours].Raw][m]; b != nil && c.N >= minVersus {
				at := r.Hours.Hours[i%hours]
				z, usually = b.Z(at, c.Mean()), b.Nearest(at, c.Mean())
			}
			r.Versus[m][i], r.UsualHour[m][i] = z, usually
		}
	}
}

// regionsUsual returns what is usual for the means of the hours of each region, by
// its raw name; nil where there is no value.
func regionsUsual(g *Grid) map[string][record.NumMetrics]*usual.Baseline {
	out := map[string][record.NumMetrics]*usual.Baseline{}
	var j usual.Judger
	for i, region := range g.Regions {
		t := record.Trace{Time: g.Hours, Mean: int64(time.Hour)}
		for m := range t.Value {
			column := make([]float64, len(g.Hours))
			known := false
			for h := range g.Hours {
				column[h] = record.Missing
				if c := g.Cell(record.Metric(m), i, h); c.N >= minVersus {
					column[h], known = c.Mean(), true
				}
			}
			if known {
				t.Value[m] = column
			}
		}
		out[region.Raw] = j.Judge(&t, usual.Options{}).Baseline
	}
	return out
}

// now is the numbers of tiles by key, hour by hour: the begin of each hour (or
// bucket, when those are longer) and the values beside it.
type hourly struct {
	time  []int64
	value map[string][]float64
}

// newHourly folds the buckets of the timeline, the first of which begins at start,
// to hours. Those without rows are left out.
func newHourly(start, width int64, buckets []rollup.Bucket) hourly {
	h := hourly{value: map[string][]float64{}}
	step := max(width, int64(time.Hour))
	for i := 0; i < len(buckets); {
		at := record.FloorDiv(start+int64(i)*width, step)
		b := rollup.NewBucket()
		for ; i < len(buckets) && record.FloorDiv(start+int64(i)*width, step) == at; i++ {
			b.Merge(&buckets[i])
		}
		if b.Rows == 0 {
			continue
		}
		h.time = append(h.time, at*step)
		add := func(key string, v float64) { h.value[key] = append(h.value[key], v) }
		mean := func(m record.Metric) float64 { return b.Stat[m].Sum.Float() / float64(b.Stat[m].N) }
		p := b.Percentiles(0.5, 0.95, 0.99)
		add("latency_mean", mean(record.Latency))
		add("latency_p50", p[0])
		add("latency_p95", p[1])
		add("latency_p99", p[2])
		add("loss_mean", mean(record.Loss))
		add("traffic_mean", mean(record.Traffic))
		add("cpu_mean", mean(record.CPU))
		add("uptime_score", b.Uptime.Mean())
		add("performance_score", b.Performance.Mean())
	}
	return h
}

// last returns the position of the last full hour, -1 for none.
func (h *hourly) last(g *Grid) int {
	i := len(h.time) - 1
	if g.LastPartial {
		i--
	}
	return i
}

// tilesNow returns the numbers of the last full hour of a view and what is usual
// then, by key of the tile.
func (s *Session) tilesNow(b *base) (now, usually map[string]float64) {
	now, usually = map[string]float64{}, map[string]float64{}
	at := b.hourly.last(&b.report.Hours)
	if at < 0 {
		return now, usually
	}
	all := &s.all.hourly
	for key, values := range b.hourly.value {
		now[key] = values[at]
		if s.tileUsual[key] == nil {
			s.tileUsual[key] = usual.Series(all.time, all.value[key]).Baseline
		}
		usually[key] = s.tileUsual[key].At(b.hourly.time[at])
	}
	return now, usually
}
