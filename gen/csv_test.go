package gen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// The default sample as a file. It must be the same on every machine; when it
// changes on purpose, everybody's sample changes.
const (
	goldenBytes = 730_329
	goldenSHA   = "fb5cdc30e684c292094ffb4a81884645b5de6a0d84334bb030dfdaa2a6ddb8f4"
)

func csvOf(t testing.TB, c Config) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := New(c).WriteCSV(context.Background(), &out, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDefaultSampleIsTheSameEverywhere(t *testing.T) {
	out := csvOf(t, DefaultConfig())
	sum := sha256.Sum256(out)
	if got := hex.EncodeToString(sum[:]); got != goldenSHA || len(out) != goldenBytes {
		t.Errorf("sample has %d bytes, SHA-256 %s; want %d, %s", len(out), got, goldenBytes, goldenSHA)
	}
}

func TestHowTheFileLooks(t *testing.T) {
	lines := strings.SplitAfter(string(csvOf(t, Config{Records: 3, Seed: 1})), "\n")
	want := []string{
		"timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n",
		"",
	}
	if len(lines) != 5 || lines[0] != want[0] || lines[4] != want[1] {
		t.Fatalf("got %q", lines)
	}
	for i, begin := range []string{"2023-01-01 00:00:00,edge-", "2023-01-01 00:01:00,edge-", "2023-01-01 00:02:00,edge-"} {
		if !strings.HasPrefix(lines[i+1], begin) {
			t.Errorf("line %d is %q, want it to begin %q", i+2, lines[i+1], begin)
		}
	}
}

// A shorter sample is the beginning of a longer one, whatever the number of
// processors, and another seed is another sample.
func TestFirstRecordsDoNotDependOnLengthOrProcessors(t *testing.T) {
	long := csvOf(t, Config{Records: 3*blockRecords + 17, Seed: 7})
	for _, n := range []int64{1, 2, blockRecords - 1, blockRecords, blockRecords + 1, 2 * blockRecords, 3*blockRecords + 16} {
		short := csvOf(t, Config{Records: n, Seed: 7})
		if !bytes.HasPrefix(long, short) {
			t.Errorf("%d records are not the beginning of a longer sample", n)
		}
		if lines := bytes.Count(short, []byte("\n")); int64(lines) != n+1 {
			t.Errorf("%d records gave %d lines", n, lines)
		}
	}
	for _, procs := range []int{1, 3, 16} {
		old := runtime.GOMAXPROCS(procs)
		again := csvOf(t, Config{Records: 3*blockRecords + 17, Seed: 7})
		runtime.GOMAXPROCS(old)
		if !bytes.Equal(long, again) {
			t.Errorf("%d processors give other bytes", procs)
		}
	}
	if other := csvOf(t, Config{Records: 100, Seed: 8}); bytes.HasPrefix(long, other) {
		t.Error("seeds 7 and 8 give the same records")
	}
}

// Reading the file gives bit for bit what Read delivers.
func TestFileAndFeedAreEqual(t *testing.T) {
	c := Config{Records: 3*blockRecords + 5, Seed: 42}
	rows, err := csv.NewReader(bytes.NewReader(csvOf(t, c))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], record.Columns) {
		t.Fatalf("header is %q", rows[0])
	}
	rows = rows[1:]
	s := New(c)
	devices, regions := s.Names().Devices.All(), s.Names().Regions.All()
	got := readRows(t, s, 2)
	if len(got) != len(rows) {
		t.Fatalf("feed has %d records, file %d", len(got), len(rows))
	}
	for i, r := range got {
		want := rows[i]
		at, err := time.ParseInLocation(time.DateTime, want[0], time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if r.Time != at.UnixNano() || devices[r.Device].Raw != want[1] || regions[r.Region].Raw != want[2] {
			t.Fatalf("record %d: feed %+v, file %q", i, r, want)
		}
		for m, v := range r.Value {
			fromFile, err := strconv.ParseFloat(want[3+m], 64)
			if err != nil || math.Float64bits(fromFile) != math.Float64bits(v) {
				t.Fatalf("record %d: feed %v, file %q", i, v, want[3+m])
			}
		}
	}
}

// The last record of the longest sample still has a date that fits in 64 bits.
func TestLongestSample(t *testing.T) {
	var b block
	last := uint64(MaxRecords-1) / blockRecords
	b.fill(1, last, MaxRecords)
	names := newLineNames(New(DefaultConfig()).Names())
	lines := strings.Split(strings.TrimSpace(string(b.appendCSV(nil, &names))), "\n")
	if !strings.HasPrefix(lines[len(lines)-1], "2262-04-11 23:47:00,edge-") {
		t.Errorf("last record is %q", lines[len(lines)-1])
	}
	var batch record.Batch
	b.batch(&batch)
	if end := batch.Time[batch.Len()-1]; end < 0 || end > math.MaxInt64-step && end+step > 0 {
		t.Errorf("last time is %d: not the last minute that fits", end)
	}
}

func TestShortestDecimals(t *testing.T) {
	shortest := func(v, parts float64) string {
		s := strconv.FormatFloat(v/parts, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	for v := range uint32(120_000) {
		if got, want := string(appendHundredths(nil, v)), shortest(float64(v), 100); got != want {
			t.Fatalf("%d hundredths print as %s, want %s", v, got, want)
		}
		if got, want := string(appendThousandths(nil, v)), shortest(float64(v), 1000); got != want {
			t.Fatalf("%d thousandths print as %s, want %s", v, got, want)
		}
	}
	if got := string(appendWhole(nil, math.MaxUint32)); got != "4294967295" {
		t.Errorf("largest number prints as %s", got)
	}
}

// The buffers are made for the longest line.
func TestLongestLineFits(t *testing.T) {
	b := block{n: 1, device: [blockRecords]uint8{numDevices - 1}, region: [blockRecords]uint8{2}}
	most := int32(math.MaxInt32)
	b.traffic[0], b.latency[0], b.loss[0], b.cpu[0] = most, most, most, most
	names := newLineNames(New(DefaultConfig()).Names())
	if line := b.appendCSV(nil, &names); len(line) > maxRowBytes {
		t.Errorf("line of %d bytes: %s", len(line), line)
	}
}

// failAfter is a writer that takes n bytes and then fails.
type failAfter struct {
	left int
	err  error
}

func (f *failAfter) Write(p []byte) (int, error) {
	if len(p) <= f.left {
		f.left -= len(p)
		return len(p), nil
	}
	n := f.left
	f.left = 0
	return n, f.err
}

func TestWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	for _, room := range []int{0, 10, 100, 300_000, 700_000} {
		err := New(DefaultConfig()).WriteCSV(context.Background(), &failAfter{room, full}, nil)
		if !errors.Is(err, full) || record.KindOf(err) != record.KindOutput {
			t.Errorf("room for %d bytes: got %v", room, err)
		}
	}
	err := New(DefaultConfig()).WriteCSV(context.Background(), &failAfter{100, nil}, nil)
	if !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("short write: got %v", err)
	}
}

// cancelAfter cancels a context when it has taken n bytes.
type cancelAfter struct {
	left   int
	cancel context.CancelFunc
}

func (c *cancelAfter) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.cancel()
	}
	return len(p), nil
}

func TestWriteStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &cancelAfter{left: 1 << 20, cancel: cancel}
	err := New(Config{Records: MaxRecords, Seed: 1}).WriteCSV(ctx, w, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if w.left < -(1 << 20) {
		t.Errorf("%d bytes were written after the end", -w.left)
	}
}

func TestProgressCountsTheFile(t *testing.T) {
	p := record.NewProgress()
	var out bytes.Buffer
	if err := New(Config{Records: 10_000, Seed: 1}).WriteCSV(context.Background(), &out, p); err != nil {
		t.Fatal(err)
	}
	header := len(strings.Join(record.Columns, ",")) + 1
	if s := p.Snapshot(); s.Rows != 10_000 || s.TotalRows != 10_000 || s.Bytes != int64(out.Len()-header) {
		t.Errorf("got %+v for %d bytes", s, out.Len())
	}
}

func BenchmarkWriteCSV(b *testing.B) {
	c := Config{Records: 1_000_000, Seed: 1}
	var size counter
	for b.Loop() {
		size = 0
		if err := New(c).WriteCSV(context.Background(), &size, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(size))
	b.ReportMetric(float64(c.Records)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
