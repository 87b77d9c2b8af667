package inspect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/analytics/source/mapping"
)

func TestSplitFlags(t *testing.T) {
	for text, want := range map[string][]string{
		"--loss-unit fraction":                     {"--loss-unit", "fraction"},
		"--map 'latency_ms=RTT (avg)' --unit x=ms": {"--map", "latency_ms=RTT (avg)", "--unit", "x=ms"},
		`--map "a b"c\ d ''`:                       {"--map", "a bc d", ""},
		"  ":                                       nil,
		"--map " + mapping.ShellQuote("it's; $(rm) *\\"): {"--map", "it's; $(rm) *\\"},
	} {
		if got, err := SplitFlags(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"'a", `"a`, `a\`} {
		if got, err := SplitFlags(text); err == nil {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestReplayGivesAllToEachReader(t *testing.T) {
	r, w := io.Pipe()
	p := NewReplay(r)
	go func() {
		for _, s := range []string{"one ", "two ", "three ", "four"} {
			io.WriteString(w, s)
		}
		w.Close()
	}()
	buf := make([]byte, 8)
	first := p.Reader()
	io.ReadFull(first, buf) // one two
	second := p.Reader()
	io.ReadFull(second, buf[:6])
	last := p.Last()
	io.ReadFull(first, buf[:6]) // a stale reader takes some: it is not lost
	all, err := io.ReadAll(last)
	if string(all) != "one two three four" || err != nil {
		t.Errorf("%q, %v", all, err)
	}
	if len(p.kept) > 0 {
		t.Errorf("%d bytes are kept for nobody", len(p.kept))
	}
}

func TestReplayKeepsNothingForAReaderThatStays(t *testing.T) {
	for _, head := range []int{0, 4, 8} {
		p := NewReplay(strings.NewReader(strings.Repeat("12345678", 1000)))
		stale, reader := p.Reader(), p.Reader()
		io.ReadFull(stale, make([]byte, 8))
		got := make([]byte, head)
		io.ReadFull(reader, got)
		p.Stay(reader)
		rest, err := io.ReadAll(reader)
		if string(got)+string(rest) != strings.Repeat("12345678", 1000) || err != nil {
			t.Errorf("%d: %d bytes, %v", head, len(rest), err)
		}
		if len(p.kept) > 0 {
			t.Errorf("%d: %d bytes are kept for nobody", head, len(p.kept))
		}
	}
}

func TestReplayDoesNotWaitForWhatIsKept(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	p := NewReplay(r)
	go io.WriteString(w, "kept")
	stale := p.Reader()
	io.ReadFull(stale, make([]byte, 4))
	go stale.Read(make([]byte, 4)) // waits for a pipe that says no more
	time.Sleep(10 * time.Millisecond)
	done := make(chan string)
	go func() {
		buf := make([]byte, 4)
		n, _ := p.Last().Read(buf)
		done <- string(buf[:n])
	}()
	select {
	case got := <-done:
		if got != "kept" {
			t.Errorf("%q", got)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("it waits for the other reader")
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, opt Options, files ...string) *Session {
	t.Helper()
	s, err := Open(files, nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

const canonical = "timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n"

func tidy(t *testing.T) string {
	var b strings.Builder
	b.WriteString(canonical)
	start := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range 60 {
		if i >= 20 && i < 30 {
			continue
		}
		loss := "0.1"
		if i%10 == 0 {
			loss = "5"
		}
		b.WriteString(start.Add(time.Duration(i)*time.Minute).Format(time.RFC3339) + ",edge-01,eu,1,2," + loss + ",\n")
	}
	b.WriteString("2025-03-01T02:00:00Z,edge-01,eu,1,fast,0,4\n")
	return write(t, "tidy.csv", b.String())
}

func all(t *testing.T, s *Session) (record.LoadReport, error) {
	t.Helper()
	return s.Feed(true).Read(context.Background(), 2, func(int, *record.Batch) error { return nil }, nil)
}

func TestSessionJudgesTimes(t *testing.T) {
	s := open(t, Options{}, tidy(t))
	load, err := all(t, s)
	r := s.Reading()
	if err != nil || load.Rows != 50 || r.Times.Gaps != 1 || r.Times.Longest[0].Missing != 10 || r.Times.Step != int64(time.Minute) {
		t.Errorf("%v, %d rows, %+v", err, load.Rows, r.Times)
	}
	in := r.Inputs[0]
	if in.Format != "csv" || in.HeaderLine != 1 || in.Time.Columns != "timestamp" || len(in.Columns) != 7 || in.Columns[4].Field != "latency_ms" {
		t.Errorf("%+v", in)
	}
}

// A filter by value makes no gaps; one by time or name does not hide them.
func TestFilterAndGaps(t *testing.T) {
	for text, want := range map[string]struct{ rows, judged int64 }{
		"loss > 1":                               {5, 50},
		"hour = 0 and loss > 1":                  {5, 50},
		"time >= 2025-03-01 00:30":               {30, 30},
		"device = edge-*":                        {50, 50},
		"time >= -9m":                            {10, 10},
		"time >= -9m and (loss > 1 or loss < 1)": {10, 50},
	} {
		e, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, Options{Where: e}, tidy(t))
		load, err := all(t, s)
		if got := s.Reading().Times.Rows; err != nil || load.Rows != want.rows || got != want.judged {
			t.Errorf("%s: %d rows, %d judged, %v", text, load.Rows, got, err)
		}
	}
}

// Two readings write the rejected rows once, and a further Feed writes them anew.
func TestRejectsAreWrittenOncePerFeed(t *testing.T) {
	e, _ := filter.Parse("time >= -1h")
	s := open(t, Options{Where: e, Rejects: true}, tidy(t))
	for range 2 {
		var b bytes.Buffer
		s.RejectsTo(&b)
		if _, err := all(t, s); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), "\n"); n != 2 || !strings.Contains(b.String(), "fast") {
			t.Errorf("%d lines: %s", n, b.String())
		}
	}
	s.RejectsTo(nil)
	if _, err := all(t, s); err != nil {
		t.Error(err)
	}
}

func TestOpenQuestions(t *testing.T) {
	path := write(t, "loss.csv", "timestamp,host,loss\n2025-03-01T00:00:00Z,a,0.5\n2025-03-01T00:01:00Z,a,0.25\n")
	s := open(t, Options{}, path)
	err := s.Unsettled()
	asked, ok := errors.AsType[*OpenQuestions](err)
	if !ok || record.KindOf(err) != record.KindUsage || asked.Path != record.Clean(path) || len(asked.Questions) != 1 {
		t.Fatalf("%v", err)
	}
	if text := strings.Join(asked.Lines(), "\n"); !strings.Contains(text, "--loss-unit fraction") {
		t.Errorf("%s", text)
	}
	s = open(t, Options{Answers: mapping.Answers{LossUnit: "fraction"}}, path)
	if err := s.Unsettled(); err != nil {
		t.Fatal(err)
	}
	rows, err := s.First(context.Background(), 1)
	if err != nil || len(rows) != 1 || rows[0][0] != "2025-03-01 00:00:00" || rows[0][1] != "a" || rows[0][5] != "50" || rows[0][3] != "-" {
		t.Errorf("%q, %v", rows, err)
	}
	if len(rows[0]) != len(FirstHead) {
		t.Errorf("%d fields, %d titles", len(rows[0]), len(FirstHead))
	}
	command := Command(s.Plans(), []string{"--where=loss > 1"}, []string{"-x.csv"})
	if !strings.HasPrefix(command, "network-analytics ") || !strings.Contains(command, "--loss-unit fraction") ||
		!strings.HasSuffix(command, " '--where=loss > 1' -- -x.csv") {
		t.Errorf("%s", command)
	}
}

func TestRolesOfColumns(t *testing.T) {
	plan := mapping.Plan{
		Format: "csv", Layout: mapping.Layout{Kind: mapping.Wide},
		Columns: []mapping.Column{
			{Name: "Date"}, {Name: "Time"}, {Name: "site"}, {Name: "host"}, {Name: "rtt", Field: mapping.Latency, Unit: "ms", How: mapping.HowName, Why: "by its name", CellUnits: true},
			{Name: "rx", Field: mapping.Traffic, Unit: "B", How: mapping.HowFlag, Counter: true, DecimalComma: true}, {Name: "max", Other: mapping.Latency},
		},
		Time:   mapping.TimePlan{Columns: []int{0, 1}, Form: "year-month-day", Zone: "UTC", How: mapping.HowAssumed, Why: "no zone"},
		Device: mapping.NameFrom{Columns: []int{2, 3}}, Region: mapping.NameFrom{File: true},
	}
	in := Inputs([]source.InputPlan{{Path: "a", Plan: plan, Delimiter: ","}})[0]
	if in.Layout != "wide" || in.Time.Columns != "Date + Time" || in.Device != "site / host" || in.Region != "the file's name" {
		t.Errorf("%+v", in)
	}
	fields := ""
	for _, c := range in.Columns {
		fields += c.Field + ","
	}
	if fields != "timestamp,timestamp,device_id,device_id,latency_ms,traffic_mbps,," {
		t.Errorf("%s", fields)
	}
	if c := in.Columns[4]; c.Unit != "in cells" || c.Why != "" {
		t.Errorf("%+v", c)
	}
	if c := in.Columns[5]; c.Why != "a total: differences per second are taken; decimal comma" {
		t.Errorf("%+v", c)
	}
}
