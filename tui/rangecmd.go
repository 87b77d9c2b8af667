package tui

import (
	"errors"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

// readTime reads a time as expressions have it, or a time of day of the day that
// is looked at. It returns the begin and the end of what is named, ns since 1970.
func (m *Model) readTime(text string) (from, to int64, err error) {
	text = strings.Trim(strings.TrimSpace(text), `'"`)
	last := m.whole.last
	day := m.spot.at
	if day == 0 {
		_, end := m.extent()
		day = end - 1
	}
	for _, clock := range []string{"15:04", "15:04:05"} {
		if _, err := time.Parse(clock, text); err == nil {
			text = time.Unix(0, day).UTC().Format(time.DateOnly) + " " + text
			break
		}
	}
	from, to, err = filter.ReadTime(text, last)
	if fault, ok := errors.AsType[*filter.SyntaxError](err); ok {
		return 0, 0, &argError{0, record.CleanText(fault.What)}
	}
	return from, to, err
}

func runFrom(m *Model, arg string) (tea.Cmd, error) {
	from, _, err := m.readTime(arg)
	if err != nil {
		return nil, err
	}
	to := m.looks.view.To
	if to != 0 && to <= from {
		to = 0
	}
	return m.setRange(from, to), nil
}

func runTo(m *Model, arg string) (tea.Cmd, error) {
	_, to, err := m.readTime(arg)
	if err != nil {
		return nil, err
	}
	from := m.looks.view.From
	if from >= to {
		from = 0
	}
	return m.setRange(from, to), nil
}

func runRange(m *Model, arg string) (tea.Cmd, error) {
	a, b, ok := strings.Cut(arg, "..")
	if !ok {
		return nil, &argError{0, "a range is two times with .. between them"}
	}
	from, _, err := m.readTime(a)
	if err != nil {
		return nil, err
	}
	_, to, err := m.readTime(b)
	if fault, ok := errors.AsType[*argError](err); ok {
		fault.at += len([]rune(a)) + 2
	}
	if err != nil {
		return nil, err
	}
	if from >= to {
		return nil, &argError{0, "the range ends before it begins"}
	}
	return m.setRange(from, to), nil
}
