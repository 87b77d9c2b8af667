//go:build unix

package browsertest

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
	"network-analytics/export"
)

// TestPage opens the page of the reference input once and uses all of it.
func TestPage(t *testing.T) {
	r := sample(t, "oracle")
	url := writePage(t, r)
	b := launch(t)

	t.Run("opens from disk alone and silently", func(t *testing.T) {
		begin := time.Now()
		tb := b.ready(t, url, 1360, 900)
		t.Logf("ready after %v", time.Since(begin).Round(time.Millisecond))
		tb.noSideScroll()
		if over := tb.text(`[...document.querySelectorAll('.scroll')].filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.parentNode.id)`); over != "" {
			t.Errorf("at 1360 px these tables are cut: %s", over)
		}
		for _, width := range []int{320, 360, 390, 768} {
			tb.size(width, 844)
			tb.settle()
			tb.noSideScroll()
		}
		requests, problems := tb.seen()
		if len(requests) != 1 || len(problems) != 0 {
			t.Errorf("requests %q, problems %q", requests, problems)
		}
	})

	t.Run("hover shows the aggregates", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		for _, share := range []float64{0.05, 0.37, 0.62, 0.95} {
			tb.hoverLine(share)
			compareReading(t, tb, r)
		}
		tb.eval(`document.querySelector('#lines-chart').focus()`, nil)
		for range 3 {
			tb.key("ArrowRight", 0)
		}
		compareReading(t, tb, r)
		if s := tb.text(`document.querySelector('#live').textContent`); !strings.Contains(s, "ap-south") || !strings.Contains(s, "milliseconds") {
			t.Errorf("the live region says %q", s)
		}
		box := tb.box("#heat-chart svg")
		tb.mouse("mouseMoved", box.X+box.Width/2, box.Y+16, 0)
		tip := tb.text(`document.querySelector('.tip.small').innerText`)
		compareCell(t, r, tip)
		slow := tb.number(`(() => {
			const chart = document.querySelector('#lines-chart'), box = chart.getBoundingClientRect(), took = [];
			for (let i = 0; i < 80; i++) {
				const begin = performance.now();
				chart.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + 60 + i * 12, clientY: box.top + 80, bubbles: true}));
				chart.getBoundingClientRect();
				took.push(performance.now() - begin);
			}
			return took.sort((a, b) => a - b)[75];
		})()`)
		t.Logf("95 of 100 moves over the chart take at most %.1f ms with layout", slow)
		if slow > 50 {
			t.Errorf("moving over the chart takes %v ms", slow)
		}
	})

	t.Run("zoom narrows every panel and reset restores them", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		state := func() string {
			return tb.text(`[range.textContent, document.querySelector('#heat-chart').dataset.cells, document.querySelector('#table-count').textContent].join(' | ')`)
		}
		before := state()
		box := tb.box("#lines-chart")
		tb.drag(box.X+300, box.X+600, box.Y+150, 0)
		zoomed := state()
		for i, part := range strings.Split(zoomed, " | ") {
			if part == strings.Split(before, " | ")[i] {
				t.Errorf("zoom left %q alone", part)
			}
		}
		tb.drag(box.X+600, box.X+300, tb.box("#lines-chart").Y+150, 8) // shift: pan to later times
		if now := state(); now == zoomed {
			t.Error("shift-drag does not pan")
		}
		for range 20 {
			tb.eval(`document.querySelector('[data-zoom=right]').click()`, nil)
		}
		if s := tb.text("range.textContent"); !strings.Contains(s, "2023-01-09 08:00") {
			t.Errorf("panned to %q, not to the end", s)
		}
		for range 20 {
			tb.eval(`document.querySelector('[data-zoom=in]').click()`, nil)
		}
		if s := tb.text("range.textContent"); !strings.Contains(s, "(2 h)") {
			t.Errorf("the closest zoom is %q, want 4 buckets of 30 min", s)
		}
		tb.click("#reset")
		if now := state(); now != before {
			t.Errorf("after reset %q, want %q", now, before)
		}
		tb.click("#undo")
		if now := state(); now == before {
			t.Error("undo does nothing")
		}
	})

	t.Run("regions leave every panel", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		shows := func() string {
			return tb.text(`[...document.querySelectorAll('#lines-chart text.c0, #heat-chart text.heat-name, table.devices tbody td:nth-child(2), table.regions tbody tr:not([hidden]) td:first-child, table.rows tbody td:nth-child(2)')].filter(e => e.textContent.includes('ap-south')).length`)
		}
		if shows() == "0" {
			t.Fatal("ap-south is nowhere from the start")
		}
		tb.click(".chip")
		if n := shows(); n != "0" || tb.text(`document.querySelector('.chip').getAttribute('aria-pressed')`) != "false" {
			t.Errorf("ap-south is off, and %s places show it", n)
		}
		tb.eval(`[...document.querySelectorAll('.chip')].slice(1).forEach(c => c.click())`, nil)
		if n := tb.number(`document.querySelectorAll('.chip[aria-pressed=true]').length`); n != 4 {
			t.Errorf("the last chip off leaves %v on, want all 4", n)
		}
	})

	t.Run("the table sorts both ways on every column", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		for _, table := range []string{"rows", "devices"} {
			for i := range int(tb.number(`document.querySelectorAll('table.` + table + ` th[data-col]').length`)) {
				th := fmt.Sprintf(`[...document.querySelectorAll('table.%s th[data-col]')][%d]`, table, i)
				for range 2 {
					tb.eval(th+`.querySelector('button').focus(); `+th+`.querySelector('button').click()`, nil)
					checkOrder(t, tb, table, th)
					if tb.text("document.activeElement === "+th+".querySelector('button')") != "true" {
						t.Error("the header lost the focus")
					}
				}
			}
		}
	})

	t.Run("filters find what they say", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		region := func(row int) string { return r.Region(r.Bottlenecks[row].Region).Text }
		device := func(row int) string { return r.Device(r.Bottlenecks[row].Device).Text }
		value := func(row int, m record.Metric) float64 { return r.Bottlenecks[row].Value[m] }
		for filter, want := range map[string]func(int) bool{
			"":                  func(int) bool { return true },
			"lat>150":           func(i int) bool { return value(i, record.Latency) > 150 },
			"lat>100 loss>=3":   func(i int) bool { return value(i, record.Latency) > 100 && value(i, record.Loss) >= 3 },
			"EDGE-05":           func(i int) bool { return device(i) == "edge-05" },
			"edge-0 us-":        func(i int) bool { return strings.HasPrefix(device(i), "edge-0") && strings.HasPrefix(region(i), "us-") },
			"region=us-*":       func(i int) bool { return strings.HasPrefix(region(i), "us-") },
			"-region=us-*":      func(i int) bool { return !strings.HasPrefix(region(i), "us-") },
			"-ap-south cpu<50":  func(i int) bool { return region(i) != "ap-south" && value(i, record.CPU) < 50 },
			"device!=edge-05":   func(i int) bool { return device(i) != "edge-05" },
			"sev>0.5":           func(i int) bool { return r.Bottlenecks[i].Severity > 0.5 },
			"zzz":               func(int) bool { return false },
			"region=us-* zzz()": func(int) bool { return false },
		} {
			n := 0
			for i := range r.Bottlenecks {
				if want(i) {
					n++
				}
			}
			tb.filter(filter)
			if got := tb.text(`document.querySelector('#table-count').textContent`); got != fmt.Sprintf("%d of 332 rows.", n) {
				t.Errorf("%q: %q, want %d", filter, got, n)
			}
			if hidden := tb.text(`document.querySelector('#no-match').hidden`); hidden != strconv.FormatBool(n > 0) {
				t.Errorf("%q: the message for no match is hidden: %s", filter, hidden)
			}
		}
		for filter, want := range map[string]string{"speed>3": "There is no field “speed”", "lat>fast": "needs a number", "region>3": "only be compared with = and !="} {
			tb.filter(filter)
			if got := tb.text(`document.querySelector('#table-count').textContent`); !strings.Contains(got, want) {
				t.Errorf("%q: %q", filter, got)
			}
		}
	})

	t.Run("a link brings the view back", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		tb.eval(`document.querySelectorAll('.chip')[1].click(); document.querySelector('[data-stat=p]').click(); document.querySelector('[data-zoom=in]').click()`, nil)
		tb.filter("loss>2.5")
		view := `[location.hash, range.textContent, document.querySelector('#table-count').textContent, document.querySelector('#lines-chart svg').outerHTML].join(' ')`
		before, hash := tb.text(view), tb.text("location.hash")
		other := b.ready(t, url+hash, 1360, 900)
		if after := other.text(view); after != before || !strings.HasPrefix(hash, "#view=") {
			t.Errorf("link %s gives another view", hash)
		}
	})

	t.Run("themes", func(t *testing.T) {
		paper := `getComputedStyle(document.body).backgroundColor`
		tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme("dark") })
		dark := tb.text(paper)
		tb.click("#theme") // system -> light
		light := tb.text(paper)
		if dark == light {
			t.Errorf("dark and light are both %s", dark)
		}
		tb.load(url)
		if got := tb.text(paper); got != light {
			t.Errorf("after a reload %s, want the chosen light", got)
		}
		tb.eval(`localStorage.clear()`, nil)
		for _, scheme := range []string{"light", "dark"} {
			tb.theme(scheme)
			tb.load(url)
			tb.contrast()
		}
		tb = b.open(t, url, 1360, 900, func(tb *tab) {
			tb.do("Page.addScriptToEvaluateOnNewDocument", obj{"source": `Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})`})
		})
		tb.click("#theme")
		if tb.text("document.documentElement.dataset.theme") != "light" {
			t.Error("no theme without storage")
		}
	})

	t.Run("prints on white paper with headers and without controls", func(t *testing.T) {
		tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme("dark") })
		pdf := tb.file("Page.printToPDF", obj{"printBackground": true, "preferCSSPageSize": true}, "")
		pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1))
		if !bytes.HasPrefix(pdf, []byte("%PDF")) || pages < 2 || pages > 12 {
			t.Errorf("%d bytes, %d pages", len(pdf), pages)
		}
		tb.do("Emulation.setEmulatedMedia", obj{"media": "print", "features": []obj{{"name": "prefers-color-scheme", "value": "dark"}}})
		tb.eval(`dispatchEvent(new Event('beforeprint'))`, nil)
		if got := tb.text(`[getComputedStyle(document.body).backgroundColor, document.querySelectorAll('table.rows tbody tr').length, document.querySelectorAll('table.devices tbody tr').length, getComputedStyle(document.querySelector('.ctl')).display, getComputedStyle(document.querySelector('.key')).display].join()`); got != "rgb(255, 255, 255),200,20,none,flex" {
			t.Errorf("printed: %s", got)
		}
		tb.eval(`dispatchEvent(new Event('afterprint'))`, nil)
		if n := tb.number(`document.querySelectorAll('table.rows tbody tr').length`); n != 50 {
			t.Errorf("%v rows after printing, want 50", n)
		}
	})

	t.Run("the download is what is shown", func(t *testing.T) {
		tb := b.ready(t, url, 1360, 900)
		tb.filter("loss>3")
		rows := strings.Split(strings.TrimSuffix(tb.download(), "\r\n"), "\r\n")
		var want int
		for i := range r.Bottlenecks {
			if r.Bottlenecks[i].Value[record.Loss] > 3 {
				want++
			}
		}
		if len(rows) != want+1 || !strings.HasPrefix(rows[0], "time,region,device_id,severity") || !strings.HasPrefix(rows[1], "2023-01-06 21:49:00,us-east,edge-12,0.88,85.44,3.759,") {
			t.Errorf("%d lines, want %d: %q", len(rows), want+1, rows[:2])
		}
	})

	t.Run("reads without scripts", func(t *testing.T) {
		tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.do("Emulation.setScriptExecutionDisabled", obj{"value": true}) })
		tb.static(r)
	})

	t.Run("reads where scripts and styles are forbidden", func(t *testing.T) {
		var page bytes.Buffer
		check(t, export.HTML(&page, r))
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Content-Security-Policy", "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'")
			w.Write(page.Bytes())
		}))
		defer server.Close()
		tb := b.open(t, server.URL, 1360, 900, nil)
		tb.static(r)
		if got := tb.text(`getComputedStyle(document.querySelector('#lines-chart path.c1')).stroke`); got != "rgb(184, 72, 10)" {
			t.Errorf("the second line is %s", got)
		}
	})

	t.Run("stays usable in forced colours and without motion", func(t *testing.T) {
		tb := b.open(t, url, 1360, 900, func(tb *tab) {
			tb.do("Emulation.setEmulatedMedia", obj{"features": []obj{{"name": "forced-colors", "value": "active"}, {"name": "prefers-reduced-motion", "value": "reduce"}}})
		})
		if got := tb.text(`getComputedStyle(document.querySelector('button')).transitionDuration`); got != "0s" {
			t.Errorf("a button moves for %s", got)
		}
		if got := tb.text(`getComputedStyle(document.querySelector('#lines-chart path.c0')).stroke`); got == "none" {
			t.Error("the first line is gone")
		}
	})
}

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
	tb.filter("__proto__ lat>10")
	tb.filter("constructor>3 toString=1 (")
	tb.filter("")
	if got := tb.text(`[window.hacked, document.images.length, document.scripts.length, document.querySelectorAll('iframe, main b:not(.value b):not(.tip b)').length].join()`); got != ",0,2,0" {
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

// --- what readers do ---

func (b *browser) ready(t *testing.T, url string, width, height int) *tab {
	t.Helper()
	tb := b.open(t, url, width, height, nil)
	if tb.text("document.documentElement.dataset.ready") != "1" {
		_, problems := tb.seen()
		t.Fatalf("the script did not finish: %q", problems)
	}
	return tb
}

func (tb *tab) noSideScroll() {
	tb.t.Helper()
	if over := tb.number("document.documentElement.scrollWidth - innerWidth"); over > 0 {
		tb.t.Errorf("at %v px the page is %v px too wide: %s", tb.number("innerWidth"), over, tb.text(`[...document.querySelectorAll('body *')].filter(e =>
			e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll') && !e.closest('svg svg')).slice(0, 6).map(e => e.tagName + '#' + e.id + '.' + e.getAttribute('class')).join(' ')`))
	}
}

func (tb *tab) filter(text string) {
	tb.eval(`{ const f = document.querySelector('#filter'); f.value = `+quote(text)+`; f.dispatchEvent(new Event('input')); }`, nil)
}

// hoverLine points at a share of the width of the latency chart.
func (tb *tab) hoverLine(share float64) {
	box := tb.box("#lines-chart")
	tb.mouse("mouseMoved", box.X+48+(box.Width-180)*share, box.Y+100, 0)
}

// download presses the CSV button and returns the file.
func (tb *tab) download() string {
	tb.t.Helper()
	dir := tb.t.TempDir()
	check(tb.t, tb.b.call("", "Browser.setDownloadBehavior", obj{"behavior": "allow", "downloadPath": dir}, nil))
	tb.eval(`document.querySelector('#csv').click()`, nil)
	path := filepath.Join(dir, "bottlenecks_shown.csv")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if data, err := os.ReadFile(path); err == nil {
			return string(data)
		}
	}
	tb.t.Fatal("no file was downloaded")
	return ""
}

