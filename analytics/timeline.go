package analytics

import (
	"math"
	"slices"
	"time"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/series"
)

// trendPoints is how many points a tile's trend has at most.
const trendPoints = 60

// addTimeline fills r.Timeline and returns the trends of the tiles, all but for
// the bottlenecks, and their numbers by the hour. The groups must be there.
func addTimeline(r *Report, set *rollup.Set) (kpi.Trends, hourly) {
	p := r.positions()
	track := &set.Timeline
	lo, hi, _ := track.Span()
	n, width := int(hi-lo+1), track.Width()
	t := Timeline{Start: lo * width, Width: width, Regions: make([][record.NumMetrics]series.Series, len(r.Regions))}
	total := make([]rollup.Bucket, n)
	for i := range total {
		total[i] = rollup.NewBucket()
	}
	for i := range t.Regions {
		t.Regions[i] = emptySeries(t.Start, width, n)
	}
	t.Overall = emptySeries(t.Start, width, n)
	track.Each(func(region uint32, bucket int64, b *rollup.Bucket) {
		at := int(bucket - lo)
		fillPoint(&t.Regions[p.region[record.NameID(region)]], at, b)
		total[at].Merge(b)
	})
	for i := range total {
		fillPoint(&t.Overall, i, &total[i])
	}
	t.Cells = cellSeries(r, set, p)
	r.Timeline = t
	return trends(total), newHourly(t.Start, width, total)
}

func emptySeries(start, width int64, n int) (out [record.NumMetrics]series.Series) {
	for m := range out {
		out[m] = series.Series{Start: start, Width: width, Points: make([]series.Point, n)}
		for i := range out[m].Points {
			out[m].Points[i] = series.NoData()
		}
	}
	return out
}

func fillPoint(s *[record.NumMetrics]series.Series, at int, b *rollup.Bucket) {
	for m := range s {
		if st := &b.Stat[m]; st.N > 0 {
			s[m].Points[at] = series.Point{
				N: st.N, Mean: st.Sum.Float() / float64(st.N), Min: st.Min, Max: st.Max,
				P5: math.NaN(), P50: math.NaN(), P95: math.NaN(),
			}
		}
	}
	if lat := &s[record.Latency].Points[at]; lat.N > 0 {
		p := b.Percentiles(0.05, 0.5, 0.95)
		for i := range p { // the middle of a class may lie beyond the last value
			p[i] = min(max(p[i], lat.Min), lat.Max)
		}
		lat.P5, lat.P50, lat.P95 = p[0], p[1], p[2]
	}
}

// cellSeries returns the latency of every cell over time, beside r.Cells.
func cellSeries(r *Report, set *rollup.Set, p positions) []series.Series {
	out := make([]series.Series, len(r.Cells))
	track := &set.Devices
	lo, hi, ok := track.Span()
	if !ok {
		return out
	}
	width := track.Width()
	for i := range out {
		out[i] = series.Series{Start: lo * width, Width: width, Points: make([]series.Point, hi-lo+1)}
		for j := range out[i].Points {
			out[i].Points[j] = series.NoData()
		}
	}
	track.Each(func(cell uint32, bucket int64, s *rollup.Stat) {
		out[p.cell[set.Cells[cell].Key]].Points[bucket-lo] = series.Point{
			N: s.N, Mean: s.Sum.Float() / float64(s.N), Min: s.Min, Max: s.Max,
			P5: math.NaN(), P50: math.NaN(), P95: math.NaN(),
		}
	})
	return out
}

// trends folds the timeline to at most trendPoints points per tile.
func trends(buckets []rollup.Bucket) kpi.Trends {
	var t kpi.Trends
	step := trendStep(len(buckets))
	for from := 0; from < len(buckets); from += step {
		b := rollup.NewBucket()
		for i := from; i < min(from+step, len(buckets)); i++ {
			b.Merge(&buckets[i])
		}
		lat := b.Percentiles(0.5, 0.95, 0.99)
		add := func(to *[]float64, v float64) { *to = append(*to, v) }
		add(&t.Records, float64(b.Rows))
		for m := range t.Mean {
			add(&t.Mean[m], b.Stat[m].Sum.Float()/float64(b.Stat[m].N))
		}
		add(&t.P50, lat[0])
		add(&t.P95, lat[1])
		add(&t.P99, lat[2])
		add(&t.Uptime, b.Uptime.Mean())
		add(&t.Performance, b.Performance.Mean())
	}
	return t
}

// trendStep is how many of n buckets make a point of a trend.
func trendStep(n int) int { return max(1, (n+trendPoints-1)/trendPoints) }

// bottleneckTrend returns the flagged rows per point of a trend.
func (t *Timeline) bottleneckTrend() []float64 {
	step := trendStep(len(t.Bottlenecks))
	var trend []float64
	for i, n := range t.Bottlenecks {
		if i%step == 0 {
			trend = append(trend, 0)
		}
		trend[i/step] += float64(n)
	}
	return trend
}

// addHours fills r.Hours. The groups must be there. beside is how many rows have
// the time of the last one: devices that report at the same moment.
func addHours(r *Report, set *rollup.Set, beside int64) {
	const hour = int64(time.Hour)
	p := r.positions()
	lo, hi, _ := set.Hours.Span()
	g := Grid{}
	if hi-lo < MaxGridHours {
		for h := lo; h <= hi; h++ {
			g.Hours = append(g.Hours, h*hour)
		}
	} else {
		set.Hours.Each(func(_ uint32, h int64, _ *rollup.Hour) { g.Hours = append(g.Hours, h*hour) })
		slices.Sort(g.Hours)
		g.Hours = slices.Compact(g.Hours)
	}
	for i := range r.Regions {
		g.Regions = append(g.Regions, r.Regions[i].Region)
	}
	for m := range g.Cells {
		g.Cells[m] = make([]GridCell, len(g.Regions)*len(g.Hours))
	}
	set.Hours.Each(func(region uint32, h int64, sums *rollup.Hour) {
		at, _ := slices.BinarySearch(g.Hours, h*hour)
		at += p.region[record.NameID(region)] * len(g.Hours)
		for m := range g.Cells {
			if n, sum := sums.Total(record.Metric(m)); n > 0 {
				g.Cells[m][at] = GridCell{N: n, Sum: sum}
			}
		}
	})
	if ticks := r.Overall.Rows / max(1, beside); ticks > 1 {
		// A gap up to the usual distance of two rows does not make an hour partial.
		usual := 2 * (r.Last - r.First) / (ticks - 1)
		g.FirstPartial = r.First-g.Hours[0] > usual
		g.LastPartial = g.Hours[len(g.Hours)-1]+hour-r.Last > usual
	} else {
		g.FirstPartial, g.LastPartial = true, true
	}
	r.Hours = g
}
