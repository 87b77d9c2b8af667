package record

import (
	"context"
	"sync/atomic"
	"time"
)

// Sink takes a batch. Calls with the same worker number never overlap; calls
// with different numbers may run at the same time. The batch is valid only
// until Sink returns. An error stops the Feed, which returns it.
type Sink func(worker int, b *Batch) error

// Feed is anything that can deliver records: a scan of files, a generator, a
// followed pipe. Read may be called once unless the implementation says more.
type Feed interface {
	// Names returns the tables of the batches' names. They grow during Read.
	Names() *Names
	// Read delivers every record to sink from at most workers goroutines
	// (numbered from 0), counts into progress, and returns when all is
	// delivered, ctx ends, or a fault makes going on useless. The report is
	// meaningful together with an error too.
	Read(ctx context.Context, workers int, sink Sink, progress *Progress) (LoadReport, error)
}

// Progress counts work done. It is safe for concurrent use; readers poll it.
// Use NewProgress, which starts the clock.
type Progress struct {
	rows, bytes, totalRows, totalBytes atomic.Int64
	stage                              atomic.Int32
	start                              time.Time
}

// Stage says what the work is at.
type Stage int32

// The stages of an analysis, in order.
const (
	StageReading Stage = iota
	StageAnalysing
	StageDone
)

// String returns the stage as a word for a progress line.
func (s Stage) String() string {
	return [...]string{"reading", "analysing", "done"}[s]
}

// NewProgress returns counters at zero with the clock started.
func NewProgress() *Progress { return &Progress{start: time.Now()} }

// Add counts rows delivered and input bytes consumed. A nil Progress counts nothing.
func (p *Progress) Add(rows, bytes int64) {
	if p == nil {
		return
	}
	p.rows.Add(rows)
	p.bytes.Add(bytes)
}

// SetTotal states how much is to come; zero means unknown.
func (p *Progress) SetTotal(rows, bytes int64) {
	if p == nil {
		return
	}
	p.totalRows.Store(rows)
	p.totalBytes.Store(bytes)
}

// SetStage moves to the next stage.
func (p *Progress) SetStage(s Stage) {
	if p != nil {
		p.stage.Store(int32(s))
	}
}

// Snapshot is the state of a Progress at one moment.
type Snapshot struct {
	Stage      Stage
	Rows       int64
	Bytes      int64
	TotalRows  int64 // 0 when unknown
	TotalBytes int64 // 0 when unknown
	Elapsed    time.Duration
}

// Snapshot returns the counters as they are now.
func (p *Progress) Snapshot() Snapshot {
	if p == nil {
		return Snapshot{}
	}
	return Snapshot{
		Stage: Stage(p.stage.Load()), Rows: p.rows.Load(), Bytes: p.bytes.Load(),
		TotalRows: p.totalRows.Load(), TotalBytes: p.totalBytes.Load(), Elapsed: time.Since(p.start),
	}
}

// Fraction returns how much is done, 0..1, and false when the total is unknown.
func (s Snapshot) Fraction() (float64, bool) {
	switch {
	case s.TotalBytes > 0:
		return min(1, float64(s.Bytes)/float64(s.TotalBytes)), true
	case s.TotalRows > 0:
		return min(1, float64(s.Rows)/float64(s.TotalRows)), true
	}
	return 0, false
}

// RowsPerSecond returns the mean rate since the start.
func (s Snapshot) RowsPerSecond() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Rows) / s.Elapsed.Seconds()
}

// ETA estimates the time left, and false when it cannot be known.
func (s Snapshot) ETA() (time.Duration, bool) {
	f, ok := s.Fraction()
	if !ok || f <= 0 {
		return 0, false
	}
	return time.Duration(float64(s.Elapsed) * (1 - f) / f), true
}

// Restart counts from zero again: the work begins anew, such as a second
// reading. The clock goes on.
func (p *Progress) Restart() {
	if p == nil {
		return
	}
	p.rows.Store(0)
	p.bytes.Store(0)
}
