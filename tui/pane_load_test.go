package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// lossQuestion is what the tests ask.
var lossQuestion = quality.Question{Field: "packet_loss_pct", Column: "loss", Text: `Is "loss" a percentage or a fraction of 1?`, Options: []quality.Option{
	{Label: "percent, 0 to 100", Flag: "--loss-unit percent"}, {Label: "fraction, 0 to 1", Flag: "--loss-unit fraction"}}}

// howRead is the reading of an input with something to say.
func howRead() *quality.Reading {
	first, last := day.UnixNano(), day.UnixNano()+int64(72*time.Hour)
	return &quality.Reading{
		Inputs: []quality.Input{{
			Path: "network.csv", Format: "csv", Encoding: "UTF-8", Delimiter: ";", HeaderLine: 3, Skipped: 2,
			Time: quality.TimeColumn{Columns: "Date + Time", Format: "day/month/year", Zone: "UTC", How: "assumed", Why: "no zone in the file"},
			Columns: []quality.Column{
				{Name: "Date", Field: "timestamp", How: "name", Samples: []string{"13/03/2024"}},
				{Name: "Time", Field: "timestamp", How: "name", Samples: []string{"10:00:00", "10:01:00"}},
				{Name: "host", Field: "device_id", How: "name", Why: "by its name", Samples: []string{"edge-01", "edge-02"}},
				{Name: "RTT (avg)", Field: "latency_ms", Unit: "ms", How: "flag", Why: "--unit says so", Samples: []string{"12,5", "1.234,56"}},
				{Name: "loss", Field: "packet_loss_pct", Unit: "%", How: "cell", Why: "every cell has a % sign", Samples: []string{"0%", "0.5%"}},
				{Name: "jitter"}, {Name: "comment"},
			},
		}},
		Times: quality.Report{
			Rows: 5064, First: first, Last: last, StepsBack: 3, OwnStepsBack: 1, EqualTimes: 2, Series: 12, Regular: 12, WithGaps: 4, Gaps: 4,
			Step:    int64(10 * time.Minute),
			Longest: []quality.Gap{{Device: record.MakeName("edge-01"), Region: record.MakeName("eu-central"), From: first, To: first + int64(5*time.Hour), Missing: 30}},
			Least:   []quality.Coverage{{Device: record.MakeName("edge-01"), Region: record.MakeName("eu-central"), Rows: 402, Share: 0.93, Gaps: 1}},
			Most:    []quality.Coverage{{Device: record.MakeName("edge-03"), Region: record.MakeName("us-east"), Rows: 432, Share: 1}},
		},
		Command: "network-analytics --date-order dmy --tz UTC network.csv",
	}
}

// roughReading has texts that try to harm a terminal or a layout.
func roughReading() *quality.Reading {
	evil := "\x1b[2J\x1b]0;x\a\u202e\u009b31m\xff 東京 " + strings.Repeat("long", 60)
	r := howRead()
	in := &r.Inputs[0]
	in.Path, in.Problem, in.Device, in.Time.Columns, in.Time.Why = evil, evil, evil, evil, evil
	in.Columns[0].Name, in.Columns[1].Why, in.Columns[2].Samples, in.Columns[3].Unit = evil, evil, []string{evil, "\a"}, evil
	in.Columns[5].Name = evil
	q := quality.Question{Text: evil, Column: evil, Field: "latency_ms"}
	for range 20 {
		q.Options = append(q.Options, quality.Option{Label: evil, Flag: "--map " + evil})
	}
	in.Questions = []quality.Question{q, lossQuestion, {Text: "none?"}}
	r.Command = evil
	return r
}

func withReading(t *testing.T, r *quality.Reading, w, h int) *Model {
	m := testModel(w, h)
	d := newDataset(flawed(t))
	d.reading = r
	m.Update(reportMsg{data: d})
	press(m, "7")
	return m
}

func TestGoldenLoadPane(t *testing.T) {
	for _, s := range [][2]int{{80, 24}, {120, 40}} {
		t.Run(sizeName(s[0], s[1]), func(t *testing.T) {
			frame := withReading(t, howRead(), s[0], s[1]).View()
			checkFrame(t, frame, s[0], s[1])
			golden.RequireEqual(t, []byte(frame))
		})
	}
}

func TestLoadPaneScrolls(t *testing.T) {
	m := withReading(t, howRead(), 80, 24)
	wantIn(t, m.View(), "lines 1 to ")
	wantIn(t, m.View(), "(more below: j)")
	press(m, "G")
	wantIn(t, m.View(), "network-analytics --date-order dmy --tz UTC network.csv")
	wantIn(t, m.View(), "(more above: k)")
	press(m, "k")
	wantIn(t, m.View(), "(more: j, k)")
	press(m, "k", "pgup", "ctrl+u", "g")
	wantIn(t, m.View(), `csv, UTF-8, delimiter ";", header in line 3`)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 80})
	press(m, "G")
	wantIn(t, m.View(), "how the input was read")
	wantIn(t, m.View(), `csv, UTF-8, delimiter ";", header in line 3`)
}

// The reading of many columns scrolls by every key that moves, to both ends.
func TestLoadPaneOfManyColumns(t *testing.T) {
	r := howRead()
	r.Inputs[0].Columns = nil
	for i := range 30 {
		r.Inputs[0].Columns = append(r.Inputs[0].Columns, quality.Column{
			Name: fmt.Sprintf("probe %02d (ms)", i), Field: "latency_ms", Unit: "ms", How: "name", Why: "its name says ms", Samples: []string{"12.5"}})
	}
	m := withReading(t, r, 80, 24)
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, "lines 1 to "}, {[]string{"j"}, "lines 2 to "}, {[]string{"j", "j"}, "lines 4 to "}, {[]string{"k"}, "lines 3 to "},
		{[]string{"pgup"}, "lines 1 to "}, {[]string{"G"}, "(more above: k)"}, {[]string{"pgup"}, "(more"}, {[]string{"g"}, "lines 1 to "},
		{[]string{"pgdown", "pgdown", "pgdown", "pgdown", "pgdown"}, "(more above: k)"},
	} {
		press(m, c.keys...)
		checkFrame(t, m.View(), 80, 24)
		wantIn(t, m.View(), c.want)
	}
	press(m, "g")
	if n := strings.Count(m.View(), "its name says ms"); n != 1 {
		t.Errorf("the same reason comes %d times", n)
	}
}

func TestLoadPaneIsSafeAtAllSizes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 6))
	m := withReading(t, roughReading(), 80, 24)
	for n := range 60 {
		w, h := 1+rng.IntN(200), 1+rng.IntN(60)
		m.theme = chart.NewTheme(chart.ThemeOptions{Profile: []chart.Profile{chart.TrueColor, chart.Mono}[n%2], ASCII: n%3 == 0})
		m.Update(tea.WindowSizeMsg{Width: w, Height: h})
		for _, k := range []string{"G", "k", "pgup", "j", "g"} {
			press(m, k)
			checkFrame(t, m.View(), w, h)
		}
		if err := m.end.reason(); err != nil {
			t.Fatalf("%v\n%s", err, err.(Crash).Stack)
		}
	}
}

func TestReadingComesWithTheReport(t *testing.T) {
	m := testModel(100, 40)
	m.cfg.Reading = howRead
	m.Update(m.analyse()())
	press(m, "7")
	wantIn(t, m.View(), "Date + Time, day/month/year, UTC")
}
