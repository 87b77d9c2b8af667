//go:build unix

package browsertest

import (
	"regexp"
	"strings"
	"testing"

	"network-analytics/analytics"
)

func TestHostilePage(t *testing.T) {
	r := sample(t, "hostile")
	b := launch(t)
	tb := b.ready(t, writePage(t, r), 1360, 900)
	for _, width := range []int{1360, 390, 320} {
		tb.size(width, 844)
		tb.settle()
		tb.noSideScroll()
	}
	tb.size(1360, 900)
	tb.eval(`for (const d of document.querySelectorAll('details')) d.open = true; for (const c of document.querySelectorAll('.chip')) c.click()`, nil)
	tb.hoverLine(0.1)
	tb.filter("__proto__ latency>10")
	tb.filter("constructor>3 toString=1 (")
	tb.filter("constructor")
	tb.filter(`region = "*<*" or device = __proto__`)
	tb.filter("")
	if got := tb.text(`[window.hacked, document.images.length, document.scripts.length, document.querySelectorAll('iframe, main b:not(.value b):not(.tip b):not(.change b):not(.sev b):not(.since b)').length].join()`); got != ",0,2,0" {
		t.Errorf("hostile names left %s", got)
	}
	if w := tb.number(`Math.min(...[...document.querySelectorAll('svg.bar')].map(e => e.getBoundingClientRect().width))`); w < 40 {
		t.Errorf("a bar is %v wide", w)
	}
	if empty := tb.text(`document.querySelector('#heat-chart path.no-data').getAttribute('fill')`); empty != "url(#hatch)" {
		t.Errorf("cells without data are filled with %s", empty)
	}
	csv := tb.download()
	for _, want := range []string{`"'=HYPERLINK(""http://x"",""y"")"`, `"'-minus"`} {
		if !strings.Contains(csv, want) {
			t.Errorf("the download lacks %s", want)
		}
	}
	if m := regexp.MustCompile(`(^|[,\n])[=+@]`).FindString(csv); m != "" {
		t.Errorf("a formula in the download: %q", m)
	}
	if _, problems := tb.seen(); len(problems) > 0 {
		t.Errorf("problems: %q", problems)
	}
}

// TestOddPages opens pages of inputs at the edges: nothing may fail or be empty.
func TestOddPages(t *testing.T) {
	b := launch(t)
	for name, r := range map[string]*analytics.Report{
		"zero":       {},
		"one row":    fromCSV(t, header+"2024-01-01 00:00:00,d,r,1,50,0,50\n"),
		"no latency": fromCSV(t, header+"2024-01-01 00:00:00,d,r,1,,0,50\n2024-01-01 00:01:00,d,r,1,,3,50\n"),
		"no traffic": fromCSV(t, header+"2024-01-01 00:00:00,d,r,,50,0,50\n2024-01-01 05:01:00,d,r,,150,3,50\n"),
		"all equal":  fromCSV(t, header+strings.Repeat("2024-01-01 00:00:00,d,r,1,50,0,50\n", 30)),
		"forty":      sample(t, "forty"),
	} {
		t.Run(name, func(t *testing.T) {
			tb := b.ready(t, writePage(t, r), 1360, 900)
			tb.size(390, 844)
			tb.settle()
			tb.noSideScroll()
			tb.eval(`for (const s of document.querySelectorAll('select')) for (const o of [...s.options].slice(0, 5)) { s.value = o.value; s.dispatchEvent(new Event('change')); }
				for (const e of document.querySelectorAll('button')) if (e.id !== 'print' && e.id !== 'csv') { e.click(); e.click(); }
				for (const d of document.querySelectorAll('details')) d.open = true`, nil)
			if _, problems := tb.seen(); len(problems) > 0 {
				t.Errorf("problems: %q", problems)
			}
			if s := tb.text(`document.body.innerText.match(/NaN|Infinity|undefined|null/)`); s != "null" {
				t.Errorf("the page says %s", s)
			}
		})
	}
	odd := fromCSV(t, oddCSV())
	tb := b.ready(t, writePage(t, odd), 1360, 900)
	for _, share := range []float64{0, 0.2, 0.5, 0.8, 1} {
		tb.hoverLine(share)
		compareReading(t, tb, odd)
	}
	r := fromCSV(t, header+"2024-01-01 00:00:00,d,r,1,50,0,50\n")
	tb = b.ready(t, writePage(t, r), 1360, 900)
	if n := tb.number(`document.querySelectorAll('#lines-chart circle').length`); n != 1 {
		t.Errorf("one row draws %v points", n)
	}
}
