package source

import (
	"bufio"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// readBounded reads everything of a table and returns how much memory that took
// at most.
func readBounded(t testing.TB, f format, data []byte) {
	t.Helper()
	var before, after runtime.MemStats
	large := len(data) > 64<<10 // measuring stops the world
	if large {
		runtime.ReadMemStats(&before)
	}
	tab, err := f.open(bufio.NewReaderSize(bytes.NewReader(data), 64<<10), tableInput{maxLine: 4 << 10})
	if err != nil {
		return
	}
	var row tableRow
	rows := 0
	for range 100_000 + len(data) {
		err := tab.next(&row)
		if _, bad := err.(*rowError); bad {
			continue
		}
		if err != nil {
			break
		}
		if len(row.cells) > len(tab.columns()) {
			t.Fatalf("%s: a row of %d cells, %d columns", f.name, len(row.cells), len(tab.columns()))
		}
		if rows++; rows > 10+len(data) {
			t.Fatalf("%s: more rows than bytes", f.name)
		}
	}
	if err := tab.next(&row); err == nil {
		t.Fatalf("%s: it does not end", f.name)
	}
	if !large {
		return
	}
	runtime.ReadMemStats(&after)
	if used, most := after.TotalAlloc-before.TotalAlloc, uint64(64<<20+16*len(data)); used > most {
		t.Errorf("%s: %d bytes for an input of %d", f.name, used, len(data))
	}
}

// TestJSONMemory reads hostile inputs. What is allocated in total bounds what is
// held at any time.
func TestJSONMemory(t *testing.T) {
	const n = 3 << 20
	fill := func(head, body, tail string) []byte {
		return []byte(head + strings.Repeat(body, (n-len(head)-len(tail))/len(body)) + tail)
	}
	var names strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&names, `{"name%d":1,"o%d":{"x":2}}`+"\n", i, i)
	}
	inputs := map[string][]byte{
		"open brackets":       fill("", "[", ""),
		"open objects":        fill("", `{"a":`, ""),
		"open quote":          fill(`{"a":"`, "x", ""),
		"open quote in array": fill(`[{"a":1},{"b":"`, "x\n", ""),
		"ones":                fill(`{"data":[`, "1,", "1]}"),
		"columns":             fill(`{"a":[1,2,3],"b":[`, "1,", "1]}"),
		"rows":                fill(`{"columns":["a","b"],"rows":[`, "[1,2],", "[1]]}"),
		"names":               []byte(names.String()),
		"a long name":         fill(`{"`, "x", `":1}`),
		"prometheus":          fill(`{"status":"success","data":{"result":[{"metric":{"a":"b"},"values":[`, `[1,"2"],`, `[1,"2"]]}]}}`),
		"iperf3":              fill(`{"start":{},"intervals":[`, `{"sum":{}},`, `{}]}`),
		"starlink":            fill(`{"popPingDropRate":[`, "0,", "0]}"),
		"zero bytes":          fill("", "\x00", ""),
		"commas":              fill("[", ",", ""),
		"small lines":         fill("", "{}\n", ""),
		"broken lines":        fill(`{"a":1}`+"\n", "{\n", ""),
	}
	for name, data := range inputs {
		t.Run(name, func(t *testing.T) {
			readBounded(t, jsonFormats[len(jsonFormats)-1], data)
			if f, ok := detectJSON(data, ""); ok {
				readBounded(t, f, data)
			}
		})
	}
}