// static checks what must be readable without a script.
func (tb *tab) static(r *analytics.Report) {
	tb.t.Helper()
	got := tb.text(`[document.querySelectorAll('.tile').length, document.querySelectorAll('#lines-chart path').length > 4, document.querySelectorAll('#heat-chart path').length > 4,
		document.querySelectorAll('table.devices tbody tr').length, document.querySelectorAll('table.rows tbody tr').length, document.querySelector('.verdict h2').textContent].join('|')`)
	if want := fmt.Sprintf("%d|true|true|20|50|%s", len(r.Tiles), r.Verdict.Headline); got != want {
		tb.t.Errorf("without scripts: %s, want %s", got, want)
	}
	tb.noSideScroll()
	if n := tb.number(`[...document.querySelectorAll('button, select, input')].filter(e => e.offsetParent).length`); n > 0 {
		tb.t.Errorf("%v dead controls", n)
	}
}

// contrast computes the contrast of all text with the colour behind it.
func (tb *tab) contrast() {
	tb.t.Helper()
	var faint []string
	tb.eval(`(() => {
		const rgb = s => (s.match(/[\d.]+/g) || []).map(Number);
		const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
		const back = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0.99) return c.slice(0, 3); } return [255, 255, 255]; };
		const faint = new Set();
		for (const e of document.querySelectorAll('body *')) {
			if (!e.getClientRects().length || e.disabled || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
			const s = getComputedStyle(e), c = rgb(e instanceof SVGElement ? s.fill : s.color);
			const a = light(c.slice(0, 3)), b = light(back(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			if (ratio < 4.5) faint.add(e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + ratio.toFixed(2));
		}
		return [...faint];
	})()`, &faint)
	if len(faint) > 0 {
		tb.t.Errorf("contrast below 4.5: %q", faint)
	}
}

