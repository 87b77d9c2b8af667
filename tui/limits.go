package tui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
)

// tried are the limits that can be moved, in the order of their keys.
var tried = []struct {
	name, title, unit string
	step              float64
	of                func(*detect.Limits) *float64
}{
	{"latency", "latency limit", "ms", 5, func(l *detect.Limits) *float64 { return &l.Latency }},
	{"loss", "loss limit", "%", 0.5, func(l *detect.Limits) *float64 { return &l.Loss }},
	{"cpu", "cpu limit", "%", 1, func(l *detect.Limits) *float64 { return &l.CPU }},
	{"z", "unusual from", "standard deviations", 0.1, func(l *detect.Limits) *float64 { return &l.Z }},
}

// trial is limits being tried: which one the keys move, and the view before.
type trial struct {
	which  int
	before analytics.View
	seq    int // of the newest change
}

// trialMsg tells that no limit was moved for a while.
type trialMsg struct{ seq int }

// limits returns the limits that are asked for.
func (m *Model) limits() detect.Limits {
	if l := m.looks.view.Limits; l != (detect.Limits{}) {
		return l
	}
	return m.reference
}

// tryLimits begins to try limits.
func (m *Model) tryLimits() tea.Cmd {
	if m.cfg.Look == nil {
		m.fixed()
		return m.tick()
	}
	m.trial = &trial{before: m.looks.view}
	return nil
}

// trialDo carries out an action while limits are tried.
func (m *Model) trialDo(a action) tea.Cmd {
	t := m.trial
	l, one := m.limits(), tried[t.which]
	v := one.of(&l)
	switch a {
	case actMore:
		*v = round(*v+one.step, one.step)
	case actLess:
		*v = max(one.step, round(*v-one.step, one.step))
	case actNextLimit:
		t.which = (t.which + 1) % len(tried)
		return nil
	case actPrevLimit:
		t.which = (t.which + len(tried) - 1) % len(tried)
		return nil
	case actDefault:
		l = m.reference
	case actAccept:
		m.trial = nil
		return m.look()
	case actCancel:
		m.trial = nil
		return m.setView(t.before)
	default:
		return nil
	}
	m.looks.view.Limits = l
	t.seq++
	msg := trialMsg{t.seq}
	return m.end.guard(tea.Tick(m.pause, func(time.Time) tea.Msg { return msg }))
}

// trialPaused looks at the limits when none was moved for a while.
func (m *Model) trialPaused(msg trialMsg) tea.Cmd {
	if m.trial == nil || m.trial.seq != msg.seq {
		return nil
	}
	return m.look()
}

// trialText tells the limit that is being moved and what comes of it.
func (m *Model) trialText() string {
	l, one := m.limits(), tried[m.trial.which]
	s := one.title + " " + trimZeros(*one.of(&l)) + " " + one.unit
	if ref := m.reference; *one.of(&ref) != *one.of(&l) {
		s += " (reference " + trimZeros(*one.of(&ref)) + ")"
	}
	return s
}

// trialCounts tells how many rows and incidents there are under the limits on screen.
func (m *Model) trialCounts() string {
	return plural(int64(len(m.data.Bottlenecks)), "row") + " flagged, " + plural(int64(len(m.data.Findings.Incidents)), "incident")
}

// limitsText names the limits that are not those of the reference.
func (m *Model) limitsText(v analytics.View) string {
	if v.Limits == (detect.Limits{}) {
		return ""
	}
	var parts []string
	ref, l := m.reference, v.Limits
	for _, one := range tried {
		if *one.of(&l) != *one.of(&ref) {
			parts = append(parts, one.name+" "+trimZeros(*one.of(&l)))
		}
	}
	return strings.Join(parts, ", ")
}

func limitNames(*Model) []string {
	var out []string
	for _, one := range tried {
		out = append(out, one.name)
	}
	return out
}

func runLimit(m *Model, arg string) (tea.Cmd, error) {
	name, value, _ := strings.Cut(arg, " ")
	i := slices.Index(limitNames(m), strings.ToLower(name))
	if i < 0 {
		return nil, &argError{0, "no limit of that name; they are " + strings.Join(limitNames(m), ", ")}
	}
	l, ref := m.limits(), m.reference
	v := *tried[i].of(&ref)
	if value = strings.TrimSpace(value); value != "" {
		var err error
		if v, err = strconv.ParseFloat(value, 64); err != nil || !(v > 0) || math.IsInf(v, 0) {
			return nil, &argError{len([]rune(name)) + 1, "a limit is a number above 0"}
		}
	}
	*tried[i].of(&l) = v
	next := m.looks.view
	next.Limits = l
	return m.setView(next), nil
}

// round rounds to a multiple of a step without the noise of adding steps.
func round(v, step float64) float64 { return math.Round(math.Round(v/step)*step*1e6) / 1e6 }