// FuzzJSON reads any bytes with every JSON format: no panic, bounded memory, an
// end. Lines that encoding/json reads as an object must give the same row.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"ts":"2025-03-01T00:00:00Z","net":{"rtt":20.5,"t":["x",{"y":1}]},"up":null}` + "\n" + `{"ts":1}`,
		`[{"a":1},{"a":{"b":"\u00e9\ud83d\ude00"}}]`, `{"data":[{"a":1}],"x":`, `{"time":[1,2],"rtt":[3,4]}`, `[["a","b"],[1,2]]`,
		`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x_seconds","quantile":"0.5"},"values":[[1,"2"]]}]}}`,
		`{"prb_id":1,"timestamp":1,"type":"traceroute","msm_id":1,"result":[{"hop":1,"result":[{"rtt":1},{"x":"*"}]}]}`,
		`{"start":{"timestamp":{"timesecs":1}},"intervals":[{"streams":[{"rtt":1}],"sum":{"start":1,"bits_per_second":2}}],"end":{}}`,
		`{"x_values":[1],"results":{"Ping (ms) avg":[1]},"metadata":{"TIME":"2025-03-01T00:00:00Z"}}`,
		`{"Datapoints":[{"Timestamp":"x","Maximum":1,"Unit":"Percent"}],"Label":"CPUUtilization"}`,
		`{"MetricDataResults":[{"Label":"a CPUUtilization","Timestamps":["x"],"Values":[1]}]}`,
		`[{"namespace":"n","value":[{"id":"/a/b/providers/Microsoft.Insights/x","name":{"value":"m"},"unit":"Percent","timeseries":[{"data":[{"timeStamp":"x","total":1}]}]}]}]`,
		`{"metrics":[{"fields":{"a":1},"name":"ping","tags":{"url":"x"},"timestamp":1}]}`,
		`[{"update":{"timestamp":"1","prefix":{"target":"t","elem":[{"name":"a","key":{"name":"e"}}]},"update":[{"path":{"elem":[{"name":"c"}]},"val":{"intVal":"5"}}]}}]`,
		`{"source":"r","timestamp":1,"updates":[{"Path":"a[b=c]/d","values":{"a/d":{"e":1}}}]}`,
		`{"report":{"mtr":{},"hubs":[{"count":1,"host":"x","Loss%":1,"Avg":2}]}}`, `{"vSum":{"host":"h","values":[1,null]}}`,
		`{"dishGetHistory":{"popPingDropRate":[0,1],"popPingLatencyMs":[1,2]}}`, `{"GitShortCommit":"x","Download":{"ServerMeasurements":[{"TCPInfo":{"MinRTT":1}}]}}`,
		`[{"target":"a","datapoints":[[1,2]]}]`, `{"results":{"A":{"frames":[{"schema":{"fields":[{"name":"T","type":"time"}]},"data":{"values":[[1]]}}]}}}`,
		`{"results":[{"series":[{"columns":["time","a"],"tags":{"b":"c"},"values":[[1,2]]}]}]}`, `{"destination_ip":"a","responses":[{"type":"reply","time_ms":1}]}`,
		"\x00\n{\"a\":1}\n[", `{"a":NaN,"b":-Infinity}`, `{"\u0061":1,"a":2,"a":{"a":3}}`,
	} {
		for i := range jsonFormats {
			if i == 0 || jsonFormats[i].sniff([]byte(s), "") > 0 {
				f.Add(uint8(i), []byte(s))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		fm := jsonFormats[int(which)%len(jsonFormats)]
		fm.sniff(data, "")
		readBounded(t, fm, data)
		if fm, ok := detectJSON(data, ""); ok {
			readBounded(t, fm, data)
		}
		for _, line := range bytes.Split(data, []byte("\n")) {
			want, err := flatten(line)
			if err != nil || ambiguous(line) || !bytes.Equal(line, bytes.ToValidUTF8(line, nil)) {
				continue
			}
			flat := newJSONFlat(nil)
			line = bytes.TrimSpace(line)
			end, err := flat.object(line, 0)
			if err != nil {
				if strings.Contains(err.Error(), "deeper") {
					continue
				}
				t.Fatalf("%q: %v", line, err)
			}
			if end != len(line) {
				t.Fatalf("%q: ends at %d", line, end)
			}
			got := map[string]string{}
			for i, c := range flat.cols {
				if flat.cells[i] != nil {
					got[c.Name] = string(flat.cells[i])
				}
			}
			if !flat.dropped && fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%q:\n got %q\nwant %q", line, got, want)
			}
		}
	})
}
