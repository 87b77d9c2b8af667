package filter

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// memory is a feed of batches from two workers.
type memory struct {
	names   record.Names
	batches []*record.Batch
	reads   int
}

func (f *memory) Names() *record.Names { return &f.names }

func (f *memory) Read(_ context.Context, workers int, sink record.Sink, p *record.Progress) (record.LoadReport, error) {
	f.reads++
	var wg sync.WaitGroup
	errs := make([]error, workers)
	rep := record.LoadReport{Source: "memory", Notes: []string{"first"}}
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(f.batches); i += workers {
				if errs[w] = sink(w, f.batches[i]); errs[w] != nil {
					return
				}
				p.Add(int64(f.batches[i].Len()), 0)
			}
		})
	}
	wg.Wait()
	for _, b := range f.batches {
		rep.Rows += int64(b.Len())
	}
	return rep, errors.Join(errs...)
}

func manyRows(batches, rows int) *memory {
	f := &memory{}
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	devices, regions := []string{"edge-01", "edge-02", "core-01"}, []string{"ap-south", "eu-west"}
	for i := range batches {
		b := &record.Batch{Seq: uint64(i)}
		for j := range rows {
			n := i*rows + j
			v := [record.NumMetrics]float64{float64(n % 1000), float64(n % 300), float64(n%50) / 10, record.Missing}
			b.Append(start+int64(n)*int64(time.Minute), f.names.Devices.ID(devices[n%3]), f.names.Regions.ID(regions[n%2]), v)
		}
		f.batches = append(f.batches, b)
	}
	return f
}

func TestFeedDropsRows(t *testing.T) {
	f := manyRows(10, 100)
	var mu sync.Mutex
	var rows int64
	times := map[int64]bool{}
	progress := record.NewProgress()
	load, err := Feed(f, mustParse(t, "region = ap-* and loss > 1"), false).Read(context.Background(), 2, func(_ int, b *record.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Len() {
			row := b.Row(i)
			if f.names.Regions.Name(row.Region).Raw != "ap-south" || !(row.Value[record.Loss] > 1) {
				t.Errorf("row %v is kept", row)
			}
			times[row.Time] = true
			rows++
		}
		return nil
	}, progress)
	if err != nil || load.Rows != rows || rows == 0 || int64(len(times)) != rows {
		t.Fatalf("%d rows, report says %d, %d times, %v", rows, load.Rows, len(times), err)
	}
	want := "filtered: kept 380 of 1,000 rows by region = ap-* and loss > 1 %"
	if len(load.Notes) != 2 || load.Notes[1] != want {
		t.Errorf("notes %q, want %q", load.Notes, want)
	}
	if progress.Snapshot().Rows != 1000 {
		t.Errorf("progress %d", progress.Snapshot().Rows)
	}
}

func TestFeedWithRelativeTimesReadsTwice(t *testing.T) {
	e := mustParse(t, "time >= -59m")
	f := manyRows(10, 100)
	progress := record.NewProgress()
	var rows int
	load, err := Feed(f, e, true).Read(context.Background(), 1, func(_ int, b *record.Batch) error { rows += b.Len(); return nil }, progress)
	if err != nil || rows != 60 || load.Rows != 60 || f.reads != 2 || progress.Snapshot().Rows != 1000 {
		t.Errorf("%d rows of the last hour, %d reads, progress %d, %v", rows, f.reads, progress.Snapshot().Rows, err)
	}
	_, err = Feed(f, e, false).Read(context.Background(), 1, nil, nil)
	if record.KindOf(err) != record.KindUsage || f.reads != 2 {
		t.Errorf("a pipe: %v", err)
	}
}

func TestFeedThatKeepsNothingSaysSo(t *testing.T) {
	_, err := Feed(manyRows(2, 10), mustParse(t, "loss > 99"), false).Read(context.Background(), 1, func(int, *record.Batch) error { return nil }, nil)
	want := "memory: none of 20 records is kept by loss > 99 %; they are from 2023-01-01 00:00 to 2023-01-01 00:19 UTC; a wider filter"
	if record.KindOf(err) != record.KindInput || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestFeedWithoutExpressionIsTheFeed(t *testing.T) {
	f := manyRows(1, 1)
	if Feed(f, nil, false) != record.Feed(f) {
		t.Error("wrapped for nothing")
	}
}

func TestFeedHandsTheSinkErrorOn(t *testing.T) {
	stop := errors.New("stop")
	_, err := Feed(manyRows(3, 10), mustParse(t, "loss >= 0"), false).Read(context.Background(), 1, func(int, *record.Batch) error { return stop }, nil)
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestRelativeBeforeAllTime(t *testing.T) {
	e := mustParse(t, "time >= -60000d").At(math.MinInt64 + 10)
	row := record.Row{Time: math.MinInt64}
	if !e.Match(&row, &record.Names{}) {
		t.Error("the subtraction wrapped")
	}
}

func BenchmarkBatch(b *testing.B) {
	f := manyRows(1, 4096)
	for _, text := range []string{"loss > 1", "region = ap-*", "loss > 1 and region = ap-* and hour in 9..17", "not (device in (edge-*) or cpu > 1) and time >= 2023-01-02"} {
		b.Run(text, func(b *testing.B) {
			m := mustParse(b, text).NewMatcher(&f.names)
			keep := make([]bool, 4096)
			b.ReportAllocs()
			for b.Loop() {
				m.Batch(f.batches[0], keep)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/row")
		})
	}
}

func BenchmarkFeed(b *testing.B) {
	f := manyRows(50, 4096)
	e := mustParse(b, "loss > 1 and region = ap-* and hour in 9..17")
	for b.Loop() {
		Feed(f, e, false).Read(context.Background(), 1, func(int, *record.Batch) error { return nil }, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50/4096, "ns/row")
}
