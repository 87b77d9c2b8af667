//go:build unix

package browsertest

import (
	"bytes"
	"image"
	"image/color"
	_ "image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// requireFirefox is the variable that turns a missing Firefox into a failure.
const requireFirefox = "NETWORK_ANALYTICS_REQUIRE_FIREFOX"

// bands is into how many strips a picture is cut to compare two of them.
const bands = 24

// ink returns, per strip from the top, the share of pixels that are neither paper
// nor panel.
func ink(t *testing.T, data []byte, height int) (out [bands]float64) {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	check(t, err)
	b := img.Bounds()
	light := func(c color.Color) bool {
		r, g, bl, _ := c.RGBA()
		return min(r, g, bl) > 0xd800
	}
	for i := range out {
		y0, y1 := b.Min.Y+height*i/bands, b.Min.Y+height*(i+1)/bands
		n := 0
		for y := y0; y < min(y1, b.Max.Y); y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				if !light(img.At(x, y)) {
					n++
				}
			}
		}
		out[i] = float64(n) / float64(max(1, (y1-y0)*b.Dx()))
	}
	return out
}

// TestFirefox compares the layout of the page in Firefox with that in Chromium.
func TestFirefox(t *testing.T) {
	firefox, err := exec.LookPath("firefox-esr")
	if err != nil {
		if firefox, err = exec.LookPath("firefox"); err != nil {
			if os.Getenv(requireFirefox) == "1" {
				t.Fatal("no Firefox found, and " + requireFirefox + "=1 asks for one")
			}
			t.Skip("no Firefox found; set " + requireFirefox + "=1 to fail instead")
		}
	}
	const width, height = 1360, 1800
	url := writePage(t, planted(t))
	path := filepath.Join(t.TempDir(), "firefox.png")
	cmd := exec.Command(firefox, "--headless", "--no-remote", "--profile", t.TempDir(), "--window-size", "1360,1800", "--screenshot", path, url)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "MOZ_HEADLESS=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	theirs, err := os.ReadFile(path)
	check(t, err)
	b := launch(t)
	tb := b.ready(t, url, width, height)
	tb.theme("light")
	tb.settle()
	ours := tb.file("Page.captureScreenshot", obj{"format": "png"}, "")
	a, c := ink(t, theirs, height), ink(t, ours, height)
	var most, sum float64
	for i := range a {
		most, sum = math.Max(most, math.Abs(a[i]-c[i])), sum+a[i]
	}
	t.Logf("ink %.1f %% in all; the strips differ by %.1f points at most", 100*sum/bands, 100*most)
	if sum/bands < 0.01 {
		t.Error("the page is blank")
	}
	if most > 0.08 {
		t.Errorf("the layout differs:\nFirefox  %.2f\nChromium %.2f", a, c)
	}
}
