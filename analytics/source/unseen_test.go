package source

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// unseenCase is an input with what it comes to: an error, a question or records.
type unseenCase struct {
	name, text string
	flags      string // separated by |
	err, ask   string // part of the error or of the first question
	option     string // a flag that the first question offers
	columns    string // as columnText spells them
	rows       int64
	note       string
}

var unseenCases = []unseenCase{
	{name: "no time at all", text: "latency_ms\n20\n21\n", ask: "no usable time", option: "--start 2025-03-01T10:00:00Z"},
	{name: "no time, a start given", text: "host,latency_ms\na,20\nb,21\n", flags: "--start|2025-01-01T00:00:00Z|--step|5s",
		columns: "timestamp=(time) device_id=host latency_ms=latency_ms:ms", rows: 2, note: "each other 5s later"},
	{name: "no time in records, a start given", text: `[{"host":"a","latency_ms":20},{"host":"a","latency_ms":21}]`, flags: "--start|2025-01-01T00:00:00Z",
		columns: "timestamp=(time) device_id=host latency_ms=latency_ms:ms", rows: 2, note: "--start says"},
	{name: "only times", text: "timestamp\n2025-03-01T10:00:00Z\n", err: "no metric column found"},
	{name: "no numbers", text: "time,latency_ms\n2025-03-01T10:00:00Z,\xef\xbc\x92\xef\xbc\x90\n", err: `column "latency_ms" holds no numbers`},
	{name: "nothing in an array", text: "[]", err: "no column found"},
	{name: "a compact time", text: "timestamp,latency_ms\n20250301100000,20\n", ask: "How are the times", option: "--time-format %Y%m%d%H%M%S"},
	{name: "a web page", text: "\n<!DOCTYPE html>\n<html><body></body></html>\n", err: "a web page"},
	{name: "XML", text: "<?xml version=\"1.0\"?>\n<r time=\"1\"/>\n", err: "an XML document"},
	{name: "an image", text: "\xff\xd8\xff\xe0\x00\x10JFIF\n1,2\n3,4\n", err: "a JPEG image"},
	{name: "a packet capture", text: "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\n", err: "a packet capture"},
	{name: "binary data", text: strings.Repeat("\x01\x02\x03\x04abc,def\n", 20), err: "binary data"},
	{name: "a tar archive", text: tarred("timestamp,latency_ms\n2025-03-01T10:00:00Z,20\n"), err: "a tar archive"},
	{name: "a packed tar archive", text: gzipped(tarred("timestamp,latency_ms\n2025-03-01T10:00:00Z,20\n")), err: "a tar archive"},
	{name: "a table of Markdown", text: "| time | host | latency_ms |\n|---|---|---|\n| 2025-03-01T10:00:00Z | a | 20 |\n| 2025-03-01T10:01:00Z | a | 21 |\n",
		columns: "timestamp=time device_id=host latency_ms=latency_ms:ms", rows: 2},
	{name: "values by item", text: "\"Host\";\"Item\";\"Clock\";\"Value\"\n\"r1\";\"ICMP response time\";\"1740787200\";\"0.0203\"\n\"r1\";\"ICMP loss\";\"1740787200\";\"20\"\n",
		flags: "--unit|latency_ms=s", rows: 1, columns: "timestamp=Clock device_id=Host"},
	{name: "a value of several series", text: "Series;Time;Value\na;2025-03-01T10:00:00Z;1\nb;2025-03-01T10:00:00Z;2\n", flags: "--map|traffic_mbps=Value|--unit|traffic_mbps=Mbit/s",
		columns: "timestamp=Time device_id=Series traffic_mbps=Value:Mbit/s", rows: 2},
	{name: "a graph of a poller", text: cactiText(), ask: `Which column is traffic_mbps: "Inbound", "Outbound"`, option: "--map traffic_mbps=Inbound"},
	{name: "rates of octets", text: "hostname,polled_at,ifInOctets_rate\nsw1,2025-03-01T10:00:00Z,12500000\n", columns: "timestamp=polled_at device_id=hostname traffic_mbps=ifInOctets_rate:B/s", rows: 1},
	{name: "a scrape", text: "# TYPE probe_duration_seconds gauge\nprobe_duration_seconds{instance=\"a\"} 0.02\n", ask: "no usable time"},
	{name: "series of unknown meaning", text: promText(""), ask: `What does column "sine" measure`, option: "--map traffic_mbps=sine --unit traffic_mbps=Mbps"},
	{name: "series in a known unit", text: promText("_seconds"), ask: `What does column "sine_seconds" measure`, option: "--map latency_ms=sine_seconds"},
	{name: "series told apart", text: promText(""), flags: "--map|traffic_mbps=sine|--unit|traffic_mbps=Mbit/s", rows: 2,
		columns: "timestamp=(time) device_id=(device) region=(region) traffic_mbps=sine:Mbit/s"},
	{name: "a short line protocol", text: "netflow,source=a,version=9 in_bytes=8u,flow=\"x\"\nnetflow,source=a,version=9 in_bytes=9u,flow=\"x\"\n", ask: "no usable time"},
	{name: "a column that comes late", text: lateText(), columns: "timestamp=time device_id=host latency_ms=latency_ms:ms", rows: mapping.MaxSamples + 2,
		note: "came after the first 1,000 rows: packet_loss_pct"},
}

