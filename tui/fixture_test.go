package tui

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// rows is a feed of records in memory.
type rows struct {
	names   record.Names
	batch   record.Batch
	present [record.NumMetrics]bool
	load    record.LoadReport
}

func (f *rows) Names() *record.Names { return &f.names }

func (f *rows) Read(_ context.Context, _ int, sink record.Sink, p *record.Progress) (record.LoadReport, error) {
	l := f.load
	l.Rows, l.Present, l.HasRegion, l.HasDevice = int64(f.batch.Len()), f.present, true, true
	p.Add(l.Rows, l.Bytes)
	return l, sink(0, &f.batch)
}

func (f *rows) add(at time.Time, device, region string, values [record.NumMetrics]float64) {
	f.batch.Append(at.UnixNano(), f.names.Devices.ID(device), f.names.Regions.ID(region), values)
}

// day is where the time of the fixtures begins.
var day = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)

// network is three days of telemetry, a row every ten minutes per device: a
// daily rhythm, a gap of five hours in one region, and two incidents.
func network(regions, devices []string) *rows {
	f := &rows{present: [record.NumMetrics]bool{true, true, true, true}}
	f.load.Source, f.load.Bytes = "network.csv", 123_456
	rng := rand.New(rand.NewPCG(1, 2))
	for step := range 3 * 24 * 6 {
		at := day.Add(time.Duration(step) * 10 * time.Minute)
		for r, region := range regions {
			if r == 1 && at.Day() == 2 && at.Hour() >= 3 && at.Hour() < 8 {
				continue
			}
			for d, device := range devices {
				load := 0.5 - 0.4*math.Cos(2*math.Pi*float64(at.Hour())/24)
				v := [record.NumMetrics]float64{
					record.Traffic: math.Round((40+200*load+20*rng.Float64())*10) / 10,
					record.Latency: math.Round((30+float64(10*r)+30*load+8*rng.Float64())*10) / 10,
					record.Loss:    math.Round((0.2+0.3*rng.Float64())*100) / 100,
					record.CPU:     math.Round((30+40*load+10*rng.Float64())*10) / 10,
				}
				switch {
				case r == 0 && d == 1 && at.Day() == 2 && at.Hour() == 14:
					v[record.Latency], v[record.CPU] = 150+float64(step%50), 94
				case d == 2 && at.Day() == 3 && at.Hour() == 9:
					v[record.Loss] = 3.5 + float64(r)
				}
				if rng.IntN(100) == 0 {
					v[record.CPU] = record.Missing
				}
				f.add(at, device, region, v)
			}
		}
	}
	return f
}

