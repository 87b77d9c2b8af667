package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/slo"
	"network-analytics/tui/chart"
)

// ViewText is a view as a file keeps it: texts that people can read and write.
// Empty parts are not narrowed.
type ViewText struct {
	From   string `toml:"from,omitempty"`   // UTC: 2024-03-01 04:00:00; also -2h before the last row
	To     string `toml:"to,omitempty"`     // the same
	Filter string `toml:"filter,omitempty"` // an expression
	Limits string `toml:"limits,omitempty"` // "latency 100, loss 1"
	SLO    string `toml:"slo,omitempty"`    // an objective; without one the present one stays
	Pane   string `toml:"pane,omitempty"`   // "bottlenecks"
	Sort   string `toml:"sort,omitempty"`   // title of a column after "+" or, for the highest on top, "-"
}

// viewText is what is looked at now as a file keeps it.
func (m *Model) viewText() ViewText {
	v := m.looks.shown
	t := ViewText{Limits: m.limitsText(v), Pane: strings.ToLower(paneTitles[m.active])}
	for _, end := range []struct {
		ns int64
		to *string
	}{{v.From, &t.From}, {v.To, &t.To}} {
		if end.ns != 0 {
			*end.to = time.Unix(0, end.ns).UTC().Format("2006-01-02 15:04:05.999999999")
		}
	}
	if v.Where != nil {
		t.Filter = v.Where.String()
	}
	if v.Objective != nil {
		t.SLO = v.Objective.Text
	}
	if p, ok := m.pane().(sortable); ok {
		t.Sort = p.sortedBy()
	}
	return t
}

// parseView reads a view; base is what stays of the present one.
func (m *Model) parseView(t ViewText, base analytics.View) (analytics.View, error) {
	v := base
	v.From, v.To, v.Where, v.Limits = 0, 0, nil, detect.Limits{}
	var err error
	if t.From != "" {
		if v.From, _, err = m.readTime(t.From); err != nil {
			return v, fmt.Errorf("from: %w", err)
		}
	}
	if t.To != "" {
		if v.To, _, err = m.readTime(t.To); err != nil {
			return v, fmt.Errorf("to: %w", err)
		}
	}
	if v.Where, err = parseFilter(t.Filter); err != nil {
		return v, fmt.Errorf("filter: %w", err)
	}
	if v.Where != nil && v.Where.Relative() {
		v.Where = v.Where.At(m.whole.last)
	}
	if t.Limits != "" {
		if v.Limits, err = ParseLimits(t.Limits, m.reference); err != nil {
			return v, err
		}
	}
	if t.SLO != "" {
		if v.Objective, err = slo.Parse(t.SLO); err != nil {
			return v, fmt.Errorf("slo: %w", err)
		}
	}
	return v, nil
}

// ParseLimits reads limits as a ViewText has them; those it does not name are
// taken from base.
func ParseLimits(text string, base detect.Limits) (detect.Limits, error) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, " ")
		n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		found := false
		for _, one := range tried {
			if one.name == name && n > 0 {
				*one.of(&base), found = n, true
			}
		}
		if err != nil || !found {
			return base, fmt.Errorf("limits: %q is no limit", part)
		}
	}
	return base, nil
}

func viewNames(m *Model) []string {
	if m.cfg.Views == nil {
		return nil
	}
	return m.cfg.Views()
}

func runSave(m *Model, arg string) (tea.Cmd, error) {
	if m.cfg.SaveView == nil {
		return nil, &argError{0, "views cannot be saved here"}
	}
	if strings.ContainsAny(arg, " \t") {
		return nil, &argError{strings.IndexAny(arg, " \t"), "a name is one word"}
	}
	if err := m.cfg.SaveView(arg, m.viewText()); err != nil {
		return nil, &argError{0, err.Error()}
	}
	m.say(chart.Good, "saved; :view "+arg+" and --view "+arg+" bring it back")
	return m.tick(), nil
}

func runView(m *Model, arg string) (tea.Cmd, error) {
	if m.cfg.LoadView == nil {
		return nil, &argError{0, "there are no saved views here"}
	}
	t, err := m.cfg.LoadView(arg)
	if err != nil {
		return nil, &argError{0, err.Error()}
	}
	cmd, err := m.useView(t)
	if err != nil {
		return nil, &argError{0, arg + ": " + err.Error()}
	}
	return cmd, nil
}

// useView looks at a view, in its pane and its order.
func (m *Model) useView(t ViewText) (tea.Cmd, error) {
	v, err := m.parseView(t, m.looks.view)
	if err != nil {
		return nil, err
	}
	if t.Pane != "" {
		if _, err := runPane(m, t.Pane); err != nil {
			return nil, err
		}
	}
	var sorting tea.Cmd
	if p, ok := m.pane().(sortable); ok && t.Sort != "" {
		if sorting, ok = p.sortBy(t.Sort); !ok {
			return nil, fmt.Errorf("sort: no column %q", t.Sort)
		}
	}
	return tea.Batch(m.end.guard(sorting), m.setView(v)), nil
}
