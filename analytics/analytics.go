package analytics

import (
	"context"
	"math"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// Run reads all of a feed and analyses it. It returns early with ctx's error
// when ctx ends, and with a *record.Error of KindInput when there is no row to
// analyse. progress may be nil. Run starts goroutines but leaves none behind.
func Run(ctx context.Context, feed record.Feed, o Options, progress *record.Progress) (*Report, error) {
	in := NewInput(feed, o)
	defer in.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
	return Analyse(ctx, in, o, progress)
}

// Analyse is Run for any Input.
func Analyse(ctx context.Context, in Input, o Options, progress *record.Progress) (*Report, error) {
	o = o.withDefaults()
	set, load, err := in.Rollup(ctx, o.Workers, progress)
	if err != nil {
		return nil, err
	}
	progress.SetStage(record.StageAnalysing)
	r := &Report{
		Load: load, Limits: o.Limits, Whole: set.Whole,
		DeviceNames: in.Names().Devices.All(), RegionNames: in.Names().Regions.All(),
	}
	if len(set.Cells) == 0 {
		return nil, noRows(load)
	}
	if err := addGroups(ctx, r, set, o.Workers); err != nil {
		return nil, err
	}
	latency, loss := r.Overall.Metric[record.Latency], r.Overall.Metric[record.Loss]
	r.Latency = detect.Population{N: latency.N, Mean: latency.Mean, Std: latency.PopStd}
	r.Loss = detect.Population{N: loss.N, Mean: loss.Mean, Std: loss.PopStd}

	if err := findBottlenecks(ctx, in, o, r); err != nil {
		return nil, err
	}
	set.Settle()
	trends := addTimeline(r, set)
	addHours(r, set)
	countBottlenecks(r)
	r.Tiles = kpi.Tiles(kpi.TileInput{
		Overall: r.Overall, Bottlenecks: int64(len(r.Bottlenecks)), Trends: trends,
		Limits: kpi.Limits{Latency: o.Limits.Latency, Loss: o.Limits.Loss, CPU: o.Limits.CPU},
	})
	r.Verdict = verdict(r)
	progress.SetStage(record.StageDone)
	return r, ctx.Err()
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

// findBottlenecks fills r.Bottlenecks in time order. The populations must be known.
func findBottlenecks(ctx context.Context, in Input, o Options, r *Report) error {
	lim, latency, loss := o.Limits, r.Latency, r.Loss
	rows, err := in.Rows(ctx, o.Workers,
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
	r.Bottlenecks = make([]detect.Bottleneck, len(rows))
	return parallel(ctx, o.Workers, (len(rows)+judgeBlock-1)/judgeBlock, func(block int) {
		for i := block * judgeBlock; i < min(len(rows), (block+1)*judgeBlock); i++ {
			row := rows[i]
			v := row.Value
			r.Bottlenecks[i] = detect.Bottleneck{
				Row: row, Why: lim.Judge(&row, latency, loss),
				ZLatency: latency.Z(v[record.Latency]), ZLoss: loss.Z(v[record.Loss]),
				Severity: lim.Severity(v[record.Latency], v[record.Loss], v[record.CPU]),
			}
		}
	})
}

// judgeBlock is how many rows are judged at a stretch: enough to make handing
// them to another goroutine cheap.
const judgeBlock = 4096
