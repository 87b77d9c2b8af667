package export

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// reading is a file with something of everything.
func reading() *quality.Reading {
	day := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	name := record.MakeName
	r := &quality.Reading{
		Inputs: []quality.Input{{
			Path: "probes/edge.csv.gz", Format: "csv", Encoding: "Windows-1252", Compression: "gzip", Delimiter: ";", HeaderLine: 3, Skipped: 2,
			Time: quality.TimeColumn{Columns: "Date + Time", Format: "day/month/year", Zone: "UTC", How: "assumed", Why: "no zone in the file"},
			Columns: []quality.Column{
				{Name: "Date", Field: "timestamp", How: "name", Samples: []string{"13/03/2024"}},
				{Name: "Time", Field: "timestamp", How: "name", Samples: []string{"10:00:00", "10:01:00"}},
				{Name: "host", Field: "device_id", How: "name", Why: `"host" is a known name of device_id`, Samples: []string{"edge-01", "edge-02"}},
				{Name: "RTT (avg)", Field: "latency_ms", Unit: "ms", How: "flag", Why: "--unit latency_ms=ms", Samples: []string{"12,5", "1.234,56", "timeout"}},
				{Name: "loss", Field: "packet_loss_pct", Unit: "%", How: "cell", Why: "every cell has a % sign", Samples: []string{"0%", "0.5%"}},
				{Name: "jitter"}, {Name: "comment"},
			},
			Region: "the file name: edge",
			Notes:  []string{"Times without a zone are taken as UTC."},
		}},
		Done: true,
		Load: record.LoadReport{
			Source: "probes/edge.csv.gz", Bytes: 123_456, Lines: 2893, Rows: 2880, Repaired: 1,
			Present: [record.NumMetrics]bool{record.Latency: true, record.Loss: true}, HasDevice: true,
			Faults: []record.RowFault{
				{Reason: record.BadNumber, File: "probes/edge.csv.gz", Line: 17, Column: 4, Field: "latency_ms", Value: "fast"},
				{Reason: record.BadNumber, File: "probes/edge.csv.gz", Line: 90, Column: 4, Field: "latency_ms", Value: "slow"},
				{Reason: record.BadFieldCount, File: "probes/edge.csv.gz", Line: 300, Detail: "8 fields, want 7"},
			},
			Tokens: []record.Token{{Metric: record.Latency, Reason: record.MissingMark, Text: "timeout", Cells: 12}, {Metric: record.Latency, Reason: record.MissingMark, Text: "-", Cells: 3}},
			Notes:  []string{"the text is not UTF-8 and was read as Windows-1252", "Times without a zone are taken as UTC.", "NUL bytes before 1 row were dropped: line 44"},
		},
		Times: quality.Report{
			Rows: 2880, First: day, Last: day + int64(24*time.Hour-time.Minute), StepsBack: 3, OwnStepsBack: 1, EqualTimes: 2,
			Series: 5, Regular: 4, WithGaps: 1, Gaps: 2, Step: int64(time.Minute),
			Longest: []quality.Gap{
				{Device: name("edge-02"), From: day + int64(3*time.Hour), To: day + int64(5*time.Hour), Missing: 119},
				{Device: name("edge-02"), From: day + int64(8*time.Hour), To: day + int64(8*time.Hour+2*time.Minute), Missing: 1},
			},
			Least: []quality.Coverage{
				{Device: name("edge-02"), Rows: 1320, First: day, Last: day + 1, Step: int64(time.Minute), Share: 0.9166, Gaps: 2},
				{Device: name("edge-01"), Rows: 1440, Step: int64(time.Minute), Share: 1}, {Device: name("edge-03"), Rows: 1440, Step: int64(time.Minute), Share: 1},
			},
			Most: []quality.Coverage{{Device: name("edge-04"), Rows: 1440, Step: int64(time.Minute), Share: 1}},
		},
		Command: "network-analytics --date-order dmy --unit latency_ms=ms --map 'latency_ms=RTT (avg)' --tz UTC --region-from file probes/edge.csv.gz",
	}
	r.Load.Rejected[record.BadNumber], r.Load.Rejected[record.BadFieldCount], r.Load.Rejected[record.RepeatedHeader] = 7, 1, 1
	r.Load.Missing[record.Latency][record.MissingMark], r.Load.Missing[record.Latency][record.EmptyCell] = 15, 4
	return r
}

