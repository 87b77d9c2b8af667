//go:build unix

package browsertest

import (
	"fmt"
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
	for _, name := range []string{"planted", "hostile", "forty"} {
		url := writePage(t, sample(t, name))
		file := func(suffix string) string { return filepath.Join(dir, name+suffix) }
		for _, theme := range []string{"light", "dark"} {
			tb := b.open(t, url, 1440, 900, func(tb *tab) { tb.theme(theme) })
			box := tb.box("#lines-chart")
			tb.mouse("mouseMoved", box.X+box.Width/2, box.Y+120, 0)
			tb.screenshot(file("-"+theme+"-hover.png"), false)
			tb.mouse("mouseMoved", 5, 5, 0)
			tb.screenshot(file("-"+theme+".png"), true)
			for _, width := range []int{768, 320} {
				tb.size(width, 844)
				tb.settle()
				tb.screenshot(file(fmt.Sprintf("-%s-%d.png", theme, width)), true)
			}
			if theme == "dark" {
				tb.file("Page.printToPDF", obj{"printBackground": true, "preferCSSPageSize": true}, file(".pdf"))
			}
		}
		tb := b.open(t, url, 1440, 900, func(tb *tab) { tb.do("Emulation.setScriptExecutionDisabled", obj{"value": true}) })
		tb.screenshot(file("-noscript.png"), true)
	}
}
