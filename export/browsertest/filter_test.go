//go:build unix

package browsertest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// filterCSV has 45 rows, all of them bottlenecks, with names, values and times
// that are hard to tell apart, and with missing ones.
func filterCSV() string {
	devices := []string{"edge-01", "Edge-02", "core 1", "", "a*b", "none", "東京-1", "it's", `back\slash`, "İstanbul", "tab\tbed"}
	regions := []string{"ap-south", "AP-East", "eu-west", "", "none", "us, west", "ÄÖÜ"}
	begin := time.Date(2023, 1, 5, 21, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.WriteString(header)
	for i := range 45 {
		cell := func(v string, every int) string {
			if i%every == 0 {
				return ""
			}
			return v
		}
		at := begin.Add(time.Duration(i) * 37 * time.Minute)
		if i%9 == 4 {
			at = at.Add(123456789 * time.Nanosecond)
		}
		fmt.Fprintf(&b, "%s,%q,%q,%s,%d,%s,%s\n", at.Format("2006-01-02 15:04:05.999999999"), devices[i*7%len(devices)], regions[i*5%len(regions)],
			cell(fmt.Sprint(i%13*100), 4), 121+i%8*10, cell([]string{"0", "1", "2.5", "100"}[i%4], 5), cell(fmt.Sprintf("%.1f", float64(i%10)*9.5), 6))
	}
	return strings.ReplaceAll(b.String(), `\\`, `\`)
}

// randomExpression makes a text of the language; a few are not quite right.
func randomExpression(rng *rand.Rand, depth int) string {
	pick := func(s ...string) string { return s[rng.IntN(len(s))] }
	if depth > 0 {
		a := randomExpression(rng, depth-1)
		switch rng.IntN(5) {
		case 0:
			return pick("(", "( ") + a + pick(" and ", " AND ") + randomExpression(rng, depth-1) + ")"
		case 1:
			return a + " or " + randomExpression(rng, depth-1)
		case 2:
			return pick("not ", "not not ", "not(") + a + pick("", "", ")")
		}
	}
	op := pick(" = ", "!=", " < ", "<=", " > ", ">= ", "==", "<>")
	text := func() string {
		return pick("edge-01", "EDGE*", "*", "??????-?", "none", "'none'", `"core 1"`, `a\*b`, "a*b", "*東*", `"it's"`, `'it\'s'`, `back\\slash`, "i*tanbul", "äö?", "'us, west'", "AP-*", "x", "tab*bed", `"tab	bed"`)
	}
	number := func(unit ...string) string {
		return pick("0", "1", "2.5", ".5", "100", "1e2", "-1", "141", "0.131", "1e400", "38", "85.5") + pick(append(unit, "", "", "")...)
	}
	clock := func() string {
		return pick("2023-01-05", "2023-01-06", "2023-01-06 12:00", "2023-01-06T03:10:00Z", "2023-01-06 00:05", "2023-01-05 23:28:00.123456789", "2023-01-06 03:00+02:00", "-2h", "-1d12h", "-90m", "2023-02-30", "12:00")
	}
	switch rng.IntN(9) {
	case 0, 1:
		return pick("device", "region", "device_id") + pick(" = ", "!=", "=") + text()
	case 2:
		return pick("device", "region") + pick(" in (", " not in(") + text() + ", " + text() + ")"
	case 3:
		return pick("latency", "latency_ms") + op + number("ms", " ms", "s", " us", " min")
	case 4:
		return "traffic" + op + number(" Mbps", "Gbps", " kB/s", " MiB/s", " mb/s")
	case 5:
		return pick("loss", "CPU", "packet_loss_pct") + op + pick(number("%", " percent"), "none")
	case 6:
		return pick("loss", "cpu", "traffic") + pick(" in (none, 1", " not in (0..2", " in (") + pick(", 100)", ", 38..85.5)", ", none)")
	case 7:
		return "hour" + pick(op+pick("3", "21", "24", "0"), " in 22..5", " not in (1, 2, 20..23)", " in 3..3")
	}
	return pick("time", "timestamp") + pick(op+clock(), " in "+clock()+".."+clock(), " not in ("+clock()+", "+clock()+")")
}

// verdict is what the page makes of a text: its fault, or the times of the rows.
type verdict struct {
	Fault string
	Rows  []string
}

// ask types each text into the page's filter and returns what comes of it.
func (tb *tab) ask(texts []string) (out []verdict) {
	tb.t.Helper()
	for part := range slices.Chunk(texts, 100) { // the page must answer in time
		list := "["
		for _, s := range part {
			list += quote(s) + ","
		}
		var got []verdict
		tb.eval(list+`].map(text => {
			const field = document.querySelector('#filter');
			field.value = text;
			field.dispatchEvent(new Event('input'));
			if (!document.querySelector('#filter-fault').hidden) return {Fault: document.querySelector('#filter-what').textContent};
			return {Rows: [...document.querySelectorAll('table.rows tbody tr')].map(tr => tr.cells[0].textContent).sort()};
		})`, &got)
		out = append(out, got...)
	}
	return out
}

// wanted is the verdict of the program's own filter.
func wanted(r *analytics.Report, names *record.Names, text string) verdict {
	e, err := filter.Parse(text)
	if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
		if wrong.Offset >= len(text) {
			return verdict{Fault: wrong.What}
		}
		return verdict{Fault: fmt.Sprintf("Character %d: %s", wrong.Position(), wrong.What)}
	}
	if e.Relative() {
		e = e.At(r.Last)
	}
	v := verdict{Rows: []string{}}
	for i := range r.Bottlenecks {
		if b := &r.Bottlenecks[i]; e.Match(&b.Row, names) {
			v.Rows = append(v.Rows, time.Unix(0, b.Time).UTC().Format(time.DateTime))
		}
	}
	slices.Sort(v.Rows)
	return v
}

// The filter of the page is the filter of the program: the same rows, and the same
// fault at the same character.
func TestFilterIsTheProgramsFilter(t *testing.T) {
	r := fromCSV(t, filterCSV())
	if len(r.Bottlenecks) != 45 {
		t.Fatalf("%d bottlenecks, want 45: a page of the table", len(r.Bottlenecks))
	}
	var names record.Names
	for _, n := range r.DeviceNames {
		names.Devices.ID(n.Raw)
	}
	for _, n := range r.RegionNames {
		names.Regions.ID(n.Raw)
	}
	tb := launch(t).ready(t, writePage(t, r), 1360, 900)

	rng := rand.New(rand.NewPCG(5, 24))
	texts := []string{
		"latncy > 1", "jitter > 1", "loss > 1 region = x", "loss > 1 && cpu > 2", "loss > 1 || cpu > 2", "!loss > 1", "loss 1", "loss >", "loss > high", "loss > 1 ms",
		"loss > 1,5", "latency > 1 parsec", "traffic > 1 mb/s", "region > a", "region in a..b", "region = and", "region = ", "region = 'a", "region = ''", "(loss > 1", "loss > 1)",
		"loss in (1, 2", "loss in (1 2)", "loss in 1", "loss = 1..2", "loss in 2..1", "time in 2023-01-02..2023-01-01", "loss > none", "time = none", "time > 12:00", "time > yesterday",
		"time > 2023-01-05T", "time > 1600-01-01", "time > -2q", "time > -2hours", "hour = 24", "hour = 1.5", "loss > 1e999", "loss ≥ 1", "region = 東京 cpu", strings.Repeat("(", 200) + "loss > 1",
		"not loss > 1", "loss = none or not cpu = none", "hour in 22..5 and region = ap-*", "time >= -2h", "region in ()", "loss > 1 and", "device not = x", "latency in 130..150ms",
	}
	for len(texts) < 500 {
		texts = append(texts, randomExpression(rng, rng.IntN(4)))
	}
	faults, kept := 0, 0
	for i, got := range tb.ask(texts) {
		want := wanted(r, &names, strings.TrimSpace(texts[i]))
		if want.Fault != "" {
			faults++
		}
		kept += len(want.Rows)
		if got.Fault != want.Fault || !slices.Equal(got.Rows, want.Rows) {
			t.Errorf("%s\n page    %s %q\n program %s %q", texts[i], got.Fault, got.Rows, want.Fault, want.Rows)
		}
	}
	t.Logf("%d expressions agree: %d of them faulty, %d rows kept in all", len(texts), faults, kept)
	if faults < 50 || faults > 300 || kept < 1000 {
		t.Error("the expressions are not what they should be")
	}
}

// Plain words, the place of a fault, and what the charts make of a filter.
func TestFilterNarrowsTheWholePage(t *testing.T) {
	r := sample(t, "oracle")
	url := writePage(t, r)
	tb := launch(t).ready(t, url, 1360, 900)
	count := func() string { return tb.text(`document.querySelector('#table-count').textContent`) }
	region := func(i int) string { return r.Region(r.Bottlenecks[i].Region).Text }
	device := func(i int) string { return r.Device(r.Bottlenecks[i].Device).Text }
	for text, want := range map[string]func(int) bool{
		"":              func(int) bool { return true },
		"latency > 150": func(i int) bool { return r.Bottlenecks[i].Value[record.Latency] > 150 },
		"EDGE-05":       func(i int) bool { return device(i) == "edge-05" },
		"edge-0 us-":    func(i int) bool { return strings.HasPrefix(device(i), "edge-0") && strings.HasPrefix(region(i), "us-") },
		"us- !west":     func(i int) bool { return region(i) == "us-east" },
		"region = us-* and loss >= 3%": func(i int) bool {
			return strings.HasPrefix(region(i), "us-") && r.Bottlenecks[i].Value[record.Loss] >= 3
		},
		"zzz": func(int) bool { return false },
	} {
		n := 0
		for i := range r.Bottlenecks {
			if want(i) {
				n++
			}
		}
		tb.filter(text)
		if got := count(); !strings.HasPrefix(got, fmt.Sprintf("%d of 332 rows", n)) {
			t.Errorf("%q: %q, want %d", text, got, n)
		}
		if hidden := tb.text(`document.querySelector('#no-match').hidden`); hidden != fmt.Sprint(n > 0) {
			t.Errorf("%q: the message for no match is hidden: %s", text, hidden)
		}
	}

	// What cannot be read leaves the filter before it in force and says where.
	tb.filter("loss > 3")
	before := count()
	tb.filter("loss > 3 and speed > 4")
	if got := tb.text(`document.querySelector('#filter-text').textContent`); count() != before || got != "loss > 3 and speed > 4\n"+strings.Repeat(" ", 13)+"^" {
		t.Errorf("%s, marked as\n%s", count(), got)
	}
	if tb.text(`document.querySelector('#filter').getAttribute('aria-invalid')`) != "true" {
		t.Error("the field is not marked as wrong")
	}

	// Names and times narrow charts and lists too.
	tb.filter("region = us-* and time < 2023-01-03 and device = edge-0*")
	names := `[...document.querySelectorAll('#heat-chart .heat-name')].map(e => e.firstChild.textContent).join()`
	if got := tb.text(names); got != "us-east,us-west" {
		t.Errorf("the heatmap shows %s", got)
	}
	if got := tb.text(`[...new Set([...document.querySelectorAll('table.devices tbody tr')].map(tr => tr.cells[0].textContent[5] + tr.cells[1].textContent.slice(0, 2)))].join()`); got != "0us" {
		t.Errorf("the list of devices shows %s", got)
	}
	if got := tb.number(`document.querySelector('#heat-chart').dataset.cells`); got != 96 {
		t.Errorf("%v cells, want 2 regions by 48 hours", got)
	}
	other := tb.b.ready(t, url+tb.text("location.hash"), 1360, 900)
	if got := other.text(names) + other.text(`document.querySelector('#filter').value`); got != "us-east,us-westregion = us-* and time < 2023-01-03 and device = edge-0*" {
		t.Errorf("the link shows %s", got)
	}
}
