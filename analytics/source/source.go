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
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
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

	// Answers is what the user says about the columns, formats and times.
	Answers mapping.Answers
	// MaxRejects is how many rejected rows are put up with; see
	// record.LoadReport.OverLimit. The zero value allows any number.
	MaxRejects Limit
	// Rejects gets every rejected row as CSV with the columns file, line, column,
	// reason, detail, text; nil for none.
	Rejects io.Writer
	// Strict makes the first rejected row an error.
	Strict bool

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

// Open checks the inputs and returns a Scan of them. A path is a file, a
// directory (all regular files in it), a pattern with *, ? or [...] that names
// no file itself, or "-" for stdin.
//
// Missing files, special files other than named pipes, unreadable files and the
// same file twice (also through links) are refused, and so is a regular file
// whose first bytes are no telemetry. Pipes are neither opened nor read before
// Prepare. Errors are of type *record.Error.
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
		p, err := prepare(context.Background(), f, s.opt, len(files) == 1)
		if err != nil {
			return nil, err
		}
		f.found = p
		p.in.close()
	}
	return s, nil
}

// Prepare reads the head of pipes, which may have to wait for them. Read does it
// where nobody did.
func (s *Scan) Prepare(ctx context.Context) error {
	for _, f := range s.files {
		if f.kind == regularFile || f.found != nil {
			continue
		}
		p, err := prepare(ctx, f, s.opt, len(s.files) == 1)
		if err != nil {
			return err
		}
		f.found, f.waiting = p, true
	}
	return nil
}

// InputPlan is how an input will be read.
type InputPlan struct {
	Path        string // as the user named it, made safe by Clean
	Plan        mapping.Plan
	Encoding    string // "UTF-8", "UTF-16LE", "Windows-1252"; "" for binary formats
	Compression string // "gzip", "zstd", "bzip2", "xz" or ""
	Delimiter   string // of delimited text; " " stands for runs of blanks
	HeaderLine  int64  // 0 for none
	Skipped     int    // lines before the header
	Empty       bool   // nothing is in it
}

// Plans returns how every input will be read, after Prepare for pipes; one that
// is not known yet has no Plan.Format.
func (s *Scan) Plans() []InputPlan {
	plans := make([]InputPlan, len(s.files))
	for i, f := range s.files {
		p := &plans[i]
		p.Path = record.Clean(f.path)
		if f.found == nil {
			continue
		}
		p.Plan, p.Empty = f.found.plan, f.found.empty
		if !f.found.binary {
			p.Encoding = f.found.enc.String()
		}
		if f.found.packed != nil {
			p.Compression = f.found.packed.end.packing
		}
		if sh := f.found.shape; sh != nil {
			p.Delimiter, p.HeaderLine, p.Skipped = string(sh.delim), sh.headerLine, sh.preamble
		}
	}
	return plans
}

// Questions returns what the user must say before Read, each once; after
// Prepare for pipes.
func (s *Scan) Questions() []mapping.Question {
	var all []mapping.Question
	for _, f := range s.files {
		if f.found == nil || f.found.empty {
			continue
		}
		for _, q := range f.found.plan.Questions {
			if !slices.ContainsFunc(all, func(o mapping.Question) bool { return o.Text == q.Text && o.Column == q.Column }) {
				all = append(all, q)
			}
		}
	}
	return all
}

// ask is the error of an input with open questions.
func ask(f *file, plan *mapping.Plan) error {
	q := plan.Questions[0]
	e := &record.Error{Kind: record.KindUsage, Path: f.path, What: record.CleanText(q.Text)}
	var flags []string
	for _, o := range q.Options {
		if o.Flag != "" {
			flags = append(flags, record.CleanText(o.Flag))
		}
	}
	if len(flags) > 0 {
		e.Try = "say " + strings.Join(flags[:min(len(flags), maxFlagsShown)], " or ")
	}
	if n := len(plan.Questions) - 1; n > 0 {
		e.What += " (and " + plural(int64(n), "more question") + ")"
	}
	return e
}

// maxFlagsShown is how many possible answers go into a message.
const maxFlagsShown = 4

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
	for _, f := range s.files {
		if f.found != nil && len(f.found.plan.Questions) > 0 {
			return record.LoadReport{}, ask(f, &f.found.plan)
		}
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	log := newRejectLog(s.opt.Rejects, s.files)
	sp := newSplitter(s.files, s.opt, log)
	defer sp.close()
	pool := make([]*parser, workers)
	var wg sync.WaitGroup
	for w := range pool {
		p := newParser(w, &s.names, s.opt, len(s.files), sink, progress, log)
		pool[w] = p
		wg.Go(func() {
			if err := p.run(ctx, sp); err != nil {
				p.err = err
				cancel(err)
			}
		})
	}
	wg.Wait()
	logErr := log.close()
	rep, lines := s.report(sp, pool)
	if err := firstError(ctx, sp, pool, lines); err != nil {
		return rep, err
	}
	if logErr != nil {
		return rep, &record.Error{Kind: record.KindOutput, What: "the rejected rows could not be written", Err: logErr}
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
