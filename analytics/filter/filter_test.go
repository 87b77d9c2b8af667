package filter

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

func mustParse(tb testing.TB, text string) *Expr {
	tb.Helper()
	e, err := Parse(text)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return e
}

// rows is a batch of named rows and its names.
type rows struct {
	names record.Names
	batch record.Batch
}

func (r *rows) add(at, device, region string, values [record.NumMetrics]float64) {
	t, err := time.Parse("2006-01-02 15:04:05.999999999", at)
	if err != nil {
		panic(err)
	}
	r.batch.Append(t.UnixNano(), r.names.Devices.ID(device), r.names.Regions.ID(region), values)
}

var none = record.Missing

func sample() *rows {
	r := &rows{}
	r.add("2023-01-05 08:59:59.999999999", "edge-01", "ap-south", [4]float64{100, 20, 0.5, 50})    // 0
	r.add("2023-01-05 09:00:00", "Edge-02", "AP-East", [4]float64{1500, 200, 2, none})             // 1
	r.add("2023-01-05 12:00:30", "edge-03", "eu-west", [4]float64{none, none, none, none})         // 2
	r.add("2023-01-05 17:59:59", "core 1", "", [4]float64{0, 0, 0, 0})                             // 3
	r.add("2023-01-06 00:00:00", "", "none", [4]float64{8, 250.5, 100, 99})                        // 4
	r.add("2023-01-06 23:00:00", "a*b", "東京", [4]float64{1000, 119.99999999999999, 1.0000001, 90}) // 5
	return r
}

func TestWhichRowsAreKept(t *testing.T) {
	for text, want := range map[string]string{
		"loss > 1 and region = ap-*":                  "1",
		"loss>1":                                      "1 4 5",
		"LOSS >= 1 AND Latency<=200ms":                "1 5",
		"latency > 0.2s":                              "4",
		"latency >= 200 ms":                           "1 4",
		"latency = 200000us or latency = 20e6 ns":     "0 1",
		"traffic >= 1 Gbps":                           "1 5",
		"traffic = 1 MB/s":                            "4",
		"traffic > 1e3":                               "1",
		"loss = none":                                 "2",
		"loss != none":                                "0 1 3 4 5",
		"loss != 2":                                   "0 3 4 5",
		"not loss = 2":                                "0 3 4 5",
		"not (loss > 1)":                              "0 3",
		"not (loss > 1 and cpu > 1)":                  "0 3",
		"not loss != none":                            "2",
		"loss in (none, 0, 99..100)":                  "2 3 4",
		"loss not in (none, 0)":                       "0 1 4 5",
		"loss not in (0)":                             "0 1 4 5",
		"not loss in (none, 2)":                       "0 3 4 5",
		"cpu in 50..90":                               "0 5",
		"cpu not in 50..90 %":                         "3 4",
		"region = none":                               "3",
		"region = 'none'":                             "4",
		"region != none":                              "0 1 2 4 5",
		"region != ap-*":                              "2 4 5",
		"region in (ap-*, EU-W?st)":                   "0 1 2",
		"region = '東?'":                               "5",
		"region = *":                                  "0 1 2 4 5",
		"device = 'core 1'":                           "3",
		`device = "core\ 1"`:                          "3",
		`device = a\*b`:                               "5",
		"device = *0*":                                "0 1 2",
		"device not in (edge-*, none)":                "3 5",
		"time >= 2023-01-05 12:00":                    "2 3 4 5",
		"time = 2023-01-05":                           "0 1 2 3",
		"time > 2023-01-05":                           "4 5",
		"time <= 2023-01-05 12:00":                    "0 1 2",
		"time <= 2023-01-05T12:00:00Z":                "0 1",
		"time < 2023-01-05 09:00":                     "0",
		"time != 2023-01-05":                          "4 5",
		"time = 2023-01-05 08:59:59":                  "0",
		"time = 2023-01-05 08:59:59.999999999":        "0",
		"time >= 2023-01-05 13:00+01:00":              "2 3 4 5",
		"time in 2023-01-05 09:00..2023-01-06 00:00":  "1 2 3 4",
		"time in (2023-01-05 17:59, 2023-01-06)":      "3 4 5",
		"hour in 9..17":                               "1 2 3",
		"hour in 22..5":                               "4 5",
		"hour in (8, 23)":                             "0 5",
		"hour >= 9 and hour < 18":                     "1 2 3",
		"hour != 9":                                   "0 2 3 4 5",
		"cpu < 1 or cpu > 90 and loss = 100":          "3 4",
		"(cpu < 1 or cpu > 90) and loss = 100":        "4",
		"not not loss > 1":                            "1 4 5",
		"device_id = edge-01 and latency_ms < 21":     "0",
		"timestamp > 2023-01-06 or loss <> 2 and 1=1": "", // see below
	} {
		if strings.Contains(text, "1=1") {
			if _, err := Parse(text); err == nil {
				t.Errorf("%s is read", text)
			}
			continue
		}
		e := mustParse(t, text)
		r := sample()
		var got []string
		keep := make([]bool, r.batch.Len())
		n := e.NewMatcher(&r.names).Batch(&r.batch, keep)
		for i := range keep {
			row := r.batch.Row(i)
			if keep[i] != e.Match(&row, &r.names) {
				t.Errorf("%s: row %d: batch says %v", text, i, keep[i])
			}
			if keep[i] {
				got = append(got, string(rune('0'+i)))
			}
		}
		if s := strings.Join(got, " "); s != want || n != len(got) {
			t.Errorf("%s keeps %s (%d), want %s", text, s, n, want)
		}
	}
}

