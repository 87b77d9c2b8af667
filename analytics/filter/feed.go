package filter

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"network-analytics/analytics/record"
)

// Feed returns a feed of the rows of feed for which e is true. It has the names
// of feed, also those of rows that are dropped. A nil e returns feed itself.
//
// again tells that feed can be read twice, which relative times need: Read then
// finds the last record first. Without it they are an error of KindUsage. That
// no row is kept is an error of KindInput. The report counts kept rows in Rows and
// says in a note how many there were; all else in it is about the whole input.
func Feed(feed record.Feed, e *Expr, again bool) record.Feed {
	if e == nil {
		return feed
	}
	return &filtered{feed: feed, expr: e, again: again}
}

type filtered struct {
	feed  record.Feed
	expr  *Expr
	again bool
}

func (f *filtered) Names() *record.Names { return f.feed.Names() }

// lane is what one worker has of its own.
type lane struct {
	matcher     *Matcher
	keep        []bool
	batch       record.Batch
	seen, kept  int64
	first, last int64 // times seen
	_           [64]byte
}

func (f *filtered) Read(ctx context.Context, workers int, sink record.Sink, progress *record.Progress) (record.LoadReport, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	expr := f.expr
	if expr.Relative() {
		if !f.again {
			return record.LoadReport{}, needsEnd(expr)
		}
		load, last, err := f.end(ctx, workers, progress)
		if err != nil {
			return load, err
		}
		expr = expr.At(last)
		progress.Restart()
	}
	lanes := make([]lane, workers)
	for i := range lanes {
		lanes[i] = lane{matcher: expr.NewMatcher(f.feed.Names()), first: math.MaxInt64, last: math.MinInt64}
	}
	load, err := f.feed.Read(ctx, workers, func(worker int, b *record.Batch) error {
		return lanes[worker].take(worker, b, sink)
	}, progress)
	total := lane{first: math.MaxInt64, last: math.MinInt64}
	for i := range lanes {
		l := &lanes[i]
		total.seen, total.kept = total.seen+l.seen, total.kept+l.kept
		total.first, total.last = min(total.first, l.first), max(total.last, l.last)
	}
	load.Rows = total.kept
	load.Notes = append(slices.Clip(load.Notes), fmt.Sprintf("filtered: kept %s of %s rows by %s",
		record.Count(total.kept), record.Count(total.seen), record.CleanText(f.expr.String())))
	if err == nil && total.kept == 0 && total.seen > 0 {
		err = nothing(load.Source, f.expr, &total)
	}
	return load, err
}

// take hands the rows on that are kept: the batch itself when that is all.
func (l *lane) take(worker int, b *record.Batch, sink record.Sink) error {
	n := b.Len()
	if n == 0 {
		return nil
	}
	if cap(l.keep) < n {
		l.keep = make([]bool, n)
	}
	kept := l.matcher.Batch(b, l.keep[:n])
	l.seen, l.kept = l.seen+int64(n), l.kept+int64(kept)
	for _, t := range b.Time {
		l.first, l.last = min(l.first, t), max(l.last, t)
	}
	switch kept {
	case 0:
		return nil
	case n:
		return sink(worker, b)
	}
	b.Pick(l.keep[:n], kept, &l.batch)
	return sink(worker, &l.batch)
}

// end reads the feed once for the time of its last record.
func (f *filtered) end(ctx context.Context, workers int, progress *record.Progress) (record.LoadReport, int64, error) {
	type latest struct {
		time int64
		_    [56]byte
	}
	ends := make([]latest, workers)
	for i := range ends {
		ends[i].time = math.MinInt64
	}
	load, err := f.feed.Read(ctx, workers, func(worker int, b *record.Batch) error {
		for _, t := range b.Time {
			ends[worker].time = max(ends[worker].time, t)
		}
		return nil
	}, progress)
	last := int64(math.MinInt64)
	for i := range ends {
		last = max(last, ends[i].time)
	}
	return load, last, err
}

func needsEnd(e *Expr) error {
	return &record.Error{
		Kind: record.KindUsage,
		What: "a time relative to the last record needs input that can be read twice, and a pipe cannot: " + record.CleanText(e.String()),
		Try:  "give an absolute time, or put the data into a file first",
	}
}

func nothing(source string, e *Expr, seen *lane) error {
	const minute = "2006-01-02 15:04"
	return &record.Error{
		Kind: record.KindInput, Path: source,
		What: fmt.Sprintf("none of %s records is kept by %s; they are from %s to %s UTC", record.Count(seen.seen),
			record.CleanText(e.String()), time.Unix(0, seen.first).UTC().Format(minute), time.Unix(0, seen.last).UTC().Format(minute)),
		Try: "a wider filter",
	}
}
