package analytics

import (
	"context"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
)

// latencies returns the latencies of a trace that the view looks at.
func (l *studyLane) latencies(x *sample) (set sketch.Values) {
	if x.latency != nil {
		return *x.latency
	}
	l.values = l.values[:0]
	for i, v := range x.trace.Value[record.Latency] {
		if v == v && (x.seen == nil || x.seen[i]) {
			l.values = append(l.values, v)
		}
	}
	set.AddAll(l.values)
	return set
}

// addPercentiles fills the percentiles of latency of all groups from the
// latencies of the cells.
func (st *study) addPercentiles(ctx context.Context) error {
	s, b, r := st.s, st.b, st.r
	type job struct {
		sets []*sketch.Values
		of   func(r *Report) *kpi.Group
	}
	var all []*sketch.Values
	regions, devices := make([][]*sketch.Values, len(r.Regions)), make([][]*sketch.Values, len(r.Devices))
	places := r.positions()
	for cell, at := range st.beside {
		if at < 0 {
			continue
		}
		set, key := &st.values[at], s.cells.keys[cell]
		all = append(all, set)
		region, device := places.region[key.Region], places.device[key.Device]
		regions[region], devices[device] = append(regions[region], set), append(devices[device], set)
	}
	if err := parallel(ctx, s.opt.Workers, len(all), func(i int) { all[i].Sort() }); err != nil {
		return err
	}
	jobs := []job{{all, func(r *Report) *kpi.Group { return &r.Overall }}}
	for i, sets := range regions {
		jobs = append(jobs, job{sets, func(r *Report) *kpi.Group { return &r.Regions[i] }})
	}
	for i, sets := range devices {
		jobs = append(jobs, job{sets, func(r *Report) *kpi.Group { return &r.Devices[i] }})
	}
	for i := range st.values {
		jobs = append(jobs, job{[]*sketch.Values{&st.values[i]}, func(r *Report) *kpi.Group { return &r.Cells[i] }})
	}
	err := parallel(ctx, s.opt.Workers, len(jobs), func(i int) {
		j := &jobs[i]
		j.of(&b.report).TakePercentiles(j.sets)
		for _, other := range []*Report{b.limits, r} {
			j.of(other).Metric[record.Latency] = j.of(&b.report).Metric[record.Latency]
		}
	})
	b.ranked, st.values = err == nil, nil
	return err
}