// asking is a file that cannot be read without an answer.
func asking() *quality.Reading {
	in := quality.Input{
		Path: "loss.csv", Format: "csv", Encoding: "UTF-8", Delimiter: ",", HeaderLine: 1,
		Time: quality.TimeColumn{Columns: "ts", Format: "epoch s", Zone: "as written", How: "name"},
		Columns: []quality.Column{
			{Name: "ts", Field: "timestamp", How: "name", Samples: []string{"1700000000"}},
			{Name: "loss", Field: "packet_loss_pct", How: "not settled", Samples: []string{"0.5", "0.25"}},
		},
		Questions: []quality.Question{{Field: "packet_loss_pct", Column: "loss", Text: `Is "loss" a percentage or a fraction of 1?`, Options: []quality.Option{
			{Label: "percent, 0 to 100", Flag: "--loss-unit percent"}, {Label: "fraction, 0 to 1", Flag: "--loss-unit fraction"}}}},
	}
	other := in
	other.Path = "loss2.csv"
	return &quality.Reading{Inputs: []quality.Input{in, other}}
}

// rough is a reading with texts that try to harm a terminal.
func rough() *quality.Reading {
	r := reading()
	evil := "\x1b[2J\x1b]0;x\a\u202e\u009b31m\xff" + strings.Repeat("long ", 60)
	in := &r.Inputs[0]
	in.Path, in.Problem, in.Device = evil, evil, evil
	in.Time.Columns, in.Time.Why = evil, evil
	in.Columns[0].Name, in.Columns[1].Why, in.Columns[2].Samples = evil, evil, []string{evil, "\a"}
	in.Columns[5].Name = evil
	in.Questions = []quality.Question{{Text: evil, Column: evil, Options: []quality.Option{{Label: evil, Flag: evil}}}}
	r.Load.Notes, r.Load.Faults[0].Value, r.Load.Faults[2].Detail = []string{evil}, evil, evil
	r.Times.Longest[0].Device.Text, r.Command = record.Clean(evil), evil
	return r
}

func inspectText(t *testing.T, r *quality.Reading) string {
	var b strings.Builder
	if err := InspectText(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInspectText(t *testing.T) {
	for name, r := range map[string]*quality.Reading{"read": reading(), "asking": asking(), "nothing": {}} {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, []byte(inspectText(t, r))) })
	}
}

func TestInspectTextFitsOneScreen(t *testing.T) {
	text := inspectText(t, reading())
	if n := strings.Count(text, "\n"); n > 50 {
		t.Errorf("%d lines\n%s", n, text)
	}
}

func TestInspectTextIsSafe(t *testing.T) {
	for i, line := range strings.Split(inspectText(t, rough()), "\n") {
		for _, r := range line {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
				t.Fatalf("line %d has %U: %q", i+1, r, line)
			}
		}
		command := strings.HasPrefix(line, "Again") || strings.HasSuffix(line, " \\") || strings.HasPrefix(line, "            ")
		if n := ansi.StringWidth(line); n > textWidth && !command {
			t.Errorf("line %d has %d cells: %q", i+1, n, line)
		}
	}
}

func TestInspectJSON(t *testing.T) {
	for name, r := range map[string]*quality.Reading{"read": reading(), "asking": asking(), "nothing": {}} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := InspectJSON(&b, r); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, []byte(b.String()))
		})
	}
}

func TestInspectJSONIsSafeAndWhole(t *testing.T) {
	var b strings.Builder
	if err := InspectJSON(&b, rough()); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.String() {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' {
			t.Fatalf("%U in the output", r)
		}
	}
	var back inspectJSON
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if got, want := back.Inputs[0].Columns[0].Name, strings.ToValidUTF8(rough().Inputs[0].Columns[0].Name, "\ufffd"); got != want {
		t.Errorf("the name came back as %q, want %q", got, want)
	}
	if strings.Contains(b.String(), ": null") {
		t.Error("a list is null")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestInspectReportsTheWriter(t *testing.T) {
	if InspectText(fullDisk{}, reading()) == nil || InspectJSON(fullDisk{}, reading()) == nil {
		t.Error("a failed write is no error")
	}
}
