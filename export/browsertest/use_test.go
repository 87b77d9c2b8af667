//go:build unix

package browsertest

import (
	"fmt"
	"math"
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
)

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
	check(tb.t, tb.b.call("", "Browser.setDownloadBehavior", obj{"behavior": "allow", "downloadPath": dir, "browserContextId": tb.b.context}, nil))
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
	if want := fmt.Sprintf("%d|true|true|20|20|%s", len(r.Tiles), r.Verdict.Headline); got != want {
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
	rangePattern = regexp.MustCompile(`(\d{4}-\d\d-\d\d \d\d:\d\d) to (\d{4}-\d\d-\d\d )?(\d\d:\d\d) UTC`)
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
			if err != nil || math.Abs(got-want) > 0.0056 {
				t.Errorf("%s, %s, %s: %s, want %v", title, g.Region.Text, lines[0][j+1], lines[i+1][j+1], want)
			}
		}
	}
}

// compareCell compares the tooltip of the heatmap's first row with the report.
func compareCell(t *testing.T, r *analytics.Report, tip string) {
	t.Helper()
	var from, to time.Time
	if m := rangePattern.FindStringSubmatch(tip); m != nil {
		if m[2] == "" {
			m[2] = m[1][:11]
		}
		from, _ = time.Parse("2006-01-02 15:04", m[1])
		to, _ = time.Parse("2006-01-02 15:04", m[2]+m[3])
	}
	if to.IsZero() {
		t.Fatalf("tooltip %q", tip)
	}
	var c analytics.GridCell
	for at := from; at.Before(to); at = at.Add(time.Hour) {
		one := r.Hours.Cell(record.Traffic, 0, int((at.UnixNano()-r.Hours.Hours[0])/int64(time.Hour)))
		c.N, c.Sum = c.N+one.N, c.Sum+one.Sum
	}
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
