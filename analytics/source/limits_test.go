package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"network-analytics/analytics/record"
)

// endless gives a begin and then the same bytes n times.
type endless struct {
	begin, again, end string
	n                 int64
}

func (e *endless) Read(p []byte) (int, error) {
	for _, part := range []*string{&e.begin, &e.end} {
		if part == &e.end && e.n > 0 {
			break
		}
		if *part != "" {
			n := copy(p, *part)
			*part = (*part)[n:]
			return n, nil
		}
		if part == &e.end {
			return 0, io.EOF
		}
	}
	n := 0
	for n+len(e.again) <= len(p) && e.n > 0 {
		n += copy(p[n:], e.again)
		e.n--
	}
	return n, nil
}

// peakHeap runs f and returns how much the heap grew meanwhile, at its peak.
func peakHeap(f func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := int64(m.HeapInuse)
	var peak atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), int64(m.HeapInuse)-before))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return peak.Load()
}

func TestLongLines(t *testing.T) {
	const size = 64 << 20
	for _, tc := range []struct {
		name, begin, again, end string
		reason                  record.Reason
		rows                    int
		line                    int64
		column                  int
	}{
		{"one line", "", "x", "\n" + goodRow + "\n", record.LineTooLong, 2, 3, 0},
		{"the last line", "", "x", "", record.LineTooLong, 1, 3, 0},
		{"NUL bytes", "", "\x00", "\n" + goodRow + "\n", record.LineTooLong, 2, 3, 0},
		{"quotes", "", `"`, "\n" + goodRow + "\n", record.LineTooLong, 2, 3, 0},
		{"one quoted line", `2025-03-01,"`, "x", "\n" + goodRow + "\n", record.LineTooLong, 2, 3, 0},
		{"one quoted field", `2025-03-01,"`, goodRow + "\n", "", record.BadQuote, 1 + size/(len(goodRow)+1), 3, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := Open([]string{"-"}, &endless{
				begin: canonicalHeader + "\n" + goodRow + "\n" + tc.begin, again: tc.again, end: tc.end, n: int64(size / len(tc.again)),
			}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var rep record.LoadReport
			grown := peakHeap(func() {
				rep, err = s.Read(context.Background(), 2, func(int, *record.Batch) error { return nil }, nil)
			})
			if grown > 24<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			if tc.reason == record.BadQuote {
				tc.rows-- // the row on the line that is given up
			}
			if err != nil || rep.Rows != int64(tc.rows) || rep.Rejected[tc.reason] != 1 || rep.TotalRejected() != 1 {
				t.Fatalf("%d rows, want %d, rejected %v, %v", rep.Rows, tc.rows, rep.Rejected, err)
			}
			if f := rep.Faults[0]; f.Line != tc.line || f.Column != tc.column || len(f.Value) > 200 {
				t.Errorf("fault %+v", f)
			}
		})
	}
}

// TestHeaderNeverEnds gives the reader a device file's worth of no line.
func TestHeaderNeverEnds(t *testing.T) {
	for _, again := range []string{"\x00", "x", "\n", `"`, ","} {
		s, err := Open([]string{"-"}, &endless{again: again, n: 1 << 40}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		grown := peakHeap(func() { _, err = s.Read(context.Background(), 2, nil, nil) })
		if record.KindOf(err) != record.KindInput || grown > 16<<20 {
			t.Errorf("%q: %v, heap %d MiB", again, err, grown>>20)
		}
	}
}

// within fails when f takes longer than what a user takes for a hang. It is a
// bound against blocking for ever, not a measurement.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("blocked")
	}
}

// checkLeaks waits until no more goroutines run than before.
func checkLeaks(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	buf := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}

func discard(int, *record.Batch) error { return nil }

