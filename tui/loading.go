package tui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// loadingLines shows how far the analysis is.
func (m *Model) loadingLines(w, h int) []string {
	s := m.snapshot()
	width := min(64, w-4)
	bar := ""
	if f, ok := s.Fraction(); ok {
		bar = chart.Progress(m.theme, f, width)
	} else {
		bar = m.theme.Paint(chart.Accent, m.spinner()+" ") + strings.Repeat(".", m.frame%4)
	}
	counts := plural(s.Rows, "row")
	if s.TotalRows > 0 {
		counts = record.Count(s.Rows) + " of " + plural(s.TotalRows, "row")
	}
	if s.Bytes > 0 || s.TotalBytes > 0 {
		counts += ", " + bytesText(s.Bytes)
		if s.TotalBytes > 0 {
			counts += " of " + bytesText(s.TotalBytes)
		}
	}
	rate := ""
	if s.Rows > 0 {
		rate = number(s.RowsPerSecond(), 0) + " rows/s, "
	}
	rate += durationText(s.Elapsed)
	if left, ok := s.ETA(); ok && s.Stage == record.StageReading {
		rate += ", about " + durationText(left) + " left"
	}
	return centred([]string{
		m.theme.Paint(chart.Title, s.Stage.String()+" "+m.cfg.Title),
		"",
		bar,
		counts,
		m.theme.Paint(chart.Dim, rate),
	}, width, w, h)
}

// errorLines says why there is no report and what to do.
func (m *Model) errorLines(w, h int) []string {
	width := min(76, w-4)
	lines := []string{m.theme.Paint(chart.Bad, "Nothing to show: the analysis failed."), ""}
	what, try := sentence(m.err)
	lines = append(lines, wrap(what, width)...)
	if try != "" {
		lines = append(lines, "")
		for _, line := range wrap("Try: "+try, width) {
			lines = append(lines, m.theme.Paint(chart.Accent, line))
		}
	}
	again := "q quits."
	if m.cfg.Reload {
		again = "r analyses again, q quits."
	}
	return centred(append(lines, "", m.theme.Paint(chart.Dim, again)), width, w, h)
}

// sentence splits an error into what is wrong and what to try.
func sentence(err error) (what, try string) {
	if e, ok := errors.AsType[*record.Error](err); ok && e.Try != "" {
		short := *e
		short.Try = ""
		return record.CleanText(short.Error()), record.CleanText(e.Try)
	}
	return record.CleanText(err.Error()), ""
}

// centred sets a block of lines, width cells wide, into the middle of w x h.
func centred(lines []string, width, w, h int) []string {
	block := lipgloss.PlaceHorizontal(width, lipgloss.Left, lipgloss.JoinVertical(lipgloss.Left, lines...))
	block = lipgloss.PlaceHorizontal(w, lipgloss.Center, block)
	return strings.Split(lipgloss.PlaceVertical(h, lipgloss.Center, block), "\n")
}
