package mapping

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// planOf settles the time of a column of samples.
func planOf(t *testing.T, samples []string, flags Flags) (TimePlan, []Question) {
	t.Helper()
	a, err := flags.Parse()
	if err != nil {
		t.Fatal(err)
	}
	p := Propose(Input{Columns: []Candidate{{Name: "timestamp", Samples: samples}, {Name: "latency_ms", Samples: make([]string, len(samples))}}, Answers: a})
	return p.Time, p.Questions
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		sample, want string
		flags        Flags
	}{
		{"2025-03-01T10:20:30Z", "2025-03-01T10:20:30Z", Flags{}},
		{"2025-03-01T10:20Z", "2025-03-01T10:20:00Z", Flags{}},
		{"2025-03-01T10:20:30.123456789+05:30", "2025-03-01T04:50:30.123456789Z", Flags{}},
		{"2025-03-01 10:20:30,5 -0800", "2025-03-01T18:20:30.5Z", Flags{}},
		{"2025-03-01 10:20:30 UTC", "2025-03-01T10:20:30Z", Flags{}},
		{"2025-03-01 10:20:30 GMT+2", "2025-03-01T08:20:30Z", Flags{}},
		{"2025-03-01", "2025-03-01T00:00:00Z", Flags{}},
		{"2025/3/1 4:05", "2025-03-01T04:05:00Z", Flags{}},
		{"20250301T102030Z", "2025-03-01T10:20:30Z", Flags{}},
		{"2019.12.16_13.40.04", "2019-12-16T13:40:04Z", Flags{}},
		{"2024-04-12-19-29-12", "2024-04-12T19:29:12Z", Flags{}},
		{"08/15/18 12:07", "2018-08-15T12:07:00Z", Flags{}},
		{"13.03.2025 00:02:00", "2025-03-13T00:02:00Z", Flags{}},
		{"01.02.2025 00:02:00", "2025-02-01T00:02:00Z", Flags{DateOrder: "dmy"}},
		{"01/02/2025 3:04:05 PM", "2025-01-02T15:04:05Z", Flags{DateOrder: "mdy"}},
		{"25-03-01 10:00", "2025-03-01T10:00:00Z", Flags{DateOrder: "ymd"}},
		{"1 Mar 2025 10:00:00", "2025-03-01T10:00:00Z", Flags{}},
		{"01/Mar/2025:10:00:00 +0100", "2025-03-01T09:00:00Z", Flags{}},
		{"March 1, 2025 10:00 PM", "2025-03-01T22:00:00Z", Flags{}},
		{"Sat Mar  1 12:00:00 UTC 2025", "2025-03-01T12:00:00Z", Flags{}},
		{"Sat, 01 Mar 2025 12:00:00 GMT", "2025-03-01T12:00:00Z", Flags{}},
		{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999999Z", Flags{}},
		{"1558249239.379122", "2019-05-19T07:00:39.379122Z", Flags{}},
		{"1739085571.333729000", "2025-02-09T07:19:31.333729Z", Flags{}},
		{"1740787200000", "2025-03-01T00:00:00Z", Flags{}},
		{"1740787200000.25", "2025-03-01T00:00:00.00025Z", Flags{}},
		{"1740787200000000", "2025-03-01T00:00:00Z", Flags{}},
		{"1673608605875353770", "2023-01-13T11:16:45.87535377Z", Flags{}},
		{"1.7407872e+09", "2025-03-01T00:00:00Z", Flags{}},
		{"176226525823", "1975-08-02T15:48:45.823Z", Flags{TimeFormat: "epoch-ms"}},
		{"Jun 30 14:37:36", "2024-06-30T14:37:36Z", Flags{TimeFormat: "syslog:2024"}},
		{"11:42:53.313", "2024-06-30T11:42:53.313Z", Flags{TimeFormat: "clock:2024-06-30"}},
		{"2025.060 at 10h20", "", Flags{}},
		{"30|06|24 at 10h20", "2024-06-30T10:20:00Z", Flags{TimeFormat: "%d|%m|%y at %Hh%M"}},
		{"20250301102030", "2025-03-01T10:20:30Z", Flags{TimeFormat: "%Y%m%d%H%M%S"}},
		{"Sat 1 March 2025, 03:04:05.25 PM +0100", "2025-03-01T14:04:05.25Z", Flags{TimeFormat: "%a %e %B %Y, %I:%M:%S.%f %p %z"}},
		{"2025-06-02 21:05:00", "2025-06-02T19:05:00Z", Flags{TZ: "Europe/Berlin"}},
		{"2025-06-02 21:05:00 IST", "2025-06-02T15:35:00Z", Flags{TZ: "Asia/Kolkata"}},
		{"2025-06-02 21:05:00 BST", "", Flags{TZ: "Asia/Kolkata"}},
		{"2025-02-30 00:00:00", "", Flags{}},
		{"2025-03-01 24:00:00", "", Flags{}},
		{"50:40.0", "", Flags{}},
		{"hello", "", Flags{}},
	} {
		plan, questions := planOf(t, []string{c.sample}, c.flags)
		ns, _, fault := plan.Read([][]byte{[]byte(" " + c.sample + " ")})
		got := ""
		if fault == TimeOK && len(questions) == 0 {
			got = time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%s: %q (%v, %v), want %q", c.sample, got, fault, questions, c.want)
		}
	}
}