var (
	clockPattern = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`)
	titlePattern = regexp.MustCompile(`^(\d{4}-\d\d-\d\d \d\d:\d\d) to (\d{4}-\d\d-\d\d )?(\d\d:\d\d) UTC$`)
)

// compareReading compares the tooltip of the lines with the report.
func compareReading(t *testing.T, tb *tab, r *analytics.Report) {
	t.Helper()
	var lines [][]string
	tb.eval(`[...document.querySelectorAll('.tip table tr')].map(tr => [...tr.cells].map(c => c.textContent))`, &lines)
	title := tb.text(`document.querySelector('.tip b').textContent`)
	m := titlePattern.FindStringSubmatch(title)
	if m == nil || len(lines) != len(r.Regions)+1 {
		t.Fatalf("tooltip %q %q", title, lines)
	}
	if m[2] == "" {
		m[2] = m[1][:11]
	}
	from, errFrom := time.Parse("2006-01-02 15:04", m[1])
	to, errTo := time.Parse("2006-01-02 15:04", m[2]+m[3])
	if errFrom != nil || errTo != nil {
		t.Fatalf("tooltip %q: %v, %v", title, errFrom, errTo)
	}
	for i, g := range r.Regions {
		s := r.Timeline.Regions[i][record.Latency]
		first, last := int((from.UnixNano()-s.Start)/s.Width), int((to.UnixNano()-s.Start)/s.Width)
		p := series.Merge(s.Points[max(0, first):min(last, len(s.Points))])
		for j, want := range []float64{p.Mean, p.P95, p.Max, float64(p.N)} {
			got, err := strconv.ParseFloat(strings.ReplaceAll(lines[i+1][j+1], ",", ""), 64)
			if p.N == 0 && lines[i+1][1] == "no data" {
				continue
			}
			if err != nil || math.Abs(got-want) > 0.0051 {
				t.Errorf("%s, %s, %s: %s, want %v", title, g.Region.Text, lines[0][j+1], lines[i+1][j+1], want)
			}
		}
	}
}

// compareCell compares the tooltip of the heatmap's first row with the report.
func compareCell(t *testing.T, r *analytics.Report, tip string) {
	t.Helper()
	from, err := time.Parse("2006-01-02 15:04", clockPattern.FindString(tip))
	if err != nil {
		t.Fatalf("tooltip %q", tip)
	}
	c := r.Hours.Cell(record.Traffic, 0, int((from.UnixNano()-r.Hours.Hours[0])/int64(time.Hour)))
	for _, want := range []string{r.Regions[0].Region.Text, fmt.Sprintf("mean %.2f Mbps", c.Mean()), fmt.Sprintf("%d sample", c.N)} {
		if !strings.Contains(tip, want) {
			t.Errorf("tooltip %q lacks %q", tip, want)
		}
	}
}

// checkOrder checks that a table's rows stand as its header says.
func checkOrder(t *testing.T, tb *tab, table, th string) {
	t.Helper()
	var cells []string
	tb.eval(`[...document.querySelectorAll('table.`+table+` tbody tr')].map(tr => tr.cells[`+th+`.cellIndex].textContent)`, &cells)
	order := tb.text(th + `.getAttribute('aria-sort')`)
	if order != "ascending" && order != "descending" || len(cells) < 20 {
		t.Fatalf("aria-sort is %q with %d rows", order, len(cells))
	}
	for i := 1; i < len(cells); i++ {
		a, errA := strconv.ParseFloat(strings.ReplaceAll(cells[i-1], ",", ""), 64)
		b, errB := strconv.ParseFloat(strings.ReplaceAll(cells[i], ",", ""), 64)
		wrong := cells[i-1] > cells[i]
		if errA == nil && errB == nil {
			wrong = a > b
		}
		if order == "descending" {
			wrong = cells[i-1] < cells[i]
			if errA == nil && errB == nil {
				wrong = a < b
			}
		}
		if wrong {
			t.Errorf("%s, %s: %s before %s", th, order, cells[i-1], cells[i])
			return
		}
	}
}