func TestCanonicalForm(t *testing.T) {
	for text, want := range map[string]string{
		"loss>1 AND Region=ap-*":            "loss > 1 % and region = ap-*",
		"((loss>1))or((cpu<=.5 and cpu>0))": "loss > 1 % or cpu <= 0.5 % and cpu > 0 %",
		"(a":                                "",
		"not(loss>1 or cpu>1)and hour=3":    "not (loss > 1 % or cpu > 1 %) and hour = 3",
		"latency>.25s":                      "latency > 250 ms",
		"latency > 70.07 us":                "latency > 0.07007 ms",
		"traffic in 1..2 GBps":              "traffic in 1..16000 Mbps",
		"traffic > 1 KiB/s":                 "traffic > 0.008192 Mbps",
		"device in (\"it's\",a.b)":          `device in ('it\'s', a.b)`,
		`device = "none"`:                   "device = 'none'",
		"time>=2023-01-05T12:00:00.5+01:00": "time >= 2023-01-05 11:00:00.500000000",
		"time in -1w1d..-90m":               "time in -8d..-1h30m",
		"hour in 22..5":                     "hour in 22..5",
		"hour not in (1,2)":                 "hour not in (1, 2)",
		"loss == 1 or loss <> 2":            "loss = 1 % or loss != 2 %",
		"loss > -0":                         "loss > 0 %",
		"loss > 1e-7":                       "loss > 1e-07 %",
		"(loss > 1 and cpu > 2) and (cpu > 3 or cpu = none)": "loss > 1 % and cpu > 2 % and (cpu > 3 % or cpu = none)",
	} {
		e, err := Parse(text)
		if want == "" {
			if err == nil {
				t.Errorf("%s is read", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if e.String() != want {
			t.Errorf("%s\n is %s\nwant %s", text, e, want)
		}
		if again := mustParse(t, e.String()).String(); again != want {
			t.Errorf("%s read again is %s", want, again)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		text     string
		position int
		what     string
	}{
		{"", 1, "the expression ends here; expected a field"},
		{"latncy > 1", 1, `no field "latncy"; did you mean "latency"?`},
		{"jitter > 1", 1, `no field "jitter"; the fields are device,`},
		{"loss > 1 region = x", 10, `expected "and" or "or", found "region"`},
		{"loss > 1 && cpu > 2", 10, `write "and" for &`},
		{"loss > 1 || cpu > 2", 10, `write "or" for |`},
		{"!loss > 1", 1, `write "not" for !`},
		{"loss 1", 6, `expected =, !=, <, <=, >, >= or in, found "1"`},
		{"loss >", 7, "the expression ends here; expected a number"},
		{"loss > high", 8, `expected a number, found "high"`},
		{"loss > 1 ms", 10, `no unit "ms" here: loss knows %`},
		{"loss > 1,5", 9, `expected "and" or "or", found ","`},
		{"latency > 1 parsec", 13, `no unit "parsec" here: latency knows ms, s,`},
		{"traffic > 1 mb/s", 13, "it can mean Mb/s or MB/s"},
		{"region > a", 8, "region is a text and knows =, != and in only"},
		{"region in a..b", 11, `expected "(", found "a..b"`},
		{"region = and", 10, `"and" must be quoted`},
		{"region = ", 10, "expected a name for region"},
		{"region = 'a", 10, "this quote is never closed"},
		{"region = ''", 10, "write none"},
		{"(loss > 1", 1, "this parenthesis is never closed"},
		{"loss > 1)", 9, `found ")"`},
		{"loss in (1, 2", 9, "never closed"},
		{"loss in (1 2)", 12, `no unit "2"`},
		{"loss in 1", 9, `expected "(" or a range`},
		{"loss = 1..2", 8, `a range needs "in": loss in 1..2`},
		{"loss in 2..1", 9, "the range ends before it begins"},
		{"time in 2023-01-02..2023-01-01", 9, "the range ends before it begins"},
		{"loss > none", 8, "none can be compared with = and != only"},
		{"time = none", 8, "a record always has a time"},
		{"time > 12:00", 8, "write the date too"},
		{"time > yesterday", 8, "expected a time such as"},
		{"time > 2023-02-30", 8, "no such date"},
		{"time > 2023-01-05T", 8, "must be followed by a time of day"},
		{"time > 1600-01-01", 8, "a year outside 1678 to 2261"},
		{"time > -2q", 8, "expected a time"},
		{"time > -2hours", 11, `"ours" does not belong to a time`},
		{"hour = 24", 8, "a whole number from 0 to 23"},
		{"hour = 1.5", 8, "a whole number from 0 to 23"},
		{"loss > 1e999", 8, "too large"},
		{"loss ≥ 1", 6, `found "≥`},
		{"region = 東京 cpu", 13, `found "cpu"`},
		{"loss > 1 \xff", 10, "not valid UTF-8"},
		{strings.Repeat("(", 200) + "loss > 1", 101, "more than 100 parentheses"},
	} {
		_, err := Parse(c.text)
		wrong, ok := errors.AsType[*SyntaxError](err)
		if !ok || wrong.Position() != c.position || !strings.Contains(wrong.What, c.what) {
			t.Errorf("%q: %v\nwant position %d: %s", c.text, err, c.position, c.what)
			continue
		}
		if record.KindOf(err) != record.KindUsage {
			t.Errorf("%q: kind %d", c.text, record.KindOf(err))
		}
	}
}

func TestCaretPointsAtTheFault(t *testing.T) {
	_, err := Parse("region = 東京 cpu")
	wrong, _ := errors.AsType[*SyntaxError](err)
	text, caret := wrong.Caret(utf8.RuneCountInString)
	if text != "region = 東京 cpu" || caret != strings.Repeat(" ", 12)+"^" {
		t.Errorf("%s\n%s", text, caret)
	}
	_, err = Parse(strings.Repeat("loss > 1 and ", 20) + "\x1b[31m" + strings.Repeat(" and cpu > 1", 20))
	wrong, _ = errors.AsType[*SyntaxError](err)
	text, caret = wrong.Caret(utf8.RuneCountInString)
	at := strings.IndexByte(caret, '^')
	if r := []rune(text); len(r) > 80 || string(r[at:at+4]) != `\x1b` {
		t.Errorf("%s\n%s", text, caret)
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"--since", "-2h", "--until", "2023-01-05"}, "time >= -2h and time <= 2023-01-05"},
		{[]string{"--since", "2023-01-05T12:00:00Z"}, "time >= 2023-01-05 12:00:00"},
		{[]string{"--region", "ap-*", "--region", "a b", "--device", "none"}, "region in (ap-*, 'a b') and device = none"},
		{[]string{"--device", "x", "--where", "loss > 1 or cpu > 2"}, "device = x and (loss > 1 % or cpu > 2 %)"},
		{[]string{"--device", "x", "--where", "loss > 1 and cpu > 2"}, "device = x and loss > 1 % and cpu > 2 %"},
		{[]string{"--since", "noon"}, "! --since: position 1: expected a time"},
		{[]string{"--until", "2023-01-05 or"}, "! --until: position 11: "},
		{[]string{"--region", ""}, "! --region has an empty name"},
		{[]string{"--where", "loss >"}, "! --where: position 7: "},
	} {
		var f Flags
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		f.RegisterFlags(fs)
		if err := fs.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		e, err := f.Parse()
		got := ""
		switch {
		case err != nil:
			got = "! " + err.Error()
			if record.KindOf(err) != record.KindUsage {
				t.Errorf("%v: kind %v", c.args, record.KindOf(err))
			}
		case e != nil:
			got = e.String()
		}
		if got != c.want && !(strings.HasPrefix(c.want, "! ") && strings.HasPrefix(got, c.want)) {
			t.Errorf("%q is %s, want %s", c.args, got, c.want)
		}
	}
}

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		text string
		from int
		has  []string
		not  string
	}{
		{"", 0, []string{"latency", "hour", "not"}, "and"},
		{"la", 0, []string{"latency"}, "loss"},
		{"loss", 0, []string{"loss"}, "latency"},
		{"loss ", 5, []string{"=", ">=", "in", "not"}, "loss"},
		{"region ", 7, []string{"=", "in"}, ">"},
		{"loss > 1 ", 9, []string{"and", "or"}, "loss"},
		{"loss > 1 a", 9, []string{"and"}, "or"},
		{"loss > 1 and ", 13, []string{"region", "not"}, "and"},
		{"not (cp", 5, []string{"cpu"}, "loss"},
		{"region = ", 9, []string{"none"}, "region"},
		{"region = 'a", 10, nil, "and"},
	} {
		words, from := Complete(c.text, len(c.text))
		if from != c.from || slices.Contains(words, c.not) {
			t.Errorf("%q: %q from %d", c.text, words, from)
		}
		for _, w := range c.has {
			if !slices.Contains(words, w) {
				t.Errorf("%q: %q lacks %q", c.text, words, w)
			}
		}
	}
}

func TestPatternsMatchWholeNames(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"a*", "abc", true}, {"*c", "abc", true}, {"a*c", "abcbc", true}, {"a*b", "abc", false}, {"*", "", true},
		{"**a", "xxa", true}, {"?", "é", true}, {"??", "é", false}, {"ÄÖ", "äö", true}, {"*a*b*c*", "xaxbxcx", true},
		{"*a*b*c*", "xaxcxbx", false}, {`\*`, "*", true}, {`\*`, "x", false}, {`a\`, `a\`, true}, {"?", "\xff", true},
		{strings.Repeat("*a", 40) + "b", strings.Repeat("a", 5000), false},
	} {
		if got := newPattern(c.pattern).matches(c.name); got != c.want {
			t.Errorf("%q on %.20q: %v", c.pattern, c.name, got)
		}
	}
}