func TestTimesThatAskFirst(t *testing.T) {
	for _, c := range []struct {
		samples, flag string
	}{
		{"01/02/2025 10:00;03/02/2025 10:00", "--date-order dmy"},
		{"13/02/2025 10:00;02/13/2025 10:00", "--date-order dmy"},
		{"25-03-01 10:00", "--date-order dmy"},
		{"12345678901", "--time-format epoch-ms"},
		{"1740787200;1740787200000", "--time-format epoch-ms"},
		{"Jun 30 14:37:36", "--time-format syslog:YYYY"},
		{"11:42:53.313", "--time-format clock:YYYY-MM-DD"},
		{"2025-06-02 21:05:00 CST", "--tz America/Chicago"},
		{"2025-06-02 21:05:00 XYZT", "--tz Area/City"},
	} {
		_, questions := planOf(t, strings.Split(c.samples, ";"), Flags{})
		if len(questions) != 1 || questions[0].Options[0].Flag != c.flag || !strings.HasSuffix(questions[0].Text, "?") {
			t.Errorf("%s: %+v, want %s", c.samples, questions, c.flag)
		}
	}
}

func TestRowsThatDisagree(t *testing.T) {
	for _, c := range []struct {
		sample, cell string
		want         TimeFault
	}{
		{"2025-03-01T10:20:30Z", "01/02/2025 10:00", TimeShape},
		{"2025-03-01T10:20:30Z", "1740787200", TimeShape},
		{"2025-03-01T10:20:30Z", "Jun 30 14:37:36", TimeNoYear},
		{"2025-03-01T10:20:30Z", "14:37:36", TimeNoDate},
		{"2025-03-01T10:20:30Z", "50:40.0", TimeMinutes},
		{"2025-03-01T10:20:30Z", "2025-03-01T10:20:30 BST", TimeNoZone},
		{"2025-03-01T10:20:30Z", "2025-13-01T10:20:30Z", TimeRange},
		{"2025-03-01T10:20:30Z", "1600-01-01T10:20:30Z", TimeYear},
		{"2025-03-01T10:20:30Z", "N/A", TimeEmpty},
		{"13/02/2025 10:00", "02/13/2025 10:00", TimeOrder},
		{"13/02/2025 10:00", "13/02/25 10:00", TimeShape},
		{"1740787200000", "1740787200000000", TimeEpoch},
		{"1740787200000", "1740787200", TimeEpoch},
		{"1740787200000", "2025-03-01", TimeShape},
	} {
		plan, _ := planOf(t, []string{c.sample}, Flags{})
		if _, _, fault := plan.Read([][]byte{[]byte(c.cell)}); fault != c.want {
			t.Errorf("%s after %s: %v, want %v", c.cell, c.sample, fault, c.want)
		}
	}
}

