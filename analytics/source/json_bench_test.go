package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"

	"network-analytics/analytics/source/mapping"
)

// telemetryLines returns n records as JSON lines, as a collector writes them.
func telemetryLines(n int) []byte {
	var b bytes.Buffer
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		fmt.Fprintf(&b, `{"timestamp":"2025-03-01T%02d:%02d:%02dZ","host":"edge-%02d","region":"eu-west-%d","net":{"rtt":%.3f,"loss":%.2f,"traffic_mbps":%.2f},"cpu_pct":%.1f,"up":true}`+"\n",
			i/3600%24, i/60%60, i%60, i%40, i%3, 5+r.Float64()*60, r.Float64()*2, r.Float64()*900, r.Float64()*100)
	}
	return b.Bytes()
}

const benchLines = 20000

// lineRecord is what a reader of these very lines would declare.
type lineRecord struct {
	Timestamp string `json:"timestamp"`
	Host      string `json:"host"`
	Region    string `json:"region"`
	Net       struct {
		RTT     json.Number `json:"rtt"`
		Loss    json.Number `json:"loss"`
		Traffic json.Number `json:"traffic_mbps"`
	} `json:"net"`
	CPU json.Number `json:"cpu_pct"`
	Up  bool        `json:"up"`
}

// sums is the result that every way of reading must agree on.
type sums struct {
	rows          int
	rtt, cpu, txt float64
}

func number(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64)
	return v
}

func sumTable(tb testing.TB, data []byte) (s sums) {
	t, err := openJSON(bufio.NewReaderSize(bytes.NewReader(data), 64<<10), tableInput{maxLine: DefaultMaxLine})
	if err != nil {
		tb.Fatal(err)
	}
	var row tableRow
	rtt, cpu, host := -1, -1, -1
	for {
		err := t.next(&row)
		if err == io.EOF {
			return s
		}
		if err != nil {
			tb.Fatal(err)
		}
		if s.rows == 0 {
			for i, c := range t.columns() {
				switch c.Name {
				case "net.rtt":
					rtt = i
				case "cpu_pct":
					cpu = i
				case "host":
					host = i
				}
			}
		}
		s.rows++
		v, _ := mapping.ParseDecimal(row.cells[rtt], 0)
		w, _ := mapping.ParseDecimal(row.cells[cpu], 0)
		s.rtt, s.cpu, s.txt = s.rtt+v, s.cpu+w, s.txt+float64(len(row.cells[host]))
	}
}

func sumStruct(tb testing.TB, data []byte) (s sums) {
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		var r lineRecord
		if err := d.Decode(&r); err == io.EOF {
			return s
		} else if err != nil {
			tb.Fatal(err)
		}
		s.rows++
		s.rtt, s.cpu, s.txt = s.rtt+number(r.Net.RTT.String()), s.cpu+number(r.CPU.String()), s.txt+float64(len(r.Host))
	}
}

func sumMap(tb testing.TB, data []byte) (s sums) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		var r map[string]any
		if err := d.Decode(&r); err == io.EOF {
			return s
		} else if err != nil {
			tb.Fatal(err)
		}
		s.rows++
		s.rtt += number(r["net"].(map[string]any)["rtt"].(json.Number).String())
		s.cpu += number(r["cpu_pct"].(json.Number).String())
		s.txt += float64(len(r["host"].(string)))
	}
}

// BenchmarkJSONLines compares reading JSON lines as a table with encoding/json.
// All three must come to the same sums.
func BenchmarkJSONLines(b *testing.B) {
	data := telemetryLines(benchLines)
	want := sumStruct(b, data)
	for _, way := range []struct {
		name string
		sum  func(testing.TB, []byte) sums
	}{{"table", sumTable}, {"encoding-json-struct", sumStruct}, {"encoding-json-map", sumMap}} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if got := way.sum(b, data); got != want {
					b.Fatalf("got %+v, want %+v", got, want)
				}
			}
			b.ReportMetric(float64(benchLines)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// TestJSONRowsDoNotAllocate reads on without making garbage once the names are
// known.
func TestJSONRowsDoNotAllocate(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"lines", `{"ts":"2025-03-01T00:00:00Z","host":"a\u0062","net":{"rtt":20.5,"tags":["x",{"y":1}]},"up":true}` + "\n"},
		{"array", `{"ts":"2025-03-01T00:00:00Z","host":"a\u0062","net":{"rtt":20.5},"up":null},` + "\n"},
	} {
		text := bytes.Repeat([]byte(test.text), 20000)
		if test.name == "array" {
			text = append([]byte("["), text...)
		}
		tab, err := openJSON(bufio.NewReader(bytes.NewReader(text)), tableInput{maxLine: DefaultMaxLine})
		if err != nil {
			t.Fatal(err)
		}
		var row tableRow
		read := func() {
			if err := tab.next(&row); err != nil {
				t.Fatal(test.name, err)
			}
		}
		for range 5000 {
			read()
		}
		if n := testing.AllocsPerRun(10000, read); n != 0 {
			t.Errorf("%s: %v allocations a row", test.name, n)
		}
	}
}