func TestCancel(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	makeFifo(t, fifo)
	pipeFile := func(t *testing.T, data string) io.Reader {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Close(); r.Close() })
		if _, err := w.WriteString(data); err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, tc := range []struct {
		name  string
		path  string
		stdin func(t *testing.T) io.Reader
	}{
		{"fifo without a writer", fifo, nil},
		{"pipe without data", "-", func(t *testing.T) io.Reader { return pipeFile(t, "") }},
		{"pipe that stops after the header", "-", func(t *testing.T) io.Reader { return pipeFile(t, canonicalHeader+"\n") }},
		{"pipe that stops within a row", "-", func(t *testing.T) io.Reader { return pipeFile(t, canonicalHeader+"\n"+goodRow+"\n"+goodRow) }},
		{"line without end", "-", func(*testing.T) io.Reader {
			return &endless{begin: canonicalHeader + "\n", again: "x", n: 1 << 60}
		}},
		{"rows without end", "-", func(*testing.T) io.Reader {
			return &endless{begin: canonicalHeader + "\n", again: goodRow + "\n", n: 1 << 60}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			var stdin io.Reader
			if tc.stdin != nil {
				stdin = tc.stdin(t)
			}
			s, err := Open([]string{tc.path}, stdin, Options{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			defer cancel()
			within(t, func() {
				if _, err := s.Read(ctx, 3, discard, nil); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
			checkLeaks(t, before)
		})
	}
}

// TestSlowPipe wants a row delivered while the writer is still thinking.
func TestSlowPipe(t *testing.T) {
	before := runtime.NumGoroutine()
	r, w := io.Pipe()
	s, err := Open([]string{"-"}, r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := make(chan int, 10)
	within(t, func() {
		go func() {
			io.WriteString(w, canonicalHeader+"\n"+goodRow+"\n"+goodRow[:20])
			if n := <-rows; n != 1 {
				t.Errorf("%d rows came first", n)
			}
			io.WriteString(w, goodRow[20:]+"\n")
			w.Close()
		}()
		rep, err := s.Read(context.Background(), 2, func(_ int, b *record.Batch) error { rows <- b.Len(); return nil }, nil)
		if err != nil || rep.Rows != 2 || rep.Lines != 3 {
			t.Errorf("%+v, %v", rep, err)
		}
	})
	checkLeaks(t, before)
}

func TestFifo(t *testing.T) {
	before := runtime.NumGoroutine()
	fifo := filepath.Join(t.TempDir(), "fifo")
	makeFifo(t, fifo)
	s, err := Open([]string{fifo}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	within(t, func() {
		go os.WriteFile(fifo, []byte(canonicalHeader+"\n"+goodRow+"\n"), 0)
		if got := collect(t, s, 2); got.err != nil || len(got.rows) != 1 || got.rep.Source != fifoName(fifo) {
			t.Errorf("got %s", got.text())
		}
	})
	checkLeaks(t, before)
}

func fifoName(path string) string { return showPath(path) }

func TestReadError(t *testing.T) {
	cause := errors.New("the disk is gone")
	data := canonicalHeader + "\n" + strings.Repeat(goodRow+"\n", 100) + goodRow[:10]
	for workers := 1; workers < 4; workers++ {
		s, err := Open([]string{"-"}, io.MultiReader(strings.NewReader(data), iotest.ErrReader(cause)), Options{BlockSize: 500})
		if err != nil {
			t.Fatal(err)
		}
		got := collect(t, s, workers)
		if len(got.rows) != 100 || !errors.Is(got.err, cause) || record.KindOf(got.err) != record.KindInput ||
			!strings.Contains(got.err.Error(), fmt.Sprintf("at byte %d", len(data))) {
			t.Errorf("%d rows, %v", len(got.rows), got.err)
		}
	}
	s, err := Open([]string{"-"}, iotest.ErrReader(cause), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, s, 1); !errors.Is(got.err, cause) {
		t.Errorf("got %v", got.err)
	}
}

func TestSinkErrorAndPanic(t *testing.T) {
	before := runtime.NumGoroutine()
	path := write(t, "many.csv", canonicalHeader+"\n"+strings.Repeat(goodRow+"\n", 20000))
	cause := errors.New("enough")
	for _, tc := range []struct {
		name string
		sink record.Sink
		ok   func(error) bool
	}{
		{"error", func(_ int, b *record.Batch) error { return cause }, func(err error) bool { return err == cause }},
		{"panic", func(_ int, b *record.Batch) error { panic("boom") }, func(err error) bool {
			return record.KindOf(err) == record.KindInternal && strings.Contains(err.Error(), "boom")
		}},
	} {
		s, err := Open([]string{path}, nil, Options{BlockSize: 1000})
		if err != nil {
			t.Fatal(err)
		}
		within(t, func() {
			if _, err := s.Read(context.Background(), 3, tc.sink, nil); !tc.ok(err) {
				t.Errorf("%s: got %v", tc.name, err)
			}
		})
	}
	checkLeaks(t, before)
}

type panicReader struct{}

func (panicReader) Read([]byte) (int, error) { panic("boom") }

func TestReaderPanic(t *testing.T) {
	s, err := Open([]string{"-"}, panicReader{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	within(t, func() {
		if _, err := s.Read(context.Background(), 2, discard, nil); err == nil || !strings.Contains(err.Error(), "boom") {
			t.Errorf("got %v", err)
		}
	})
}

// TestFileChanges makes a file shorter or longer after its first rows were read.
func TestFileChanges(t *testing.T) {
	data := canonicalHeader + "\n" + strings.Repeat(goodRow+"\n", 5000)
	const row = int64(len(goodRow) + 1)
	head := int64(len(canonicalHeader) + 1)
	for _, tc := range []struct {
		name   string
		begin  string
		change func(*os.File) error
		rows   int64
		note   string
	}{
		{"shorter", data, func(f *os.File) error { return f.Truncate(head + 4000*row + row/2) }, 4000, "became shorter"},
		{"longer", data, func(f *os.File) error { _, err := f.WriteString(goodRow + "\n"); return err }, 5000, "grew"},
		{"half a row longer", data + goodRow[:9], func(f *os.File) error { _, err := f.WriteString(goodRow[9:] + "\n" + goodRow); return err }, 5001, "grew"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := write(t, "changing.csv", tc.begin)
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s, err := Open([]string{path}, nil, Options{BlockSize: 1000})
			if err != nil {
				t.Fatal(err)
			}
			first := true
			rep, err := s.Read(context.Background(), 1, func(int, *record.Batch) error {
				if first {
					first = false
					return tc.change(f)
				}
				return nil
			}, nil)
			if err != nil || rep.Rows != tc.rows || rep.TotalRejected() != 0 || rep.Truncated != (tc.note == "became shorter") {
				t.Errorf("%d rows, want %d; %+v, %v", rep.Rows, tc.rows, rep, err)
			}
			if !strings.Contains(rep.Notes[len(rep.Notes)-1], tc.note) {
				t.Errorf("notes %q", rep.Notes)
			}
		})
	}
}