func analyse(tb testing.TB, f *rows) *analytics.Report {
	tb.Helper()
	r, err := analytics.Run(context.Background(), f, analytics.Options{}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// fixtureRows are the rows of fixture.
var fixtureRows = sync.OnceValue(func() *rows {
	return network([]string{"us-east", "eu-central", "ap-south"}, []string{"edge-01", "edge-02", "edge-03", "core-01"})
})

// fixture is the report that the goldens show. The verdict is set here, so that
// its wording can change without a new picture.
var fixture = sync.OnceValue(func() *analytics.Report {
	r, err := analytics.Run(context.Background(), fixtureRows(), analytics.Options{}, nil)
	if err != nil {
		panic(err)
	}
	r.Verdict = kpi.Verdict{Level: kpi.Warn,
		Headline: "24 of 5,064 records are bottlenecks; worst: edge-03 in ap-south, severity 1.75 at 2024-03-03 09:00.",
		Facts:    []string{"Why: 6 over 120 ms latency, 18 over 2 % loss.", "Where: edge-03 and edge-02."}}
	for i := range r.Tiles {
		t := &r.Tiles[i]
		t.Now, t.Usual = t.Value*[]float64{1.38, 0.8, 1.02}[i%3], t.Value
	}
	return withIncidents(r)
})

// flawed is a report on input with rejected rows and notes.
func flawed(tb testing.TB) *analytics.Report {
	r := *fixture()
	r.Load.Rejected[record.BadNumber], r.Load.Rejected[record.BadTime] = 2, 1
	r.Load.Faults = []record.RowFault{
		{Reason: record.BadNumber, File: "network.csv", Line: 17, Column: 5, Field: "latency_ms", Value: "12,5"},
		{Reason: record.BadTime, File: "network.csv", Line: 90, Column: 1, Field: "timestamp", Value: "yesterday"},
	}
	r.Load.Notes = []string{"Times without a zone are taken as UTC."}
	return &r
}

// calmReport is a report without bottlenecks on input without CPU.
func calmReport(tb testing.TB) *analytics.Report {
	f := &rows{present: [record.NumMetrics]bool{true, true, true, false}}
	for i := range 30 {
		f.add(day.Add(time.Duration(i)*time.Minute), "edge-01", "us-east", [record.NumMetrics]float64{100, 50, 0.5, record.Missing})
	}
	return analyse(tb, f)
}

// hostile is a report with names that try to harm a terminal or a layout.
func hostile(tb testing.TB) *analytics.Report {
	names := []string{
		"\x1b]0;owned\a", "\x1b[5;1H\x1b[2J", "a\nb\rc\td", "\u202eevil", strings.Repeat("long", 100),
		"東京データセンター", "👩‍👩‍👧‍👦\ufe0f", "e\u0301\u0301\u0301\u0301", "\xff\xfe", "", " ", "\u009b31m",
	}
	f := network(names[:6], names[6:])
	f.load.Notes = []string{"note \x1b[31m\n red"}
	f.load.Rejected[record.BadNumber] = 1
	f.load.Faults = []record.RowFault{{File: "\x1b[2J", Value: "\a\b", Detail: "\x1b]8;;x\a"}}
	r := analyse(tb, f)
	r.Verdict.Headline = "\x1b[31mred\nline " + strings.Repeat("x", 300)
	r.Verdict.Facts = []string{"\x1b[1;1Hfact\r\n"}
	return withHostileIncidents(r, names)
}

// many is a report with n bottlenecks, for the tests of large tables.
func many(tb testing.TB, n int) *analytics.Report {
	r := *fixture()
	rng := rand.New(rand.NewPCG(3, 4))
	r.Bottlenecks = make([]detect.Bottleneck, n)
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		b.Row = record.Row{Time: day.UnixNano() + int64(i)*int64(time.Second), Device: record.NameID(rng.IntN(len(r.DeviceNames))),
			Region: record.NameID(rng.IntN(len(r.RegionNames)))}
		b.Value = [record.NumMetrics]float64{100 * rng.Float64(), 120 + 100*rng.Float64(), 5 * rng.Float64(), 100 * rng.Float64()}
		b.Severity = math.Round(rng.Float64()*300) / 100
		b.Why = detect.LatencyLimit
	}
	return &r
}

// rowsOf returns rows of a feed as a session does.
func rowsOf(f func() *rows) func(context.Context, analytics.View, record.Name, record.Name, int) ([]record.Row, int64, error) {
	return func(_ context.Context, v analytics.View, device, region record.Name, limit int) ([]record.Row, int64, error) {
		all, n := f(), int64(0)
		var out []record.Row
		for i, t := range all.batch.Time {
			r := all.batch.Row(i)
			if v.From != 0 && t < v.From || v.To != 0 && t >= v.To ||
				device.Raw != "" && all.names.Devices.Name(r.Device) != device || region.Raw != "" && all.names.Regions.Name(r.Region) != region {
				continue
			}
			if n++; len(out) < limit {
				out = append(out, r)
			}
		}
		return out, n, nil
	}
}

func plainTheme() *chart.Theme { return chart.NewTheme(chart.ThemeOptions{Profile: chart.None}) }

// testModel is a dashboard of the given size that has no report yet. Its clock
// stands still.
func testModel(w, h int) *Model {
	cfg := Config{Title: "network.csv", Version: "v1.2.3", Reload: true,
		Analyse: func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
			return fixture(), nil
		},
		Look: viewer(fixtureRows),
		Rows: rowsOf(fixtureRows),
		Export: func(context.Context, *analytics.Report) ([]string, error) {
			return []string{"wrote reports/dashboard.html, 148 KB", "wrote reports/bottlenecks.csv, 2 KB"}, nil
		}}
	m := newModel(context.Background(), cfg, plainTheme(), &ending{})
	m.now, m.pause = func() time.Time { return day }, 0
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

// shown is a dashboard that shows a report.
func shown(r *analytics.Report, w, h int) *Model {
	m := testModel(w, h)
	m.Update(reportMsg{data: newDataset(r)})
	return m
}

// tableOf returns the table of the active pane.
func tableOf(m *Model) *table {
	switch p := m.pane().(type) {
	case *devicesPane:
		return p.t
	case *cellsPage:
		return p.t
	case *incidentsPane:
		return p.t
	case *rowsPage:
		return p.t
	}
	return m.pane().(*bottlenecksPane).t
}

// press sends keys as bubbletea names them, and runs what they ask for.
func press(m *Model, keys ...string) {
	for _, k := range keys {
		_, cmd := m.Update(keyMsg(k))
		settle(m, cmd)
	}
}

// settle runs commands to the end; what a clock tells is dropped.
func settle(m *Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	select {
	case msg := <-done:
		switch msg := msg.(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				settle(m, c)
			}
		case tickMsg, nil:
		default:
			_, next := m.Update(msg)
			settle(m, next)
		}
	case <-time.After(time.Minute):
		panic("a command does not end")
	}
}

// keyMsg makes the message of a key by its name.
func keyMsg(name string) tea.KeyMsg {
	for t := tea.KeyType(-100); t < 200; t++ {
		if k := (tea.KeyMsg{Type: t}); t != tea.KeyRunes && k.String() == name && name != "" {
			return k
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// checkFrame fails unless frame is h lines of at most w cells without a control
// character but line ends and colour sequences.
func checkFrame(tb testing.TB, frame string, w, h int) {
	tb.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		tb.Fatalf("%dx%d: %d lines", w, h, len(lines))
	}
	for i, line := range lines {
		if n := cells(line); n > w {
			tb.Fatalf("%dx%d: line %d has %d cells: %q", w, h, i, n, line)
		}
		for _, r := range sgr.ReplaceAllString(line, "") {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' || r == '\u2028' {
				tb.Fatalf("%dx%d: line %d has %U: %q", w, h, i, r, line)
			}
		}
	}
}

func sizeName(w, h int) string { return fmt.Sprintf("%dx%d", w, h) }

// quick runs a command unless it waits for a clock, and returns what the model is
// to be told of it.
func quick(cmd tea.Cmd) tea.Msg {
	if cmd == nil {
		return nil
	}
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	select {
	case msg := <-done:
		switch msg := msg.(type) {
		case tea.BatchMsg:
			for _, c := range msg {
				if told := quick(c); told != nil {
					return told
				}
			}
		case tickMsg, tea.QuitMsg:
		default:
			return msg
		}
	case <-time.After(2 * time.Millisecond):
	}
	return nil
}
