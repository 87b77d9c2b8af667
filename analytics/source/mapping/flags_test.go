package mapping

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

func TestFlagsAreRegistered(t *testing.T) {
	var f Flags
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.RegisterFlags(fs)
	if err := fs.Parse([]string{"--map", "latency_ms=a,b", "--map", "loss=c", "--unit", "latency_ms=s", "--tz", "Europe/Berlin", "--delimiter", "tab",
		"--columns", "timestamp, _ ,latency_ms", "--date-order", "dmy", "--time-format", "epoch-ms", "--loss-unit", "fraction", "--cpu-unit", "percent",
		"--format", "csv", "--region-from", "=lab", "--device-from", "file", "--decimal", "comma", "--layout", "wide", "--start", "2025-03-01T10:00:00Z", "--step", "200ms"}); err != nil {
		t.Fatal(err)
	}
	a, err := f.Parse()
	if err != nil {
		t.Fatal(err)
	}
	if a.Map[Latency] != "a,b" || a.Map[Loss] != "c" || a.Unit[Latency] != "s" || a.Zone.String() != "Europe/Berlin" || a.Delimiter != "\t" ||
		!slices.Equal(a.Columns, []string{"timestamp", "_", "latency_ms"}) || a.DateOrder != DayFirst || a.Decimal != ',' || a.Step.Milliseconds() != 200 {
		t.Errorf("%+v", a)
	}
	var again Flags
	fs = pflag.NewFlagSet("test", pflag.ContinueOnError)
	again.RegisterFlags(fs)
	p := Plan{Answers: a}
	if err := fs.Parse(p.CommandLine()); err != nil {
		t.Fatal(err)
	}
	if b, err := again.Parse(); err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("the command line gives %+v, want %+v (%v)", b, a, err)
	}
}

func TestFlagErrors(t *testing.T) {
	for _, c := range []struct {
		flags Flags
		want  string
	}{
		{Flags{Map: []string{"latency_ms"}}, "--map \"latency_ms\": want FIELD=COLUMN"},
		{Flags{Map: []string{"jitter=x"}}, "--map: no field is called \"jitter\""},
		{Flags{Map: []string{"latency_ms="}}, "--map latency_ms: no column is named"},
		{Flags{Unit: []string{"latency_ms=Mbps"}}, "--unit latency_ms: \"Mbps\" is no unit of it"},
		{Flags{Unit: []string{"region=ms"}}, "--unit: \"region\" has no unit"},
		{Flags{TZ: "Mars/Olympus"}, "--tz \"Mars/Olympus\": no such time zone"},
		{Flags{TZ: "Local"}, "--tz \"Local\""},
		{Flags{DateOrder: "ydm"}, "--date-order \"ydm\" is not known"},
		{Flags{TimeFormat: "%Q"}, "--time-format \"%Q\""},
		{Flags{TimeFormat: "%H:%M"}, "a pattern needs a year"},
		{Flags{TimeFormat: "epoch"}, "--time-format \"epoch\""},
		{Flags{TimeFormat: "syslog:25"}, "a year of four digits"},
		{Flags{TimeFormat: "clock:2025-02-30"}, "want a date"},
		{Flags{LossUnit: "permille"}, "--loss-unit \"permille\" is not known"},
		{Flags{Delimiter: "ab"}, "--delimiter \"ab\": want one character"},
		{Flags{Start: "soon"}, "--start \"soon\" is no time"},
		{Flags{Step: "-1s"}, "--step \"-1s\" is no time span"},
		{Flags{Profile: "/nonexistent/profile.toml"}, "cannot read the profile"},
	} {
		_, err := c.flags.Parse()
		if err == nil || record.KindOf(err) != record.KindUsage || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.flags, err, c.want)
		}
	}
}

func TestProfileRoundTrip(t *testing.T) {
	flags := Flags{Map: []string{"latency_ms=Ping (ms)", "timestamp=Date+Time", "cpu=none"}, Unit: []string{"latency_ms=us", "traffic_mbps=B/300s"}, TZ: "Asia/Kolkata",
		DateOrder: "mdy", TimeFormat: "%d.%m.%Y \"x\"", Columns: "a,b c", LossUnit: "fraction", CPUUnit: "percent", Delimiter: ";", Format: "csv",
		RegionFrom: "=lab 'one'", DeviceFrom: "a,b", Decimal: "comma", Layout: "tidy", Start: "2025-03-01T10:00:00Z", Step: "1s"}
	a, err := flags.Parse()
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := WriteProfile(&text, a); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "p.toml")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := ReadProfile(path)
	a.FromProfile = true
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Fatalf("%v\n%s\n got %+v\nwant %+v", err, text.String(), b, a)
	}
	c, err := (&Flags{Profile: path, TZ: "UTC", Map: []string{"latency_ms=x"}}).Parse()
	if err != nil || c.Zone.String() != "UTC" || c.Map[Latency] != "x" || c.LossUnit != "fraction" || c.FromProfile {
		t.Errorf("flags above the profile: %+v %v", c, err)
	}
}

