package source

import (
	"strings"
	"testing"
)

// TestJSONShapes reads records wherever programs put them.
func TestJSONShapes(t *testing.T) {
	rec := func(i string) string { return `{"ts":"2025-03-01T00:00:0` + i + `Z","host":"a","rtt":2` + i + `}` }
	row := func(i string) string { return "ts=2025-03-01T00:00:0" + i + "Z host=a rtt=2" + i }
	two := map[int]string{0: row("0"), 1: row("1")}
	for _, c := range []jsonCase{
		{name: "lines", text: rec("0") + "\n\n  " + rec("1") + "  \n", rows: 2, want: two, lines: map[int]int64{0: 1, 1: 3}},
		{name: "two on a line", text: rec("0") + rec("1") + "\n" + rec("2") + " " + rec("3"), rows: 4, want: map[int]string{1: row("1"), 3: row("3")}, lines: map[int]int64{1: 1, 3: 2}},
		{name: "no line end", text: rec("0") + "\n" + rec("1"), rows: 2, want: two},
		{name: "one record", text: rec("0"), rows: 1, want: map[int]string{0: row("0")}},
		{name: "log line first", text: "starting up\n" + rec("0") + "\n" + rec("1") + "\n", rows: 2, want: two, bad: []string{"1:not a JSON object"}},
		{name: "indented, one after the other", text: "{\n \"ts\": \"t0\",\n \"rtt\": 20\n}\n{\n \"ts\": \"t1\",\n \"rtt\": 21}\n", rows: 2,
			want: map[int]string{0: "ts=t0 rtt=20", 1: "ts=t1 rtt=21"}, lines: map[int]int64{0: 1, 1: 5}},
		{name: "array", text: "[" + rec("0") + ",\n" + rec("1") + "]\n", rows: 2, want: two, lines: map[int]int64{0: 1, 1: 2}},
		{name: "empty array", text: "[]", rows: 0},
		{name: "array on one line per record", text: "[\n" + rec("0") + "\n," + rec("1") + "\n]", rows: 2, want: two},
		{name: "cut array", text: "[" + rec("0") + "," + rec("1") + `,{"ts":"2025`, rows: 2, want: two, err: "the JSON breaks off in line 1: unexpected EOF"},
		{name: "array that is not closed", text: "[" + rec("0") + "," + rec("1") + ",\n", rows: 2, want: two, err: "breaks off in line 2"},
		{name: "mistake in an element", text: "[" + rec("0") + ",\n{\"ts\":1,}\n," + rec("1") + "]", rows: 2, want: two, bad: []string{`2:not valid JSON at "}"`}},
		{name: "number among the elements", text: "[" + rec("0") + ",7," + rec("1") + "]", rows: 2, want: two, bad: []string{"1:not a JSON object"}},
		{name: "under a name", text: `{"count":2,"site":"lab","data":[` + rec("0") + "," + rec("1") + `],"next":null}`, rows: 2,
			want: map[int]string{0: "count=2 site=lab " + row("0"), 1: "count=2 site=lab " + row("1")}},
		{name: "under two names", text: `{"response":{"meta":{"x":[{"a":1,"b":2}]},"page":1,"records":[` + rec("0") + "," + rec("1") + `]}}`, rows: 2,
			want: map[int]string{0: "response.page=1 " + row("0"), 1: "response.page=1 " + row("1")}},
		{name: "under an unknown name", text: `{"device":"r1","time":5,"interfaces":[{"name":"e0","in_octets":1},{"name":"e1","in_octets":2}]}`, rows: 2,
			want: map[int]string{0: "device=r1 time=5 name=e0 in_octets=1", 1: "device=r1 time=5 name=e1 in_octets=2"}},
		{name: "hits", text: `{"took":3,"hits":{"total":2,"hits":[{"_id":"1","_source":{"ts":"t0","rtt":20}},{"_id":"2","_source":{"ts":"t1","rtt":21}}]}}`, rows: 2,
			want: map[int]string{0: "took=3 hits.total=2 _id=1 _source.ts=t0 _source.rtt=20", 1: "took=3 hits.total=2 _id=2 _source.ts=t1 _source.rtt=21"}},
		{name: "answers one after the other", text: `{"site":"a","data":[` + rec("0") + "]}\n" + `{"data":[` + rec("1") + "]}\n", rows: 2,
			want: map[int]string{0: "site=a " + row("0"), 1: row("1")}, lines: map[int]int64{1: 2}},
		{name: "broken answer between", text: `{"data":[` + rec("0") + "]}\n{\"da\n" + `{"data":[` + rec("1") + "]}\n", rows: 1,
			want: map[int]string{0: row("0")}, bad: []string{"2:not valid JSON between the records"}},
		{name: "details are no records", text: `{"ts":"t0","rtt":20,"hops":[{"n":1,"rtt":3},{"n":2,"rtt":4}]}` + "\n" + `{"ts":"t1","rtt":21,"hops":[]}` + "\n", rows: 2,
			want: map[int]string{0: `ts=t0 rtt=20 hops=[{"n":1,"rtt":3},{"n":2,"rtt":4}]`, 1: "ts=t1 rtt=21 hops=[]"}},
		{name: "columns", text: `{"host":"a","time":["t0","t1"],"rtt":[20.50,null]}`, rows: 2,
			want: map[int]string{0: "host=a time=t0 rtt=20.50", 1: "host=a time=t1 rtt=null"}},
		{name: "columns below", text: "{\"v\":1,\"series\":{\n\"time\":[1,2,3],\n\"rtt\":[20,21]}}", rows: 3,
			note: "arrays differ in length", want: map[int]string{0: "v=1 time=1 rtt=20", 2: "v=1 time=3"}},
		{name: "cut columns", text: `{"time":[1,2,3],"rtt":[20,21,2`, rows: 3,
			want: map[int]string{1: "time=2 rtt=21", 2: "time=3"}, err: "breaks off"},
		{name: "table", text: `{"columns":["time","rtt"],"rows":[["t0",20],["t1",21]]}`, rows: 2,
			want: map[int]string{0: "time=t0 rtt=20", 1: "time=t1 rtt=21"}},
		{name: "labels and data", text: `{"labels":["time","in"],"data":[[1,20],[2,21]]}`, rows: 2, want: map[int]string{1: "time=2 in=21"}},
		{name: "rows below a header row", text: `[["time","rtt"],["t0",20],["t1",21]]`, rows: 2, want: map[int]string{0: "time=t0 rtt=20", 1: "time=t1 rtt=21"}},
		{name: "rows without header", text: `[[1,20],[2,21]]`, rows: 2, want: map[int]string{0: "1=1 2=20", 1: "1=2 2=21"}},
		{name: "last of equal names counts", text: `{"a":1,"b":2,"a":3}` + "\n", rows: 1, want: map[int]string{0: "a=3 b=2"}},
		{name: "escapes", text: `{"h\u006fst":"\u00e9\ud83d\ude00\n\"\\\/\ud800x","p":"a\tb"}` + "\n" + `{"host":"b"}`, rows: 2,
			want: map[int]string{0: "host=é😀\n\"\\/\uFFFDx p=a\tb", 1: "host=b"}},
		{name: "numbers keep their text", text: `{"a":-0.50e+1,"b":12345678901234567890,"c":1E400,"d":NaN,"e":-Infinity,"f":true}`, rows: 1,
			want: map[int]string{0: "a=-0.50e+1 b=12345678901234567890 c=1E400 d=NaN e=-Infinity f=true"}},
		{name: "no numbers", text: rec("0") + "\n" + `{"a":007}` + "\n" + `{"a":.5}` + "\n" + `{"a":+1}` + "\n" + `{"a":1.}` + "\n" + `{"a":0x1}` + "\n" + `{"a":nul}` + "\n", rows: 1,
			bad: []string{`2:not valid JSON at "007}"`, `3:not valid JSON at ".5}"`, `4:not valid JSON at "+1}"`, `5:not valid JSON at "1.}"`, `6:not valid JSON at "0x1}"`, `7:not valid JSON at "nul}"`}},
		{name: "mistakes in lines", text: rec("0") + "\n" + `{"a":1 "b":2}` + "\n" + `{"a":1}x` + "\n" + `{a:1}` + "\n" + `{"a":"\x"}` + "\n" + `{"a":[1,}` + "\n" + `[1]` + "\n" + rec("1"), rows: 2, want: two,
			bad: []string{`2:not valid JSON at ""b":2}"`, "3:something follows the JSON object on its line", `4:not valid JSON at "a:1}"`,
				`5:not valid JSON: an escape in "\x" that is none`, `6:not valid JSON at "}"`, "7:not a JSON object"}},
		{name: "too deep", text: rec("0") + "\n" + strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70) + "\n" + strings.Repeat(`[`, 9) + "\n" +
			`{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + "}\n" + rec("1"), rows: 2, want: two,
			bad: []string{"2:nested deeper than 64 levels", "3:not a JSON object", "4:nested deeper than 64 levels"}},
		{name: "names with a dot and nested ones share a column", text: `{"a.b":1}` + "\n" + `{"a":{"b":2}}`, rows: 2, want: map[int]string{0: "a.b=1", 1: "a.b=2"}},
		{name: "lines of an array without its brackets", text: rec("0") + ",\n" + rec("1") + ",\n", rows: 2, want: two},
		{name: "columns by row number", text: `{"time":{"0":"t0","1":"t1"},"rtt":{"0":20,"1":21}}`, rows: 2, want: map[int]string{0: "time=t0 rtt=20", 1: "time=t1 rtt=21"}},
		{name: "rows by number", text: `{"0":{"time":"t0","rtt":20},"1":{"time":"t1","rtt":21}}`, rows: 2, want: map[int]string{0: "key=0 time=t0 rtt=20", 1: "key=1 time=t1 rtt=21"}},
		{name: "rows by device", text: "{\"sw1\":{\"time\":\"t0\",\"net\":{\"rtt\":20}},\n\"sw\\u0032\":{\"time\":\"t0\",\"net\":{\"rtt\":21}}}", rows: 2,
			want: map[int]string{0: "key=sw1 time=t0 net.rtt=20", 1: "key=sw2 time=t0 net.rtt=21"}, lines: map[int]int64{0: 1, 1: 2}},
		{name: "two directions are no rows", text: `{"ts":"t0","down":{"rate":1,"bytes":2},"up":{"rate":3,"bytes":4}}`, rows: 1,
			want: map[int]string{0: "ts=t0 down.rate=1 down.bytes=2 up.rate=3 up.bytes=4"}},
		{name: "an answer without records between", text: `{"data":[` + rec("0") + "]}\n" + `{"error":"busy"}` + "\n" + `{"data":[` + rec("1") + "]}\n", rows: 2, want: two,
			note: `1 value without records at "data"`},
		{name: "mistake between elements", text: "[" + rec("0") + ",\n:\n" + rec("1") + "\n]", rows: 2, want: two, bad: []string{"2:not JSON"}},
		{name: "NUL run before a line", text: rec("0") + "\n\x00\x00\x00" + rec("1") + "\n", rows: 2, want: two},
	} {
		c.format = "json"
		t.Run(c.name, c.run)
	}
}

// TestJSONLongValues skips what is too long and reads on behind it.
func TestJSONLongValues(t *testing.T) {
	good := `{"ts":"t0","rtt":20}`
	long := `{"ts":"` + strings.Repeat("x", 3*DefaultMaxLine) + `","rtt":21}`
	for _, c := range []jsonCase{
		{name: "lines", text: good + "\n" + long + "\n" + good + "\n", rows: 2, bad: []string{"2:line longer than 1048576 bytes"}},
		{name: "array", text: "[" + good + ",\n" + long + "\n," + good + "]", rows: 2, bad: []string{"2:record longer than 1048576 bytes"}},
		{name: "last line", text: good + "\n" + long, rows: 1, bad: []string{"2:line longer than 1048576 bytes"}},
		{name: "a quote that is never closed", text: "[" + good + ",\n" + strings.TrimSuffix(long, `","rtt":21}`), rows: 1, err: "breaks off"},
	} {
		c.format = "json"
		t.Run(c.name, c.run)
	}
}
