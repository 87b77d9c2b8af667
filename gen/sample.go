package gen

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"network-analytics/analytics/record"
)

// Sample is generated telemetry. It implements record.Feed, and its Read may be
// called any number of times, also at the same time; WriteCSV writes the same
// records as a file. Nothing is kept in memory but the blocks in work.
type Sample struct {
	config Config
	names  record.Names
}

// New returns the sample that c describes. An invalid c is reported by the
// first use; see Config.Validate.
func New(c Config) *Sample {
	s := &Sample{config: c}
	for i := range numDevices {
		s.names.Devices.ID(deviceName(i))
	}
	for _, region := range regions {
		s.names.Regions.ID(region)
	}
	return s
}

func deviceName(i int) string { return fmt.Sprintf("edge-%02d", i+1) }

// Names returns the 20 devices and 4 regions.
func (s *Sample) Names() *record.Names { return &s.names }

func (s *Sample) blocks() uint64 {
	return uint64((s.config.Records + blockRecords - 1) / blockRecords)
}

// Read delivers the sample, one block of 4096 records a batch. See record.Feed.
// It returns an error of KindUsage when the configuration is not valid, the
// sink's error, or that of ctx. A panic of the sink passes to the caller of Read.
func (s *Sample) Read(ctx context.Context, workers int, sink record.Sink, progress *record.Progress) (record.LoadReport, error) {
	report := record.LoadReport{
		Source:    fmt.Sprintf("generated, seed %d", s.config.Seed),
		HasRegion: true,
		HasDevice: true,
	}
	for m := range report.Present {
		report.Present[m] = true
	}
	if err := s.config.Validate(); err != nil {
		return report, err
	}
	progress.SetTotal(s.config.Records, 0)

	rows, err := readBlocks(ctx, workers, s.blocks(), sink, progress, func() func(uint64, *record.Batch) {
		var b block
		return func(number uint64, batch *record.Batch) {
			b.fill(s.config.Seed, number, s.config.Records)
			b.batch(batch)
		}
	})
	report.Rows = rows
	return report, err
}

// readBlocks delivers all blocks, one a batch, and returns the number of rows.
// newMaker is called once per worker; what it returns fills a batch with a block.
func readBlocks(ctx context.Context, workers int, blocks uint64, sink record.Sink, progress *record.Progress,
	newMaker func() func(number uint64, batch *record.Batch),
) (int64, error) {
	var next, rows atomic.Int64
	err := parallel(ctx, max(1, workers), func(ctx context.Context, worker int) error {
		fill := newMaker()
		var batch record.Batch
		for {
			number := uint64(next.Add(1) - 1)
			if number >= blocks {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			fill(number, &batch)
			batch.Seq = number
			if err := sink(worker, &batch); err != nil {
				return err
			}
			rows.Add(int64(batch.Len()))
			progress.Add(int64(batch.Len()), 0)
		}
	})
	return rows.Load(), err
}

// batch turns the block into the columns of a batch.
func (b *block) batch(out *record.Batch) {
	out.Reset()
	for i := range b.n {
		out.Append(startTime+(b.first+int64(i))*step,
			record.NameID(b.device[i]), record.NameID(b.region[i]),
			[record.NumMetrics]float64{
				record.Traffic: float64(b.traffic[i]) / hundredths,
				record.Latency: float64(b.latency[i]) / hundredths,
				record.Loss:    float64(b.loss[i]) / thousandths,
				record.CPU:     float64(b.cpu[i]) / hundredths,
			})
	}
}

// parallel runs work in n goroutines, numbered from 0, and returns when all are
// done. The first error ends the others' context and is returned; a panic is
// passed on to the caller with the stack it came from.
func parallel(ctx context.Context, n int, work func(ctx context.Context, worker int) error) error {
	if n == 1 {
		return work(ctx, 0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		once     sync.Once
		first    error
		panicked any
		all      sync.WaitGroup
	)
	for worker := range n {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					stack := debug.Stack()
					once.Do(func() { panicked = fmt.Sprintf("%v\n\n%s", p, stack) })
					cancel()
				}
			}()
			if err := work(ctx, worker); err != nil {
				once.Do(func() { first = err })
				cancel()
			}
		})
	}
	all.Wait()
	if panicked != nil {
		panic(panicked)
	}
	return first
}
