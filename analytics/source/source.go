// Package source reads telemetry files: it finds out what a file holds, cuts
// it into blocks of whole lines, parses the blocks in parallel and delivers
// columnar batches. It implements record.Feed.
//
//	paths -> Open (checks, header) -> Scan.Read
//	           splitter: one at a time, reads ~1 MiB, cuts after a whole line
//	             -> parser per worker: fast path, or careful path line by line
//	               -> sink(worker, batch)
//	           tallies of all workers -> LoadReport
//
// What is read here is comma-separated text with a header line of canonical
// column names (record.Columns) in any order. Rows that cannot be used are
// counted by reason and kept as examples; the others are delivered. The
// outcome depends neither on the number of workers nor on the block size.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"network-analytics/analytics/record"
)

const (
	// DefaultBlockSize is how many bytes a worker takes at a time: large enough
	// that taking costs nothing, small enough to stay near the processor.
	DefaultBlockSize = 1 << 20
	// DefaultMaxLine is the longest line, in bytes without its end, that is
	// read as a row. It bounds the memory that a damaged file can take.
	DefaultMaxLine = 1 << 20

	minBlockSize = 16
	maxBlockSize = 64 << 20
	minMaxLine   = 64
)

// Options tunes a Scan. The zero value means the defaults.
type Options struct {
	// BlockSize is how many bytes are read at a time, DefaultBlockSize when 0.
	BlockSize int
	// MaxLine is the longest line in bytes, DefaultMaxLine when 0. A quoted
	// field that is still open after that many bytes was never closed.
	MaxLine int

	careful bool // tests only: no fast path
}

func (o Options) withDefaults() Options {
	if o.BlockSize == 0 {
		o.BlockSize = DefaultBlockSize
	}
	if o.MaxLine == 0 {
		o.MaxLine = DefaultMaxLine
	}
	o.BlockSize = min(max(o.BlockSize, minBlockSize), maxBlockSize)
	o.MaxLine = max(o.MaxLine, minMaxLine)
	return o
}

// Scan reads the inputs given to Open, one after the other.
type Scan struct {
	opt   Options
	files []*file
	names record.Names
	used  atomic.Bool
}

var _ record.Feed = (*Scan)(nil)

// Open checks the inputs and returns a Scan of them. A path of "-" is stdin.
//
// Missing files, directories, special files other than named pipes, unreadable
// files and the same file twice (also through links) are refused, and so is a
// regular file whose first bytes are not a header that can be used. Pipes are
// neither opened nor read before Read. Errors are of type *record.Error.
func Open(paths []string, stdin io.Reader, opt Options) (*Scan, error) {
	s := &Scan{opt: opt.withDefaults()}
	files, err := checkPaths(paths, stdin)
	if err != nil {
		return nil, err
	}
	s.files = files
	for _, f := range files {
		if f.kind != regularFile {
			continue
		}
		if err := f.checkHead(s.opt, len(files) == 1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Names returns the tables that the NameIDs of the batches refer to.
func (s *Scan) Names() *record.Names { return &s.names }

// Read delivers every usable row. See record.Feed.
//
// It may be called again when every input is a regular file; the file is then
// read anew. Errors are of type *record.Error, except ctx.Err() and what the
// sink returns. A file without a single usable row is an error of KindInput.
// Standard input that cannot be interrupted may keep one goroutine waiting for
// it after ctx has ended.
func (s *Scan) Read(ctx context.Context, workers int, sink record.Sink, progress *record.Progress) (record.LoadReport, error) {
	again := s.used.Swap(true)
	var total int64
	for _, f := range s.files {
		if f.kind != regularFile && again {
			return record.LoadReport{}, &record.Error{Kind: record.KindInternal, Path: f.path, What: "a pipe cannot be read twice"}
		}
		if f.size < 0 {
			total = -1
		}
		if total >= 0 {
			total += f.size
		}
	}
	progress.SetTotal(0, max(total, 0))
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sp := newSplitter(s.files, s.opt)
	defer sp.close()
	pool := make([]*parser, workers)
	var wg sync.WaitGroup
	for w := range pool {
		p := newParser(w, &s.names, s.opt, len(s.files), sink, progress)
		pool[w] = p
		wg.Go(func() {
			if err := p.run(ctx, sp); err != nil {
				p.err = err
				cancel(err)
			}
		})
	}
	wg.Wait()
	rep, lines := s.report(sp, pool)
	if err := firstError(ctx, sp, pool, lines); err != nil {
		return rep, err
	}
	return rep, s.checkRows(&rep)
}

// firstError returns why a read ended early, nil when it did not. Of several
// errors it takes the one of the earliest block, so that the answer does not
// depend on which worker was faster.
func firstError(ctx context.Context, sp *splitter, pool []*parser, lines []blockLines) error {
	var first error
	at := ^uint64(0)
	stopped := false
	for _, p := range pool {
		switch {
		case p.err == nil:
		case errors.Is(p.err, context.Canceled), errors.Is(p.err, context.DeadlineExceeded):
			stopped = true
		case first == nil || p.errBlock < at:
			first, at = p.err, p.errBlock
			if e, ok := errors.AsType[*record.Error](first); ok && p.errLine > 0 {
				e.Line = lineOf(lines, p.errBlock, p.file, p.errLine)
			}
		}
	}
	if sp.err != nil && (first == nil || sp.errBlock < at) {
		first = sp.err
	}
	if first != nil {
		return first
	}
	if stopped {
		return ctx.Err()
	}
	return nil
}

// checkRows turns a load without a single row into an error that says why.
func (s *Scan) checkRows(rep *record.LoadReport) error {
	if rep.Rows > 0 {
		return nil
	}
	e := &record.Error{Kind: record.KindInput, What: "no data rows"}
	if len(s.files) == 1 {
		e.Path = s.files[0].path
	}
	for _, f := range rep.Faults {
		if f.Reason != record.RepeatedHeader {
			e.Path, e.Line, e.Column = f.File, f.Line, f.Column
			e.What = fmt.Sprintf("no usable row, %s rejected; the first: %s", plural(rep.TotalRejected(), "row"), describe(f))
			break
		}
	}
	return e
}

// describe says in a few words what is wrong with a row.
func describe(f record.RowFault) string {
	text := f.Reason.String()
	if f.Field != "" {
		text = f.Field + " " + quote(f.Value) + ": " + text
	}
	if f.Detail != "" {
		text += " (" + f.Detail + ")"
	}
	return text
}
