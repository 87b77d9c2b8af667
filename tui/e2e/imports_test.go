package e2e

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the direction of the flow: what each package may know of ours.
// A package that is not listed may know nothing.
var mayImport = map[string][]string{
	"":                         {"tui/command", "tui/termguard"},
	"tui/command":              {"analytics", "analytics/detect", "analytics/record", "analytics/source", "analytics/source/mapping", "analytics/filter", "analytics/inspect", "analytics/quality", "analytics/usual", "analytics/slo", "analytics/score", "export", "gen", "tui"},
	"analytics":                {"analytics/record", "analytics/rollup", "analytics/sketch", "analytics/detect", "analytics/kpi", "analytics/series", "analytics/filter", "analytics/usual", "analytics/incident", "analytics/slo"},
	"analytics/score":          {"analytics", "analytics/record", "analytics/detect", "analytics/sketch", "analytics/usual", "gen"},
	"analytics/usual":          {"analytics/record", "analytics/filter"},
	"analytics/incident":       {"analytics/record", "analytics/usual", "analytics/detect"},
	"analytics/slo":            {"analytics/record", "analytics/filter"},
	"analytics/detect":         {"analytics/record", "analytics/rollup", "analytics/sketch"},
	"analytics/kpi":            {"analytics/record", "analytics/rollup", "analytics/sketch"},
	"analytics/rollup":         {"analytics/record", "analytics/sketch", "analytics/series"},
	"analytics/source":         {"analytics/record", "analytics/source/mapping"},
	"analytics/source/mapping": {"analytics/record"},
	"analytics/filter":         {"analytics/record"},
	"analytics/quality":        {"analytics/record"},
	"analytics/inspect":        {"analytics/record", "analytics/quality", "analytics/filter", "analytics/source", "analytics/source/mapping"},
	"gen":                      {"analytics/record"},
	"export":                   {"analytics", "analytics/quality", "analytics/record", "analytics/detect", "analytics/kpi", "analytics/series", "analytics/incident", "analytics/usual", "analytics/slo", "analytics/filter"},
	"tui":                      {"analytics", "analytics/quality", "analytics/record", "analytics/detect", "analytics/kpi", "analytics/series", "analytics/incident", "analytics/usual", "analytics/slo", "analytics/filter", "tui/chart"},
	"tui/chart":                {"analytics/record", "analytics/kpi", "analytics/series"},
	"tui/termguard":            {},
	"analytics/record":         {},
	"analytics/series":         {},
	"analytics/sketch":         {},
	"tui/e2e":                  {},
	"export/browsertest":       {},
}

// onlyIn keeps libraries behind the one door they have.
var onlyIn = map[string][]string{
	"github.com/NimbleMarkets/ntcharts":  {"tui/chart"},
	"github.com/charmbracelet/bubbletea": {"tui"},
	"github.com/spf13/cobra":             {"tui/command"},
	"github.com/montanaflynn/stats":      {"analytics", "analytics/kpi", "analytics/series", "tui"},
}

func TestImportDirection(t *testing.T) {
	const module = "network-analytics"
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(strings.TrimPrefix(words[0], module), "/")
		seen++
		for _, to := range words[1:] {
			if ours, ok := strings.CutPrefix(to, module+"/"); ok && !slices.Contains(mayImport[from], ours) {
				t.Errorf("%q imports %q, against the direction of the flow", from, ours)
			}
			for library, places := range onlyIn {
				if (to == library || strings.HasPrefix(to, library+"/")) && !slices.Contains(places, from) {
					t.Errorf("%q imports %s, which is kept to %q", from, to, places)
				}
			}
			if from == "tui/termguard" && to != "os" {
				t.Errorf("tui/termguard imports %q: then it may be initialised too late", to)
			}
		}
	}
	if seen < 10 {
		t.Fatalf("only %d packages seen", seen)
	}
}
