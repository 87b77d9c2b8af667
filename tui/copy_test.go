package tui

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/incident"
)

func TestOSC52(t *testing.T) {
	if got := osc52("a\tb", false); got != "\x1b]52;c;YQli\a" {
		t.Errorf("%q", got)
	}
	if got := osc52("a\tb", true); got != "\x1bPtmux;\x1b\x1b]52;c;YQli\a\x1b\\" {
		t.Errorf("%q", got)
	}
	if n := base64.StdEncoding.EncodedLen(maxCopy); n > 100_000 {
		t.Errorf("%d characters", n)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestCopy(t *testing.T) {
	m := shown(fixture(), 120, 30)
	var out bytes.Buffer
	m.out = &out
	typeLine(m, ":", "pane bottlenecks")
	press(m, "y")
	text, ok := strings.CutPrefix(out.String(), "\x1b]52;c;")
	row, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(text, "\a"))
	if !ok || err != nil || !strings.HasPrefix(string(row), "edge-03\t1.75\t2024-03-03 09:00\tap-south\t78.0\t") {
		t.Errorf("copied %q", row)
	}
	wantIn(t, m.View(), "copied 1 line (OSC 52; needs a terminal that allows it)")
	out.Reset()
	settle(m, m.copyText(strings.Repeat("x", maxCopy+1)))
	settle(m, m.copyText(""))
	if out.Len() > 0 {
		t.Errorf("wrote %d bytes", out.Len())
	}
	m.out = failing{}
	press(m, "y")
	wantIn(t, m.View(), "not copied: gone")
}

// holder is a pane with an incident.
type holder struct {
	pane
	at *incident.Incident
}

func (h holder) incident() *incident.Incident { return h.at }

func TestHandOver(t *testing.T) {
	m := shown(fixture(), 120, 30)
	var out bytes.Buffer
	m.out = &out
	press(m, "4", "Y")
	if out.Len() > 0 {
		t.Error("handed over nothing")
	}
	m.cfg.Handoff = func(r *analytics.Report, i *incident.Incident) string { return "# " + i.ID + "\nline\n" }
	m.panes[m.active] = holder{m.panes[m.active], &incident.Incident{ID: "I-7"}}
	press(m, "Y")
	if got := out.String(); got != osc52("# I-7\nline", false) {
		t.Errorf("wrote %q", got)
	}
	wantIn(t, m.View(), "copied 2 lines")
}
