package tui

import (
	"context"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
)

// measuring is a dashboard whose looks measure objectives.
func measuring(t *testing.T, w, h int) *Model {
	t.Helper()
	session, err := analytics.OpenSession(context.Background(), fixtureRows(), analytics.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	m := shown(fixture(), w, h)
	m.cfg.Look = func(ctx context.Context, v analytics.View, p *record.Progress) (*analytics.Report, error) {
		return session.Report(ctx, v, p)
	}
	return m
}

func TestGoldenObjective(t *testing.T) {
	for name, bring := range map[string]func(m *Model){
		"none stated": func(m *Model) { press(m, "b") },
		"missed":      func(m *Model) { typeLine(m, ":", "slo 99.9% latency<=100 and loss<=2") },
		"kept":        func(m *Model) { typeLine(m, ":", "slo 90% of 10m slots latency<=150 over 30d") },
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range goldenSizes {
				m := measuring(t, size[0], size[1])
				bring(m)
				checkFrame(t, m.View(), size[0], size[1])
			}
			m := measuring(t, 80, 24)
			bring(m)
			var out []string
			for _, w := range []int{36, 56, 76, budgetWidth} {
				for _, line := range m.overlay.text(m.theme, w) {
					if cells(line) > w {
						t.Errorf("%d cells instead of %d: %s", cells(line), w, line)
					}
					out = append(out, line)
				}
			}
			golden.RequireEqual(t, []byte(strings.Join(out, "\n")+"\n"))
		})
	}
}

// An objective that is typed is measured, shown, kept in saved views, and taken away.
func TestObjectiveOfTheView(t *testing.T) {
	m := measuring(t, 120, 40)
	var saved ViewText
	m.cfg.SaveView = func(_ string, v ViewText) error { saved = v; return nil }
	m.cfg.LoadView = func(string) (ViewText, error) { return saved, nil }
	typeLine(m, ":", "slo 99% latency<=120")
	const text = "99% of 5m slots latency <= 120 ms"
	if o := m.looks.view.Objective; o == nil || o.Text != text || m.data.SLO == nil || m.overlay == nil {
		t.Fatalf("objective %v, report %v", o, m.data.SLO)
	}
	all := &m.data.SLO.Overall
	if frame := m.View(); !strings.Contains(frame, all.AttainedText()) || !strings.Contains(frame, record.Count(all.Good)) {
		t.Errorf("not in\n%s", frame)
	}
	press(m, "b")
	typeLine(m, ":", "save one")
	if saved.SLO != text {
		t.Errorf("saved %q", saved.SLO)
	}
	typeLine(m, ":", "slo none")
	if m.looks.view.Objective != nil || m.data.SLO != nil || !strings.Contains(m.View(), "No objective is stated") {
		t.Errorf("still there:\n%s", m.View())
	}
	press(m, "esc")
	typeLine(m, ":", "view one")
	if m.data.SLO == nil || m.data.SLO.Objective.Text != text {
		t.Error("the view did not bring it back")
	}
	press(m, ":")
	press(m, strings.Split("slo 99% los<1", "")...)
	press(m, "enter")
	if p := m.prompt; p == nil || !strings.Contains(p.wrong, `did you mean "loss"`) || p.wrongAt != len("slo 99% ") {
		t.Errorf("prompt %+v", p)
	}
}

// A slot without data is never good: the longer a device is silent, the lower the
// share that was judged, and what is left is no better than before.
func TestNoBudgetOfNoData(t *testing.T) {
	r := &slo.Report{Objective: mustParse(t, "99% loss<1")}
	r.Overall = slo.Budget{None: 10}
	nan := record.Missing
	r.Overall.Attained, r.Overall.Left, r.Overall.LeftMinutes, r.Overall.HoursLeft = nan, nan, nan, nan
	text := strings.Join(budgetText(plainTheme(), r, 100), "\n")
	if !strings.Contains(text, "no slot could be judged") || strings.Contains(text, "Kept") || strings.Contains(text, "NaN") {
		t.Errorf("got\n%s", text)
	}
}

func mustParse(t *testing.T, text string) *slo.Objective {
	t.Helper()
	o, err := slo.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
