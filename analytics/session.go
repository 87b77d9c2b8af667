package analytics

import (
	"context"
	"slices"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// Session keeps the rows of an input so that they can be looked at again and
// again without another reading. Reports may be made one at a time; Rows may be
// called meanwhile.
type Session struct {
	opt   Options
	names *record.Names
	keep  keeper
	load  record.LoadReport

	rows        int64
	first, last int64                                         // times of all rows
	all         *base                                         // of all rows
	cells       *cells                                        // nil before the first look at traces
	judgements  *judgements                                   // under the rules of the view before
	usual       map[string][record.NumMetrics]*usual.Baseline // see regionsUsual
	tileUsual   map[string]*usual.Baseline                    // by key of the tile
	some        *base                                         // of the view before that did not look at all rows, nil for none
}

// base is what is known of the rows of a view, whatever its limits are.
type base struct {
	of     string     // the rows as the view names them
	sel    *selection // nil: all rows
	report Report     // groups without bottlenecks, Timeline, Hours
	trends kpi.Trends
	hourly hourly
	taken  bool    // a report has the groups themselves
	ranked bool    // the groups have their percentiles
	limits *Report // with bottlenecks, of the limits before

	findings *findings
	quality  *qualities
	slo      *slo.Report
}

// OpenSession reads all of a feed. It returns early with ctx's error when ctx
// ends, and with a *record.Error of KindInput when there is no row to analyse.
// progress may be nil. Close the session after use.
func OpenSession(ctx context.Context, feed record.Feed, o Options, progress *record.Progress) (*Session, error) {
	o = o.withDefaults()
	s := &Session{opt: o, names: feed.Names(), keep: keeper{limit: o.Keep, open: o.Spool}, tileUsual: map[string]*usual.Baseline{}}
	set, load, err := s.keep.read(ctx, feed, o.Workers, progress)
	if err == nil && len(set.Cells) == 0 {
		err = noRows(load)
	}
	if err == nil {
		progress.SetStage(record.StageAnalysing)
		s.load = load
		s.first, s.last = s.keep.span()
		s.all, err = s.newBase(ctx, set, nil)
	}
	if err != nil {
		s.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
		return nil, err
	}
	s.rows = s.all.report.Overall.Rows
	return s, nil
}

// newBase takes what there is to know from the aggregates, which it uses up.
func (s *Session) newBase(ctx context.Context, set *rollup.Set, sel *selection) (*base, error) {
	b := &base{sel: sel}
	r := &b.report
	r.Load, r.Whole = s.load, set.Whole
	r.DeviceNames, r.RegionNames = s.names.Devices.All(), s.names.Regions.All()
	if s.all != nil { // a column reads the same in every view
		r.Whole = s.all.report.Whole
	}
	if err := addGroups(ctx, r, set, s.opt.Workers); err != nil {
		return nil, err
	}
	latency, loss := r.Overall.Metric[record.Latency], r.Overall.Metric[record.Loss]
	r.Latency = detect.Population{N: latency.N, Mean: latency.Mean, Std: latency.PopStd}
	r.Loss = detect.Population{N: loss.N, Mean: loss.Mean, Std: loss.PopStd}
	set.Settle()
	b.trends, b.hourly = addTimeline(r, set)
	beside, err := s.rowsAt(ctx, sel, r.Last)
	if err != nil {
		return nil, err
	}
	addHours(r, set, beside)
	return b, ctx.Err()
}

// base returns what is known of the rows of a view, whose relative times are
// settled.
func (s *Session) base(ctx context.Context, v *View, progress *record.Progress) (*base, error) {
	of := v.Rows()
	switch {
	case v.All():
		return s.all, nil
	case s.some != nil && s.some.of == of:
		return s.some, nil
	}
	progress.SetTotal(s.rows, 0)
	set, sel, err := s.roll(ctx, v, progress)
	if err != nil {
		return nil, err
	}
	if sel.rows == 0 {
		return nil, s.noMatch(v)
	}
	b, err := s.newBase(ctx, set, sel)
	if err != nil {
		return nil, err
	}
	b.of = of
	s.some = b
	return b, nil
}

// settled returns the view with its times counted from the last record of the
// input and its limits filled in.
func (s *Session) settled(v View) View {
	if v.Where != nil && v.Where.Relative() {
		v.Where = v.Where.At(s.last)
	}
	if v.Limits == (detect.Limits{}) {
		v.Limits = s.opt.Limits
	}
	return v
}

// Report analyses the rows under a view. It returns early with ctx's error when
// ctx ends, and with a *record.Error of KindInput when the view has no row.
// progress may be nil. The report stays as it is when the session goes on or ends.
func (s *Session) Report(ctx context.Context, v View, progress *record.Progress) (*Report, error) {
	progress.SetStage(record.StageAnalysing)
	set := s.settled(v)
	b, err := s.base(ctx, &set, progress)
	if err != nil {
		return nil, err
	}
	r, err := s.withBottlenecks(ctx, b, set.Limits)
	if err != nil {
		return nil, err
	}
	r.View = v
	r.RunID = s.runID(&set)
	if err := s.study(ctx, b, &set, r); err != nil {
		return nil, err
	}
	s.addVersus(r)
	trends := b.trends
	trends.Bottlenecks = r.Timeline.bottleneckTrend()
	in := kpi.TileInput{
		Overall: r.Overall, Bottlenecks: int64(len(r.Bottlenecks)), Trends: trends,
		Limits:  kpi.Limits{Latency: r.Limits.Latency, Loss: r.Limits.Loss, CPU: r.Limits.CPU},
		Quality: &r.OverallQuality, Judged: true, Incidents: r.Findings.Total, Open: r.Findings.Open,
	}
	if r.SLO != nil {
		in.Budget, in.BudgetSlots = r.SLO.Overall.Left, r.SLO.Overall.Good+r.SLO.Overall.Bad
	}
	in.Now, in.Usual = s.tilesNow(b)
	r.Tiles = kpi.Tiles(in)
	r.Verdict = verdict(r)
	progress.SetStage(record.StageDone)
	return r, ctx.Err()
}

// withBottlenecks returns a report of its own with the flagged rows in it.
func (s *Session) withBottlenecks(ctx context.Context, b *base, limits detect.Limits) (*Report, error) {
	if b.limits == nil || b.limits.Limits != limits {
		r := b.report
		r.Limits = limits
		if b.taken { // somebody reads the groups with other counts
			r.Regions, r.Cells, r.Devices = slices.Clone(r.Regions), slices.Clone(r.Cells), slices.Clone(r.Devices)
			for _, groups := range [][]kpi.Group{r.Regions, r.Cells, r.Devices} {
				for i := range groups {
					groups[i].Bottlenecks, groups[i].MaxSeverity = 0, 0
				}
			}
		}
		b.limits = nil
		if err := s.findBottlenecks(ctx, b.sel, &r); err != nil {
			return nil, err
		}
		b.taken = true
		countBottlenecks(&r)
		b.limits = &r
	}
	r := *b.limits
	return &r, nil
}

// Close lets go of the rows.
func (s *Session) Close() error { return s.keep.close() }
