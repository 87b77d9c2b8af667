//go:build unix

package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// TestPage opens the page of the reference input and uses all of it.
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
		if s := tb.text("range.textContent"); !strings.Contains(s, "(4 h)") {
			t.Errorf("the closest zoom is %q, want 4 buckets of 1 h", s)
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

}
