//go:build unix

package browsertest

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLook writes pictures of the pages into the folder that
// NETWORK_ANALYTICS_LOOK names, for people to look at.
func TestLook(t *testing.T) {
	dir := os.Getenv("NETWORK_ANALYTICS_LOOK")
	if dir == "" {
		t.Skip("set NETWORK_ANALYTICS_LOOK to a folder for pictures of the pages")
	}
	check(t, os.MkdirAll(dir, 0o755))
	b := launch(t)
	for name, r := range map[string]string{"oracle": "oracle", "hostile": "hostile", "forty": "forty"} {
		url := writePage(t, sample(t, r))
		for _, theme := range []string{"light", "dark"} {
			tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.theme(theme) })
			tb.screenshot(filepath.Join(dir, name+"-"+theme+".png"), true)
			tb.size(390, 844)
			tb.eval("new Promise(r => setTimeout(r, 200))", nil)
			tb.screenshot(filepath.Join(dir, name+"-"+theme+"-390.png"), true)
			if theme == "dark" {
				tb.file("Page.printToPDF", obj{"printBackground": true, "preferCSSPageSize": true}, filepath.Join(dir, name+".pdf"))
			}
		}
		tb := b.open(t, url, 1360, 900, func(tb *tab) { tb.do("Emulation.setScriptExecutionDisabled", obj{"value": true}) })
		tb.screenshot(filepath.Join(dir, name+"-noscript.png"), true)
	}
}
