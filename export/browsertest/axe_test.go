//go:build unix

package browsertest

import (
	"os"
	"testing"
)

// TestAxe runs axe-core over the page in light and dark, with all that unfolds
// unfolded. It is nobody's to copy: NETWORK_ANALYTICS_AXE names its axe.min.js.
func TestAxe(t *testing.T) {
	path := os.Getenv("NETWORK_ANALYTICS_AXE")
	if path == "" {
		t.Skip("NETWORK_ANALYTICS_AXE does not name axe.min.js; TestAccess has rules of our own")
	}
	axe, err := os.ReadFile(path)
	check(t, err)
	b := launch(t)
	for _, name := range []string{"planted", "oracle", "hostile"} {
		r := planted(t)
		if name != "planted" {
			r = sample(t, name)
		}
		url := writePage(t, r)
		for _, scheme := range []string{"light", "dark"} {
			tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme(scheme) })
			tb.eval(`for (const d of document.querySelectorAll('details')) d.open = true`, nil)
			tb.eval(string(axe)+`; 0`, nil)
			var found []string
			tb.eval(`axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.flatMap(v =>
				v.nodes.slice(0, 3).map(n => v.id + ' (' + v.impact + '): ' + n.html.slice(0, 160) + ' ' + n.any.concat(n.all).map(c => c.message).join('; ').slice(0, 160))))`, &found)
			for _, v := range found {
				t.Errorf("%s, %s: %s", name, scheme, v)
			}
		}
	}
}
