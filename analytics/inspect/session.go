package inspect

import (
	"context"
	"errors"
	"io"
	"math"
	"strconv"
	"sync"
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/analytics/source/mapping"
)

// Options says how inputs are read.
type Options struct {
	Answers    mapping.Answers
	MaxRejects source.Limit
	Strict     bool
	Where      *filter.Expr // rows to keep, nil for all
	Rejects    bool         // rejected rows are wanted; see RejectsTo
}

// Session is one look at some inputs. Only Feed may be used by more than one
// goroutine.
type Session struct {
	scan    *source.Scan // nil for records that come from no file
	feed    record.Feed
	opt     Options
	rejects rejects

	mu    sync.Mutex
	times *quality.Collector // of the last Feed
}

// Open opens files; "-" is stdin.
func Open(files []string, stdin io.Reader, opt Options) (*Session, error) {
	s := &Session{opt: opt}
	o := source.Options{Answers: opt.Answers, MaxRejects: opt.MaxRejects, Strict: opt.Strict}
	if opt.Rejects {
		o.Rejects = &s.rejects
	}
	scan, err := source.Open(files, stdin, o)
	if err != nil {
		return nil, err
	}
	s.scan, s.feed = scan, scan
	return s, nil
}

// New returns a session of records that come from no file and can be made again.
func New(feed record.Feed, opt Options) *Session { return &Session{feed: feed, opt: opt} }

// Again reports whether the inputs can be read more than once.
func (s *Session) Again() bool { return s.scan == nil || s.scan.Again() }

// Prepare reads as much of the inputs as is needed to know what they are. It
// waits for pipes.
func (s *Session) Prepare(ctx context.Context) error {
	if s.scan == nil {
		return nil
	}
	return s.scan.Prepare(ctx)
}

// Plans returns how the inputs are read, after Prepare.
func (s *Session) Plans() []source.InputPlan {
	if s.scan == nil {
		return nil
	}
	return s.scan.Plans()
}

// Unsettled returns an *OpenQuestions when something must be answered before the
// inputs can be read, after Prepare.
func (s *Session) Unsettled() error {
	r := quality.Reading{Inputs: Inputs(s.Plans())}
	all := r.Questions()
	if len(all) == 0 {
		return nil
	}
	e := &OpenQuestions{Questions: all}
	asking := 0
	for i := range r.Inputs {
		if len(r.Inputs[i].Questions) > 0 {
			asking++
			e.Path = r.Inputs[i].Path
		}
	}
	if asking > 1 {
		e.Path = ""
	}
	return e
}

// Reading returns what there is to tell: of the times what the last Feed saw.
func (s *Session) Reading() *quality.Reading {
	r := &quality.Reading{Inputs: Inputs(s.Plans())}
	s.mu.Lock()
	times := s.times
	s.mu.Unlock()
	if times != nil {
		r.Times = times.Report(s.feed.Names())
	}
	return r
}

// RejectsTo sends the rejected rows of the next reading to w; nil drops them.
func (s *Session) RejectsTo(w io.Writer) { s.rejects.to(w) }

// Feed returns the records that are kept, to be read once. With judge their
// times are looked at for Reading. A filter that takes rows from between others,
// by their values or their hour of the day, is no gap in the input: then it is
// the times before the filter that are looked at.
func (s *Session) Feed(judge bool) record.Feed {
	t := &tap{Feed: s.feed, passes: 1, rejects: &s.rejects}
	e := s.opt.Where
	if e != nil && e.Relative() {
		t.passes = 2 // the first looks for the end
	}
	feed := filter.Feed(t, e, s.Again())
	if !judge {
		return feed
	}
	times := quality.New()
	s.mu.Lock()
	s.times = times
	s.mu.Unlock()
	if e != nil && !e.Whole() {
		t.times = times
		return feed
	}
	return &tap{Feed: feed, passes: 1, times: times}
}

// tap looks at what flows by in the last of so many readings.
type tap struct {
	record.Feed
	passes  int
	times   *quality.Collector // nil for none
	rejects *rejects           // nil for none
}

// Read hands the reading on.
func (t *tap) Read(ctx context.Context, workers int, sink record.Sink, p *record.Progress) (record.LoadReport, error) {
	if t.passes--; t.passes > 0 {
		return t.Feed.Read(ctx, workers, sink, p)
	}
	if t.times != nil {
		sink = t.times.Sink(sink)
	}
	if t.rejects != nil {
		t.rejects.open(true)
		defer t.rejects.open(false)
	}
	return t.Feed.Read(ctx, workers, sink, p)
}

// rejects passes on what is written while it is open and has a writer.
type rejects struct {
	mu     sync.Mutex
	w      io.Writer
	isOpen bool
}

func (r *rejects) to(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w = w
}

func (r *rejects) open(yes bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.isOpen = yes
}

func (r *rejects) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.w == nil || !r.isOpen {
		return len(b), nil
	}
	return r.w.Write(b)
}

// FirstHead names the fields of First.
var FirstHead = []string{"time (UTC)", "device", "region", "traffic Mbps", "latency ms", "loss %", "cpu %"}

// errEnough ends a reading that has seen enough.
var errEnough = errors.New("enough")

// First returns the first n records as people read them, without a filter.
// Fewer come when the input ends or is slow.
func (s *Session) First(ctx context.Context, n int) ([][]string, error) {
	const patience = time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var rows [][]string
	names := s.feed.Names()
	_, err := s.feed.Read(ctx, 1, func(_ int, b *record.Batch) error {
		for i := range b.Len() {
			if len(rows) == n {
				return errEnough
			}
			row := b.Row(i)
			rows = append(rows, words(&row, names))
		}
		return nil
	}, nil)
	if errors.Is(err, errEnough) || errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return rows, err
}

func words(row *record.Row, names *record.Names) []string {
	out := []string{
		time.Unix(0, row.Time).UTC().Format(time.DateTime),
		names.Devices.Name(row.Device).Text, names.Regions.Name(row.Region).Text,
	}
	for _, v := range row.Value {
		text := "-"
		if !record.IsMissing(v) {
			text = strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
		}
		out = append(out, text)
	}
	return out
}
