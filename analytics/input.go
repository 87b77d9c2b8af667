package analytics

import (
	"context"
	"errors"
	"slices"
	"sync"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// Input is the only door through which an analysis sees data. A scan of files,
// a generator or, later, a remote engine answers its two questions.
type Input interface {
	// Rollup returns the aggregates of all rows and what the load had to tell.
	Rollup(ctx context.Context, workers int, progress *record.Progress) (*rollup.Set, record.LoadReport, error)
	// Rows returns the rows that have some metric above its floor and for which
	// keep says yes, in time order; rows of the same time keep the input's order.
	// A floor of +Inf asks for nothing. Call it after Rollup.
	Rows(ctx context.Context, workers int, floors [record.NumMetrics]float64, keep func(*record.Row) bool) ([]record.Row, error)
	// Names returns the tables of device and region names.
	Names() *record.Names
}

// scan answers from a Feed: one pass fills the aggregates and keeps the rows in
// compact columns, so that Rows needs no second reading.
type scan struct {
	feed record.Feed
	keep keeper
}

// NewInput returns an Input over a Feed. Close it after use.
func NewInput(feed record.Feed, o Options) *scan {
	o = o.withDefaults()
	return &scan{feed: feed, keep: keeper{limit: o.Keep, open: o.Spool}}
}

func (s *scan) Names() *record.Names { return s.feed.Names() }

// Close lets go of the rows.
func (s *scan) Close() error { return s.keep.close() }

func (s *scan) Rollup(ctx context.Context, workers int, progress *record.Progress) (*rollup.Set, record.LoadReport, error) {
	type part struct {
		set *rollup.Set
		buf []byte
	}
	parts := make([]part, workers)
	load, err := s.feed.Read(ctx, workers, func(worker int, b *record.Batch) (err error) {
		p := &parts[worker]
		if p.set == nil {
			p.set = rollup.NewSet()
		}
		p.set.Add(b)
		if p.buf, err = s.keep.add(record.NewChunk(b), p.buf); err != nil {
			return &record.Error{Kind: record.KindOutput, What: "the temporary file for rows that do not fit into memory cannot be written",
				Err: err, Try: "make room there, or name another folder with TMPDIR"}
		}
		return nil
	}, progress)
	if err != nil {
		return nil, load, err
	}
	var total *rollup.Set
	for i := range parts {
		switch set := parts[i].set; {
		case set == nil:
		case total == nil:
			total = set // its memory need not be copied
		default:
			total.Merge(set)
		}
		parts[i] = part{}
	}
	if total == nil {
		total = rollup.NewSet()
	}
	s.keep.sort()
	return total, load, nil
}

func (s *scan) Rows(ctx context.Context, workers int, floors [record.NumMetrics]float64, keep func(*record.Row) bool) ([]record.Row, error) {
	found := make([][]record.Row, len(s.keep.chunks))
	faults := make([]error, len(found))
	err := parallel(ctx, workers, len(found), func(i int) {
		c, err := s.keep.load(i, floors)
		if faults[i] = err; c == nil {
			return
		}
		c.Above(floors, func(j int) {
			if row := c.Row(j); keep(&row) {
				found[i] = append(found[i], row)
			}
		})
	})
	if err == nil {
		err = errors.Join(faults...)
	}
	if err != nil {
		return nil, err
	}
	rows := slices.Concat(found...)
	order := func(a, b record.Row) int { return a.Compare(&b) }
	if !slices.IsSortedFunc(rows, order) {
		slices.SortFunc(rows, order)
	}
	return rows, nil
}

// parallel calls do(0) .. do(n-1) from some workers and returns when all have
// returned, early with the context's error when it ends.
func parallel(ctx context.Context, workers, n int, do func(int)) error {
	var wg sync.WaitGroup
	next := make(chan int)
	var failure any
	var once sync.Once
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	for range min(workers, n) {
		wg.Go(func() {
			defer func() { // a panic must reach the caller, who can restore a terminal
				if p := recover(); p != nil {
					once.Do(func() { failure = p })
					cancel()
				}
			}()
			for i := range next {
				do(i)
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-stop.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	if failure != nil {
		panic(failure)
	}
	return ctx.Err()
}
