//go:build unix

package browsertest

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"network-analytics/export"
)

// TestPaper looks at the page where it cannot run: on paper, without scripts, in
// forced colours.
func TestPaper(t *testing.T) {
	r := sample(t, "oracle")
	url := writePage(t, r)
	b := launch(t)

	t.Run("prints on white paper with headers and without controls", func(t *testing.T) {
		tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme("dark") })
		pdf := tb.file("Page.printToPDF", obj{"printBackground": true, "preferCSSPageSize": true}, "")
		pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1))
		if !bytes.HasPrefix(pdf, []byte("%PDF")) || pages < 2 || pages > 14 {
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