func TestProfileErrors(t *testing.T) {
	for text, want := range map[string]string{
		"tz = \"UTC\"\ntimezone = \"UTC\"\n":          "p.toml:2: no key of a profile is called \"timezone\"",
		"[map]\nlatency_ms = \"x\"\njitter = \"y\"\n": "p.toml:3: map: no field is called \"jitter\"",
		"\n\ndate-order = \"ydm\"\n":                  "p.toml:3: date-order \"ydm\" is not known",
		"[unit]\nlatency_ms = \"Mbps\"\n":             "p.toml:2: unit latency_ms: \"Mbps\" is no unit",
		"tz = UTC\n":                                  "p.toml:1: the profile is not valid TOML",
		"tz = 3\n":                                    "the profile is not valid",
		"tz = \"UTC\"\n\n[mapp]\nx = 1\n":             "p.toml:3: no key of a profile is called \"mapp",
		"loss-unit = \"percent\"\nstep = \"never\"\n": "p.toml:2: step \"never\" is no time span",
		"time-format = \"%Y\"\n":                      "p.toml:1: time-format",
		"tz = \"UTC\"\ntz = \"UTC\"\n":                "p.toml:2: the profile is not valid TOML",
		"[map]\nlatency_ms = \"x\"\n[map.more]\n":     "not valid",
		"delimiter = \"\\n\"\n":                       "p.toml:1: delimiter",
	} {
		_, err := parseProfile("p.toml", []byte(text))
		if err == nil || record.KindOf(err) != record.KindUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

// TestSettledReproduces saves what was settled and reads the same input by it:
// no question, the same columns, units and times.
func TestSettledReproduces(t *testing.T) {
	for name, in := range map[string]Input{
		"units":    table("time,host,Latency [us],Traffic (MB/s),Loss [%]\n2025-03-01 00:00:00,a,20500,12.5,0.5"),
		"answers":  table("Date,Time,Ping,Download,Loss\n08/15/18,12:07,15.3,8.37,0.1", answers(t, Flags{Unit: []string{"latency=ms", "traffic=Mbit/s"}, LossUnit: "fraction"})),
		"order":    table("date;RTT (ms)\n13.03.2025 00:02:00;12,5", delimiter(';')),
		"epoch":    table("ts,latency_ms,rx_bytes\n176226525823,20,1", answers(t, Flags{TimeFormat: "epoch-ms", Unit: []string{"traffic=B"}})),
		"shares":   table("Time,a,b,Idle\n1725561780000,0.1,0.2,0.7\n1725561810000,0.2,0.3,0.5"),
		"ole":      table("datetime,datetime_raw,rtt_ms\n4/1/2025 0:01,45747.70971,20"),
		"two ways": table("time,rtt_ms,net.rtt_ms\n2025-03-01T00:00:00Z,20,\n2025-03-01T00:00:01Z,,21"),
	} {
		first := Propose(in)
		if len(first.Questions) > 0 {
			t.Fatalf("%s asks %v", name, first.Questions)
		}
		var text bytes.Buffer
		if err := WriteProfile(&text, first.Settled()); err != nil {
			t.Fatal(err)
		}
		a, err := parseProfile("p", text.Bytes())
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text.String())
		}
		in.Answers = a
		second := Propose(in)
		if len(second.Questions) > 0 || second.Problem != "" {
			t.Fatalf("%s asks again %v\n%s", name, second.Questions, text.String())
		}
		cells := make([][]byte, len(in.Columns))
		for i := range in.Columns {
			cells[i] = []byte(in.Columns[i].Samples[0])
			x, y := &first.Columns[i], &second.Columns[i]
			v, _, _ := x.Read(cells[i])
			w, _, _ := y.Read(cells[i])
			if x.Field != y.Field || x.Counter != y.Counter || v != w && v == v {
				t.Errorf("%s: %s was %s %v, is %s %v\n%s", name, x.Name, x.Field, v, y.Field, w, text.String())
			}
		}
		ns1, _, _ := first.Time.Read(cells)
		ns2, _, fault := second.Time.Read(cells)
		if ns1 != ns2 || fault != TimeOK {
			t.Errorf("%s: time %d, then %d %v\n%s", name, ns1, ns2, fault, text.String())
		}
		for _, n := range second.Notes {
			if strings.Contains(n, "read as UTC") {
				t.Errorf("%s: a profile leaves %q", name, n)
			}
		}
	}
}
