package source

import (
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

func TestCells(t *testing.T) {
	const missing = -1
	for _, tc := range []struct {
		text   string
		metric record.Metric
		value  float64 // missing when there is none
		reason record.MissingReason
		bad    bool
	}{
		{text: "20.5", metric: record.Latency, value: 20.5},
		{text: " 20.5\t", metric: record.Latency, value: 20.5},
		{text: `"20.5"`, metric: record.Latency, value: 20.5},
		{text: "+1e2", metric: record.Latency, value: 100},
		{text: "-0", metric: record.Latency, value: 0},
		{text: "-0.000", metric: record.CPU, value: 0},
		{text: "1e-320", metric: record.Latency, value: 1e-320},
		{text: "0.30000000000000004", metric: record.Latency, value: 0.30000000000000004},
		{text: "100", metric: record.Loss, value: 100},
		{text: `"1,5"`, metric: record.Latency, value: 1.5}, // it can be nothing else
		{text: "1000000", metric: record.CPU, value: 1e6},
		{text: "", value: missing, reason: record.EmptyCell},
		{text: "  ", value: missing, reason: record.EmptyCell},
		{text: `""`, value: missing, reason: record.EmptyCell},
		{text: "1e309", value: missing, reason: record.MissingMark},
		{text: "-1", metric: record.Latency, value: missing, reason: record.OutOfRange},
		{text: "-1e-9", metric: record.Traffic, value: missing, reason: record.OutOfRange},
		{text: "100.1", metric: record.Loss, value: missing, reason: record.OutOfRange},
		{text: "101", metric: record.Loss, value: missing, reason: record.OutOfRange},
		{text: "1000001", metric: record.CPU, value: missing, reason: record.OutOfRange},
		{text: "2e9", metric: record.Latency, value: missing, reason: record.OutOfRange},
		{text: "0x10", bad: true}, {text: "1_000", bad: true}, {text: "1 234", bad: true},
		{text: "5ms", bad: true}, {text: "1\x002", bad: true}, {text: "1.2.3", bad: true}, {text: ".", bad: true},
		{text: "1e", bad: true}, {text: "abc", bad: true}, {text: "12-", bad: true}, {text: "۵", bad: true},
		{text: strings.Repeat("9", 5000) + "x", bad: true},
	} {
		got := pipe(t, "timestamp,x,"+record.Metrics[tc.metric].Column+"\n2025-03-01,,"+tc.text+"\n", 1, Options{})
		if tc.bad {
			if got.rep.Rejected[record.BadNumber] != 1 || len(got.rows) != 0 {
				t.Errorf("%.40q: %s", tc.text, got.text())
			} else if f := got.rep.Faults[0]; f.Line != 2 || f.Column != 3 || f.Field != record.Metrics[tc.metric].Column || f.Value == "" {
				t.Errorf("%.40q: fault %+v", tc.text, f)
			}
			continue
		}
		var want [record.NumMetrics][record.NumMissingReasons]int64
		if tc.value == missing {
			want[tc.metric][tc.reason] = 1
		}
		if got.err != nil || got.rep.Missing != want {
			t.Errorf("%q: %v, missing %v", tc.text, got.err, got.rep.Missing)
			continue
		}
		if v := got.values(tc.metric)[0]; v != tc.value && (tc.value != missing || !record.IsMissing(v)) || v == 0 && 1/v < 0 {
			t.Errorf("%q: %v, want %v", tc.text, v, tc.value)
		}
	}
}

func TestMissingMarks(t *testing.T) {
	marks := []string{"NA", "n/a", "NaN", "NULL", "None", "undefined", "-", "--", "*", "?", "Err", "Timeout",
		"Request timed out", "inf", "+Inf", "-INF", "Infinity"}
	data := "timestamp,latency_ms\n"
	for _, mark := range marks {
		data += "2025-03-01, " + mark + " \n"
	}
	got := pipe(t, data, 1, Options{})
	if n := got.rep.Missing[record.Latency][record.MissingMark]; n != int64(len(marks)) || len(got.rows) != len(marks) {
		t.Errorf("%d of %d marks, %+v", n, len(marks), got.rep)
	}
}

func TestLatencyOfLost(t *testing.T) {
	for _, row := range []string{"0,100", "0.0,100.0", `"0",100`, "-0,1e2"} {
		got := pipe(t, "timestamp,latency_ms,packet_loss_pct\n2025-03-01,"+row+"\n2025-03-01,0,99.9\n", 1, Options{})
		v := got.values(record.Latency)
		if got.rep.Missing[record.Latency][record.LatencyOfLost] != 1 || !record.IsMissing(v[0]) || v[1] != 0 {
			t.Errorf("%s: %v, %+v", row, v, got.rep)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"2025-03-01", "2025-03-01T00:00:00Z"},
		{"2025-03-01 10:20", "2025-03-01T10:20:00Z"},
		{"2025-03-01T10:20:30.5+05:30", "2025-03-01T04:50:30.5Z"},
		{"2025-03-01 10:20:30 -0700", "2025-03-01T17:20:30Z"},
		{"2025-03-01T10:20:30+01", "2025-03-01T09:20:30Z"},
		{"2024-02-29 23:59:60", "2024-02-29T23:59:59.999999999Z"},
		{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999999Z"},
		{"1678-01-01", "1678-01-01T00:00:00Z"},
		{"2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z"},
		{"", "empty"},
		{"2025-02-30", timeRange.String()}, {"2025-13-01", timeRange.String()}, {"2023-02-29 00:00:00", timeRange.String()},
		{"2025-03-01 24:00:00", timeRange.String()}, {"2025-03-01 10:60:00", timeRange.String()}, {"2025-03-01 10:00:61", timeRange.String()},
		{"0001-01-01", timeYear.String()}, {"9999-12-31 00:00:00", timeYear.String()},
		{"1740787200", timeEpoch.String()}, {"1740787200.25", timeEpoch.String()},
		{"01/03/2025 10:00", timeSlashes.String()}, {"1.3.2025", timeSlashes.String()}, {"31-12-2025", timeSlashes.String()},
		{"yesterday", timeShape.String()}, {"2025/03/01", "2025-03-01T00:00:00Z"},
		{"2025-03-01 10:20:30.1234567890", timeShape.String()}, {"2025-03-01x10:20", timeShape.String()},
	} {
		got := pipe(t, "timestamp,latency_ms\n"+tc.text+",1\n2025-03-01 00:00:00,1\n", 1, Options{})
		if len(got.rows) == 2 {
			if text := strings.Fields(got.rows[0])[0]; text != tc.want {
				t.Errorf("%q: %s, want %s", tc.text, text, tc.want)
			}
			continue
		}
		if len(got.rep.Faults) != 1 || got.rep.Faults[0].Reason != record.BadTime || got.rep.Faults[0].Detail != tc.want {
			t.Errorf("%q: %+v, want %q", tc.text, got.rep.Faults, tc.want)
		}
	}
}

// TestZoneWord wants a zone asked for that a word does not settle.
func TestZoneWord(t *testing.T) {
	got := pipe(t, "timestamp,latency_ms\n2025-03-01 10:20:30 BST,1\n", 1, Options{})
	if record.KindOf(got.err) != record.KindUsage || !strings.Contains(got.err.Error(), "--tz") {
		t.Errorf("got %v", got.err)
	}
}

// TestNames wants what the file says kept as it is, and no name of a row that
// was not used.
func TestNames(t *testing.T) {
	long := strings.Repeat("n", 10_000)
	names := []string{"NA", "null", "a\x1bb", "sixteen-letters!", "seventeen-letters", long, "ü", "a b", "\x00"}
	data := "timestamp,latency_ms,device_id\n2025-03-01,x,ghost\n"
	for range 3 {
		for _, name := range names {
			data += "2025-03-01 00:00:00,1," + name + "\r\n"
		}
	}
	s, err := Open([]string{"-"}, strings.NewReader(data+"2025-03-01,1,\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, s, 1); len(got.rows) != 3*len(names)+1 {
		t.Fatalf("%d rows, %+v", len(got.rows), got.rep.Rejected)
	}
	all := s.Names().Devices.All()
	if len(all) != len(names)+1 {
		t.Errorf("%d names", len(all))
	}
	for _, name := range names {
		if id := s.Names().Devices.ID(name); int(id) >= len(all) {
			t.Errorf("%.20q was not kept", name)
		}
	}
	if text := s.Names().Devices.Name(s.Names().Devices.ID("")).Text; text != record.NoName {
		t.Errorf("no name reads %q", text)
	}
}

// TestManyNames drives names out of the small table and back.
func TestManyNames(t *testing.T) {
	var table record.Table
	c := newNameCache(&table)
	var data []byte
	for i := range 3 * maxSlots {
		data = append(data[:0], 'd', byte('0'+i%10), byte('0'+i/10%10), byte('0'+i/100%10), byte('0'+i/1000%10), byte('0'+i/10000))
		if i%3 == 0 {
			data = append(data, "-with-a-longer-name"...)
		}
		end := len(data)
		data = append(data, make([]byte, padding)...)
		for range 2 {
			if id := c.id(data, 0, end); id != table.ID(string(data[:end])) {
				t.Fatalf("%q has two numbers", data[:end])
			}
		}
	}
	if table.Len() != 3*maxSlots {
		t.Errorf("%d names", table.Len())
	}
}
