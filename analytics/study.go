package analytics

import (
	"context"
	"slices"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/sketch"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

const (
	// fewSamples is the number of samples below which there is no judgement, not
	// even of a gap, unless a limit is stated.
	fewSamples = 3
	// maxLoud is how many judgements with something to tell are kept for the next
	// view. Each takes some kilobytes; the rest is judged again.
	maxLoud = 4096
)

// judgements are what was found under some rules, whatever the view is.
type judgements struct {
	rules  string
	prior  map[record.NameID]*[record.NumMetrics]usual.Prior // by region
	known  bool
	quiet  []*incident.Piece // by cell: of one with nothing to tell
	judged []*usual.Judged   // by cell: of one with something to tell
}

// findings and the others are parts of a base that are made on demand.
type findings struct {
	of string // rules and limits
	incident.Findings
}

type qualities struct {
	capacity float64
	regions  []kpi.Quality // beside Report.Regions
	cells    []kpi.Quality // beside Report.Cells
	overall  kpi.Quality
}

// study looks at the samples of all devices in the order of time and fills
// r.Findings, the qualities and r.SLO, as far as that was not done before.
func (s *Session) study(ctx context.Context, b *base, v *View, r *Report) error {
	st := &study{s: s, b: b, v: v, r: r}
	of := ruleText(v.Rules)
	if s.judgements == nil || s.judgements.rules != of {
		s.judgements = &judgements{rules: of}
	}
	st.judge = b.findings == nil || b.findings.of != limitText(v)
	st.measure = b.quality == nil || b.quality.capacity != v.Capacity
	st.rank = !b.ranked
	st.slots = v.Objective != nil && (b.slo == nil || b.slo.Objective.Text != v.Objective.Text)
	if st.judge || st.measure || st.slots || st.rank {
		if err := st.run(ctx); err != nil {
			if !s.judgements.known { // what some devices know of their peers is not complete
				s.judgements = nil
			}
			return err
		}
	}
	r.Findings = b.findings.Findings
	r.RegionQuality, r.CellQuality, r.OverallQuality = b.quality.regions, b.quality.cells, b.quality.overall
	if v.Objective != nil {
		r.SLO = b.slo
	}
	return nil
}

func ruleText(rules []usual.Limit) string {
	var b strings.Builder
	for i := range rules {
		b.WriteString(rules[i].Text + "\n")
	}
	return b.String()
}

// limitText is what findings depend on beside the rows of the view.
func limitText(v *View) string {
	w := View{Limits: v.Limits, Rules: v.Rules}
	return w.text()
}

// study is a look at all traces under way.
type study struct {
	s                     *Session
	b                     *base
	v                     *View
	r                     *Report
	judge, measure, slots bool
	rank                  bool // percentiles of latency are not known

	beside []int // by cell of all rows: its place in r.Cells, -1 when it has no row in the view
	pieces []*incident.Piece
	young  []bool // by cell: to be judged again with its peers
	lanes  []studyLane
	cells  []kpi.Quality   // beside r.Cells
	values []sketch.Values // beside r.Cells: their latencies
}

// studyLane is what one worker has of its own.
type studyLane struct {
	judger  usual.Judger
	quality *kpi.Meter
	slots   *slo.Meter
	levels  []peer
	values  []float64 // to work in
	rules   []usual.Limit
	_       [64]byte
}

func (st *study) run(ctx context.Context) error {
	s, r := st.s, st.r
	if err := s.number(ctx); err != nil {
		return err
	}
	j := s.judgements
	n := len(s.cells.keys)
	if j.quiet == nil {
		j.quiet, j.judged = make([]*incident.Piece, n), make([]*usual.Judged, n)
	}
	st.pieces, st.young = make([]*incident.Piece, n), make([]bool, n)
	st.beside = make([]int, n)
	for i := range st.beside {
		st.beside[i] = -1
	}
	for key, at := range r.positions().cell {
		st.beside[s.cells.at(key.Region, key.Device)] = at
	}
	st.lanes = make([]studyLane, s.opt.Workers)
	from, to := s.first, s.last+1
	if st.v.From != 0 {
		from = max(from, st.v.From)
	}
	if st.v.To != 0 {
		to = min(to, st.v.To)
	}
	for i := range st.lanes {
		l := &st.lanes[i]
		if st.measure {
			l.quality = kpi.NewMeter(s.names, kpi.QualityOptions{From: from, To: to, Limit: st.v.Capacity})
		}
		if st.slots {
			l.slots = st.v.Objective.NewMeter(s.names, from, to)
		}
	}
	if st.measure {
		st.cells = make([]kpi.Quality, len(r.Cells))
	}
	if st.rank {
		st.values = make([]sketch.Values, len(r.Cells))
	}
	if err := s.traces(ctx, st.b.sel, st.wants, st.take); err != nil {
		return err
	}
	if st.judge {
		if !j.known {
			st.learnPeers()
			j.known = true
		}
		if slices.Contains(st.young, true) {
			st.measure, st.slots, st.rank = false, false, false // done
			if err := s.traces(ctx, st.b.sel, func(cell int) bool { return st.young[cell] }, st.take); err != nil {
				return err
			}
		}
	}
	if st.values != nil {
		if err := st.addPercentiles(ctx); err != nil {
			return err
		}
	}
	st.finish()
	return ctx.Err()
}

// wants reports whether the trace of a cell is needed.
func (st *study) wants(cell int) bool {
	if st.judge {
		quiet := st.s.judgements.quiet[cell]
		if quiet == nil {
			return true
		}
		st.pieces[cell] = quiet
	}
	return (st.cells != nil || st.slots || st.values != nil) && (st.beside[cell] >= 0 || st.silent())
}

// silent reports whether devices without a row in the view are looked at all the
// same: in a part of the time they are missing, which must not look better than
// the truth. Of filtered rows nothing tells which of them would have been there.
func (st *study) silent() bool {
	return (st.measure || st.slots) && st.v.Where == nil && (st.v.From != 0 || st.v.To != 0)
}

// take takes one trace in.
func (st *study) take(worker int, x *sample) {
	l := &st.lanes[worker]
	var keep func(row int) bool
	if x.seen != nil {
		keep = func(row int) bool { return x.seen[row] }
	}
	if at := st.beside[x.cell]; at >= 0 && (st.measure || st.slots || st.rank) {
		if st.rank {
			st.values[at] = l.latencies(x)
		}
		cadence, counts := x.trace.Cadence(), st.counts(x)
		if st.measure {
			st.cells[at] = l.quality.Add(&x.trace, cadence, counts)
		}
		if st.slots {
			l.slots.Add(&x.trace, cadence, counts)
		}
	}
	if st.beside[x.cell] < 0 && st.silent() {
		cadence := x.trace.Cadence()
		if st.measure {
			l.quality.Add(&x.trace, cadence, nil)
		}
		if st.slots {
			l.slots.Add(&x.trace, cadence, nil)
		}
	}
	if st.judge && st.pieces[x.cell] == nil {
		st.judgeTrace(l, x, keep)
	}
}

// counts tells which rows of a sample count, nil for all, whatever their time:
// what is missing is counted between a row and the next one, of which one may lie
// beyond the time looked at.
func (st *study) counts(x *sample) func(row int) bool {
	if x.seen == nil || st.v.Where == nil {
		return nil
	}
	v, t := st.v, x.trace.Time
	return func(row int) bool {
		return x.seen[row] || v.From != 0 && t[row] < v.From || v.To != 0 && t[row] >= v.To
	}
}

// judgeTrace finds what is unusual in a trace, or takes what was found before.
func (st *study) judgeTrace(l *studyLane, x *sample, keep func(row int) bool) {
	j, t, s := st.s.judgements, &x.trace, st.s
	l.rules = l.rules[:0]
	if len(st.v.Rules) > 0 {
		region, device := s.names.Regions.Name(t.Region), s.names.Devices.Name(t.Device)
		for i := range st.v.Rules {
			if st.v.Rules[i].For(region, device) {
				l.rules = append(l.rules, st.v.Rules[i])
			}
		}
	}
	judged := j.judged[x.cell]
	if judged == nil && (t.Len() >= fewSamples || len(l.rules) > 0) {
		o := usual.Options{Limits: slices.Clone(l.rules), End: s.last}
		again := st.young[x.cell]
		if prior := j.prior[t.Region]; prior != nil && (again || j.known && t.Len() < youngSamples) {
			o.Prior = *prior
		}
		judged = l.judger.Judge(t, o)
		if !j.known && !again {
			if st.meet(l, x, judged) {
				return
			}
		}
	}
	if judged == nil {
		judged = &usual.Judged{}
	}
	p := incident.Extract(t, judged, incident.Context{
		Limits: st.r.Limits, Latency: st.r.Latency, Loss: st.r.Loss, Rules: slices.Clone(l.rules), Seen: keep,
	})
	st.pieces[x.cell] = p
	switch loud := len(judged.Findings)+len(judged.Spikes) > 0 || slices.Contains(judged.Chronic[:], true); {
	case !loud:
		j.quiet[x.cell] = p
	case x.cell < maxLoud:
		j.judged[x.cell] = judged
	}
}

// finish makes the parts of the base out of what was gathered.
func (st *study) finish() {
	s, r, b := st.s, st.r, st.b
	if st.cells != nil {
		m := st.lanes[0].quality
		for i := range st.lanes[1:] {
			m.Merge(st.lanes[i+1].quality)
		}
		q := &qualities{capacity: st.v.Capacity, cells: st.cells, regions: make([]kpi.Quality, len(r.Regions)), overall: m.Overall()}
		q.overall.TakeLatency(&r.Overall)
		for at := range q.cells {
			q.cells[at].TakeLatency(&r.Cells[at])
		}
		for id, at := range r.positions().region {
			q.regions[at] = m.Region(id)
			q.regions[at].TakeLatency(&r.Regions[at])
		}
		b.quality = q
	}
	if m := st.lanes[0].slots; m != nil {
		for i := range st.lanes[1:] {
			m.Merge(st.lanes[i+1].slots)
		}
		b.slo = m.Report()
	}
	if st.judge {
		in := incident.Input{Names: s.names, HasRegion: s.load.HasRegion, First: s.first, Last: s.last, From: st.v.From, To: st.v.To}
		if b.sel != nil {
			in.Keep = st.inView()
		}
		pieces := slices.DeleteFunc(st.pieces, func(p *incident.Piece) bool { return p == nil })
		b.findings = &findings{of: limitText(st.v), Findings: incident.Assemble(pieces, in)}
		if n := s.averaged(); n > 0 {
			b.findings.Note += " " + plural(int64(n), "device") + " with very many samples: judged by means over buckets of time."
		}
	}
}

// inView tells which devices have a row in the view.
func (st *study) inView() func(region, device record.Name) bool {
	s := st.s
	return func(region, device record.Name) bool {
		r, _ := s.names.Regions.Find(region.Raw)
		d, _ := s.names.Devices.Find(device.Raw)
		return st.beside[s.cells.at(r, d)] >= 0
	}
}
