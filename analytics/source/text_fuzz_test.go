package source

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func bufReader(s string) *bufio.Reader { return bufio.NewReaderSize(strings.NewReader(s), 64<<10) }

// readTableBounded reads data with a format to its end and checks that no row lies
// outside of the columns, that it comes to an end, and that little is allocated.
func readTableBounded(t *testing.T, f format, data []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f.sniff(data[:min(len(data), 64<<10)], "x")
	table, err := f.open(bufReader(string(data)), tableInput{base: "x", maxLine: 1 << 12})
	if err == nil {
		rows := 0
		var row tableRow
		for {
			err := table.next(&row)
			if _, bad := err.(*rowError); err != nil && !bad {
				if err != io.EOF {
					t.Errorf("%s: %v", f.name, err)
				}
				break
			}
			if err == nil && len(row.cells) > len(table.columns()) {
				t.Fatalf("%s: %d cells in %d columns", f.name, len(row.cells), len(table.columns()))
			}
			// A ping of two lines may miss 32767 probes; nothing else makes rows of nothing.
			if rows++; rows > 1000+40000*len(data) {
				t.Fatalf("%s: more rows than the input can hold", f.name)
			}
		}
		if n, ok := table.(tableNoter); ok {
			n.notes()
		}
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 16<<20+200*uint64(len(data)) {
		t.Errorf("%s: %d bytes allocated for %d", f.name, taken, len(data))
	}
}

// fuzzFormat adds the inputs of testdata that a format knows as seeds.
func fuzzFormat(f *testing.F, fm format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	files, _ := filepath.Glob(filepath.Join("..", "..", "testdata", "ingest", "*"))
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 16<<10 && fm.sniff(data, name) > 0 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { readTableBounded(t, fm, data) })
}

func FuzzPing(f *testing.F) {
	fuzzFormat(f, pingFormat, "Pinging a [1] with 32 bytes of data:\nReply from 1: bytes=32 time<1ms TTL=1\nRequest timed out.\n",
		"64 bytes from a: seq=0 ttl=1 time=1 ms\n64 bytes from a: seq=900 ttl=1 time=1 ms\n")
}

func FuzzFping(f *testing.F) {
	fuzzFormat(f, fpingFormat, "[1] a : [0], 64 bytes, 1 ms (1 avg, 0% loss)\na : xmt/rcv/%loss = 1/1/0%, min/avg/max = 1/1/1\n")
}

func FuzzMtr(f *testing.F) {
	fuzzFormat(f, mtrFormat, "Start: x\nHOST: a Loss% Snt Avg\n 1.|-- ??? 100.0 1 0\n 2.|-- b 0.0% 1 2\n")
}

func FuzzMtrCSV(f *testing.F) {
	fuzzFormat(f, mtrCSVFormat, mtrCSVStart+"Loss%,Avg,\nM,1,OK,a,1,???,100,0\nM,1,OK,a,2,b,0,\"1\"\n")
}

func FuzzLineProtocol(f *testing.F) {
	fuzzFormat(f, lineProtocolFormat, "a,b=c d=1i,e=\"f\ng\" 1\n", `a\ b,c\,d=e\=f g="\"" 1`)
}

func FuzzInfluxCSV(f *testing.F) {
	fuzzFormat(f, influxCSVFormat, "#group,,\n#default,,\n,result,table,_time,_value,_field,host\n,,0,t,1,f,\"a\"\n")
}

func FuzzOpenMetrics(f *testing.F) {
	fuzzFormat(f, openMetricsFormat, "# TYPE a counter\na_total{b=\"c\\n\"} 1 2 # {} 1\na{quantile=\"0.5\"} NaN\n# EOF\n")
}

func FuzzZeek(f *testing.F) {
	fuzzFormat(f, zeekFormat, "#separator \\x09\n#fields\tts\trtt\n#types\ttime\tinterval\n1\t-\n")
}

func FuzzSadf(f *testing.F) {
	fuzzFormat(f, sadfFormat, "# hostname;interval;timestamp;CPU;%idle\nh;1;t;-1;9\n# hostname;interval;timestamp;IFACE;rxkB/s\nh;1;t;e;1\n")
}
