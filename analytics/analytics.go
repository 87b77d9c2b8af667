package analytics

import (
	"context"
	"math"
	"slices"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
)

// Run reads all of a feed and analyses it: a Session with one Report, of the
// zero View. Run starts goroutines but leaves none behind.
func Run(ctx context.Context, feed record.Feed, o Options, progress *record.Progress) (*Report, error) {
	s, err := OpenSession(ctx, feed, o, progress)
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
	return s.Report(ctx, View{}, progress)
}

// noRows says why there is nothing to analyse.
func noRows(load record.LoadReport) error {
	e := &record.Error{Kind: record.KindInput, Path: load.Source, What: "no usable row"}
	if len(load.Faults) > 0 {
		f := load.Faults[0]
		e.Path, e.Line, e.Column = f.File, f.Line, f.Column
		e.What = "no usable row; the first fault is " + f.Reason.String()
		if f.Detail != "" {
			e.What += " (" + f.Detail + ")"
		}
	}
	return e
}

// findBottlenecks fills r.Bottlenecks in time order and r.Timeline.Bottlenecks.
// The populations and the limits must be known.
func (s *Session) findBottlenecks(ctx context.Context, sel *selection, r *Report) error {
	lim, latency, loss := r.Limits, r.Latency, r.Loss
	found, err := s.above(ctx, sel,
		[record.NumMetrics]float64{
			record.Traffic: math.Inf(1),
			record.Latency: min(lim.Latency, latency.Floor(lim.Z)),
			record.Loss:    min(lim.Loss, loss.Floor(lim.Z)),
			record.CPU:     lim.CPU,
		},
		func(row *record.Row) bool { return lim.Judge(row, latency, loss) != 0 })
	if err != nil {
		return err
	}
	r.Bottlenecks = make([]detect.Bottleneck, found.total)
	err = s.eachChunk(ctx, sel, func(i int) bool { return len(found.rows[i]) > 0 },
		func(_, i int, c *record.Chunk, _ picked, _ *record.Scratch) {
			to := r.Bottlenecks[found.at[i]:]
			for k, j := range found.rows[i] {
				row := c.Row(int(j))
				v := row.Value
				to[k] = detect.Bottleneck{
					Row: row, Why: lim.Judge(&row, latency, loss),
					ZLatency: latency.Z(v[record.Latency]), ZLoss: loss.Z(v[record.Loss]),
					Severity: lim.Severity(v[record.Latency], v[record.Loss], v[record.CPU]),
				}
			}
		})
	if err != nil {
		return err
	}
	if !slices.IsSortedFunc(r.Bottlenecks, inTime) {
		slices.SortFunc(r.Bottlenecks, inTime)
	}
	t := &r.Timeline
	t.Bottlenecks = make([]int64, len(t.Overall[0].Points))
	for i := range r.Bottlenecks {
		t.Bottlenecks[(r.Bottlenecks[i].Time-t.Start)/t.Width]++
	}
	return nil
}

func inTime(a, b detect.Bottleneck) int { return a.Row.Compare(&b.Row) }