func tarred(text string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	w.WriteHeader(&tar.Header{Name: "x.csv", Size: int64(len(text)), Mode: 0o644}) //nolint:errcheck // into memory
	w.Write([]byte(text))                                                          //nolint:errcheck
	w.Close()
	return b.String()
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text)) //nolint:errcheck // into memory
	w.Close()
	return b.String()
}

func cactiText() string {
	b := strings.Builder{}
	b.WriteString("\"Title:\",\"core\"\n\"Start Date:\",\"2025-03-01 00:00:00\"\n\"Step:\",\"300\"\n\"Date\",\"Inbound\",\"Outbound\"\n")
	for i := range 20 {
		fmt.Fprintf(&b, "\"2025-03-01 00:%02d:00\",\"%d.5\",\"%d.5\"\n", i, 1000+i, 2000+i)
	}
	return b.String()
}

func promText(end string) string {
	series := func(id string) string {
		return fmt.Sprintf(`{"metric":{"__name__":"sine%s","series":"%s"},"values":[[1734709220,"2.5"]]}`, end, id)
	}
	return `{"status":"success","data":{"resultType":"matrix","result":[` + series("a") + "," + series("b") + "]}}"
}

func lateText() string {
	b := strings.Builder{}
	for i := range mapping.MaxSamples + 1 {
		fmt.Fprintf(&b, "{\"time\":\"2025-03-01T%02d:%02d:00Z\",\"host\":\"a\",\"latency_ms\":20}\n", i/60, i%60)
	}
	b.WriteString("{\"time\":\"2025-03-01T23:00:00Z\",\"host\":\"a\",\"latency_ms\":20,\"packet_loss_pct\":5}\n")
	return b.String()
}

func TestUnseen(t *testing.T) {
	for _, c := range unseenCases {
		t.Run(c.name, c.run)
	}
}

func (c *unseenCase) run(t *testing.T) {
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
		t.Fatal(err)
	}
	var flags mapping.Flags
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.RegisterFlags(fs)
	if c.flags != "" {
		if err := fs.Parse(strings.Split(c.flags, "|")); err != nil {
			t.Fatal(err)
		}
	}
	answers, err := flags.Parse()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open([]string{path}, nil, Options{Answers: answers})
	if c.err != "" {
		if err == nil || !strings.Contains(err.Error(), c.err) || record.KindOf(err) != record.KindInput {
			t.Fatalf("error %v, want %q", err, c.err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	asked := s.Questions()
	if c.ask != "" {
		if len(asked) == 0 || !strings.Contains(asked[0].Text, c.ask) {
			t.Fatalf("asks %v, want %q", asked, c.ask)
		}
		if c.option != "" && !slices.ContainsFunc(asked[0].Options, func(o mapping.Option) bool { return o.Flag == c.option }) {
			t.Errorf("offers %v, want %q", asked[0].Options, c.option)
		}
		return
	}
	if len(asked) > 0 {
		t.Fatalf("asks %v", asked)
	}
	got := collect(t, s, 2)
	if got.err != nil {
		t.Fatal(got.err)
	}
	if got.rep.Rows != c.rows {
		t.Errorf("%d rows, want %d", got.rep.Rows, c.rows)
	}
	if columns := columnText(&s.Plans()[0].Plan); columns != c.columns {
		t.Errorf("reads %q, want %q", columns, c.columns)
	}
	if notes := strings.Join(got.rep.Notes, "\n"); !strings.Contains(notes, c.note) {
		t.Errorf("notes %q, want %q", notes, c.note)
	}
}

// TestRowsKeepOrder has a record without all metrics between whole ones.
func TestRowsKeepOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	text := "{\"time\":\"2025-03-01T10:00:00Z\",\"latency_ms\":1,\"packet_loss_pct\":0}\n" +
		"{\"time\":\"2025-03-01T10:01:00Z\",\"packet_loss_pct\":100}\n" +
		"{\"time\":\"2025-03-01T10:02:00Z\",\"latency_ms\":3,\"packet_loss_pct\":0}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open([]string{path}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := collect(t, s, 1)
	if got.err != nil || len(got.rows) != 3 {
		t.Fatalf("%d rows, %v", len(got.rows), got.err)
	}
	for i := range got.rows {
		if want := fmt.Sprintf("10:0%d:00", i); !strings.Contains(got.record(t, i), want) {
			t.Errorf("row %d is %q, want the one of %s", i+1, got.record(t, i), want)
		}
	}
}