func TestClockChanges(t *testing.T) {
	plan, _ := planOf(t, []string{"2025-03-30 01:59:00"}, Flags{TZ: "Europe/Berlin"})
	for cell, want := range map[string]struct {
		utc  string
		mark TimeMark
	}{
		"2025-03-30 01:59:00": {"2025-03-30T00:59:00Z", 0},
		"2025-03-30 02:30:00": {"2025-03-30T01:30:00Z", AbsentHour},
		"2025-03-30 03:00:00": {"2025-03-30T01:00:00Z", 0},
		"2024-10-27 01:59:59": {"2024-10-26T23:59:59Z", 0},
		"2024-10-27 02:30:00": {"2024-10-27T00:30:00Z", TwiceHour},
		"2024-10-27 03:00:00": {"2024-10-27T02:00:00Z", 0},
	} {
		ns, mark, fault := plan.Read([][]byte{[]byte(cell)})
		if got := time.Unix(0, ns).UTC().Format(time.RFC3339); got != want.utc || mark != want.mark || fault != TimeOK {
			t.Errorf("%s: %s %v %v, want %v", cell, got, mark, fault, want)
		}
	}
	plan, _ = planOf(t, []string{"2024-11-03 01:30:00 EST"}, Flags{TZ: "America/New_York"})
	for cell, want := range map[string]string{"2024-11-03 01:30:00 EDT": "2024-11-03T05:30:00Z", "2024-11-03 01:30:00 EST": "2024-11-03T06:30:00Z"} {
		ns, _, fault := plan.Read([][]byte{[]byte(cell)})
		if got := time.Unix(0, ns).UTC().Format(time.RFC3339); got != want || fault != TimeOK {
			t.Errorf("%s: %s %v, want %s: the word tells the hours apart", cell, got, fault, want)
		}
	}
}

// TestAgainstTimePackage compares local times with those of package time.
func TestAgainstTimePackage(t *testing.T) {
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		plan, _ := planOf(t, []string{"2025-03-30 01:59:00"}, Flags{TZ: zone})
		for at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2026; at = at.Add(17*time.Hour + 13*time.Minute) {
			local := at.In(loc).Format("2006-01-02 15:04:05")
			ns, mark, fault := plan.Read([][]byte{[]byte(local)})
			if fault != TimeOK || mark&TwiceHour == 0 && ns != at.UnixNano() {
				t.Fatalf("%s in %s: %v %v %v, want %v", local, zone, time.Unix(0, ns).UTC(), mark, fault, at)
			}
		}
	}
}

// TestFastIsTheSame compares the fast reader of common times with the general
// one, over times with random bytes changed.
func TestFastIsTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	plan := TimePlan{Columns: []int{0}, kind: civilTime, family: yearFirst}
	both := 0
	for range 200000 {
		text := []byte([]string{"2025-03-01T10:20:30Z", "2025-02-28 23:59:59.123", "2024-02-29T00:00:00.000000001+05:30", "1999-12-31 10:20:30-08:00"}[rng.IntN(4)])
		for range rng.IntN(3) {
			text[rng.IntN(len(text))] = "0123456789:-+.TZ /"[rng.IntN(18)]
		}
		ns, ok := plan.fast(text)
		if !ok {
			continue
		}
		both++
		c, ok := scanCivil(text)
		if !ok || plan.sameForm(&c) != TimeOK {
			t.Fatalf("%s: only the fast reader takes it", text)
		}
		if want, _, fault := plan.civil(&c); want != ns || fault != TimeOK {
			t.Fatalf("%s: %d, want %d %v", text, ns, want, fault)
		}
	}
	if both < 50000 {
		t.Fatalf("only %d compared", both)
	}
}

func TestReadTimeDoesNotAllocate(t *testing.T) {
	for _, sample := range []string{"2025-03-01T10:20:30Z", "2025-03-01 10:20:30.123+05:30", "13/02/2025 10:00", "1740787200000", "1740787200.5", "Sat Mar  1 12:00:00 UTC 2025", "2019.12.16_13.40.04"} {
		plan, _ := planOf(t, []string{sample}, Flags{})
		cells := [][]byte{[]byte(sample)}
		if n := testing.AllocsPerRun(100, func() {
			if _, _, fault := plan.Read(cells); fault != TimeOK {
				t.Fatal(fault)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", sample, n)
		}
	}
	plan, _ := planOf(t, []string{"2025-06-02 21:05:00"}, Flags{TZ: "Europe/Berlin"})
	cells := [][]byte{[]byte("2025-06-02 21:05:00")}
	if n := testing.AllocsPerRun(100, func() { plan.Read(cells) }); n != 0 {
		t.Errorf("local time: %v allocations", n)
	}
	p := Propose(table("Date,Time,latency_ms\n08/15/18,12:07,15.3"))
	cells = [][]byte{[]byte("08/15/18"), []byte(" 12:07"), nil}
	if n := testing.AllocsPerRun(100, func() { p.Time.Read(cells) }); n != 0 {
		t.Errorf("date and time: %v allocations", n)
	}
	if _, _, fault := p.Time.Read(cells[:1]); fault != TimeEmpty {
		t.Errorf("a short row: %v", fault)
	}
}
