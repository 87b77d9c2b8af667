package tui

import (
	"strings"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// helpWidth is how wide the help likes to be.
const helpWidth = 76

// narrowHelp is the width below which keys and meanings stand below each other.
const narrowHelp = 48

// helpPart is a chapter of the help: the bindings of the scopes it names.
type helpPart struct {
	title string
	of    scope
}

var helpParts = []helpPart{
	{"Move", inMove},
	{"Overview", inOverview},
	{"Latency", inLatency},
	{"Capacity", inCapacity},
	{"Tables: bottlenecks and devices", inTable},
	{"Bottlenecks", inBottlenecks},
	{"Devices", inDevices},
	{"Time, in Overview, Latency and Capacity", inTime},
	{"While a line is typed", inPrompt},
	{"While limits are tried", inLimits},
	{"Help, load report and details", inOverlay},
	{"Everywhere", inApp | inReport | inAlways},
}

// help makes the help from the key table: the keys of the active pane first.
func (m *Model) help() *overlay {
	keys, limits := m.keys, detect.DefaultLimits
	if m.data != nil {
		limits = m.data.Limits
	}
	parts := helpParts
	if p := m.pane(); p != nil {
		var own, rest []helpPart
		for _, part := range helpParts {
			if part.of&p.scopes()&^inMove != 0 {
				own = append(own, part)
			} else {
				rest = append(rest, part)
			}
		}
		parts = append(own, rest...)
	}
	about := "network-analytics"
	if m.cfg.Version != "" {
		about += " " + record.Clean(m.cfg.Version)
	}
	return &overlay{title: "Keys", width: helpWidth, text: func(th *chart.Theme, w int) []string {
		out := helpText(th, keys, parts, w)
		out = append(out, "", th.Paint(chart.Header, "What counts as a bottleneck"))
		out = append(out, wrap("A row with latency over "+number(limits.Latency, 0)+" ms, loss over "+
			trimZeros(limits.Loss)+" % or cpu over "+number(limits.CPU, 0)+" %, or whose latency or loss is more than "+
			trimZeros(limits.Z)+" standard deviations above the mean of the whole input. Its severity is how far the worst "+
			"of latency, loss and cpu is over its limit, as a share of the limit: 0.5 is half over. Times are UTC.", w)...)
		return append(out, "", th.Paint(chart.Dim, about))
	}}
}

func helpText(th *chart.Theme, keys keymap, parts []helpPart, w int) []string {
	label := func(b binding) string {
		if th.ASCII() {
			return asciiKeys(b.label)
		}
		return b.label
	}
	column := 0
	for _, b := range keys {
		column = max(column, cells(label(b)))
	}
	var out []string
	for _, part := range parts {
		var lines []string
		for _, b := range keys {
			if b.in&part.of == 0 || b.long == "" {
				continue
			}
			if w < narrowHelp {
				lines = append(lines, th.Paint(chart.Key, label(b)))
				for _, line := range wrap(b.long, w-2) {
					lines = append(lines, "  "+line)
				}
				continue
			}
			text := wrap(b.long, w-column-2)
			for i, line := range text {
				left := ""
				if i == 0 {
					left = label(b)
				}
				lines = append(lines, th.Paint(chart.Key, th.Fit(left, column))+"  "+line)
			}
		}
		if len(lines) == 0 {
			continue
		}
		if out != nil {
			out = append(out, "")
		}
		out = append(append(out, th.Paint(chart.Header, part.title)), lines...)
	}
	return out
}

// loadReport tells what was read and what was not used, with examples.
func loadReport(d *dataset) *overlay {
	return &overlay{title: "Load report", width: helpWidth, text: func(th *chart.Theme, w int) []string {
		l := &d.Load
		var out []string
		add := func(role chart.Role, text string) {
			for _, line := range wrap(text, w) {
				out = append(out, th.Paint(role, line))
			}
		}
		add(chart.Header, record.CleanText(l.Source))
		read := ""
		if l.Bytes > 0 {
			read = bytesText(l.Bytes) + " read, "
		}
		add(chart.Text, plural(l.Rows, "row")+" used, "+read+span(d.First, d.Last))
		for i, f := range l.Files {
			if i == maxFilesShown {
				add(chart.Dim, "and "+plural(int64(len(l.Files)-i), "more file"))
				break
			}
			add(chart.Text, record.Clean(f.Path)+": "+plural(f.Rows, "row")+", "+bytesText(f.Bytes))
		}
		out = append(out, "")
		if l.Clean() {
			add(chart.Good, "Every row was used; nothing had to be assumed or repaired.")
		}
		if n := l.TotalRejected(); n > 0 {
			add(chart.Warn, plural(n, "row")+" rejected:")
			for reason, n := range l.Rejected {
				if n > 0 {
					add(chart.Text, "  "+record.Count(n)+"  "+record.Reason(reason).String())
				}
			}
			for _, f := range l.Faults {
				add(chart.Dim, faultText(f))
			}
		}
		if l.Truncated {
			add(chart.Warn, "The input ended in the middle; the rows so far are used.")
		}
		if l.Repaired > 0 {
			add(chart.Warn, plural(l.Repaired, "line")+" used after damage was taken out.")
		}
		for _, note := range l.Notes {
			add(chart.Text, "Note: "+record.CleanText(note))
		}
		out = append(out, missingText(th, l)...)
		return out
	}}
}

// maxFilesShown keeps the load report readable with thousands of files.
const maxFilesShown = 20

func faultText(f record.RowFault) string {
	place := record.Clean(f.File) + ":" + number(float64(f.Line), 0)
	if f.Column > 0 {
		place += ":" + number(float64(f.Column), 0)
	}
	text := place + ": " + f.Reason.String()
	if f.Field != "" {
		text += ", " + record.Clean(f.Field)
	}
	if f.Value != "" {
		text += ` "` + record.Clean(f.Value) + `"`
	}
	if f.Detail != "" {
		text += " (" + record.CleanText(f.Detail) + ")"
	}
	return text
}

// missingText counts the cells without a value and names columns that are not there.
func missingText(th *chart.Theme, l *record.LoadReport) []string {
	var out []string
	for m := range record.NumMetrics {
		if !l.Present[m] {
			out = append(out, th.Paint(chart.Warn, "No column for "+m.String()+": its numbers read no data."))
			continue
		}
		for reason, n := range l.Missing[m] {
			if n > 0 {
				out = append(out, m.String()+": "+plural(n, "value")+" missing ("+record.MissingReason(reason).String()+")")
			}
		}
	}
	if !l.HasRegion {
		out = append(out, "No column for the region: all rows count as one.")
	}
	if !l.HasDevice {
		out = append(out, "No column for the device: all rows count as one.")
	}
	if out != nil {
		out = append([]string{"", th.Paint(chart.Header, "Missing")}, out...)
	}
	return out
}

// trimZeros prints a limit without needless decimals.
func trimZeros(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(number(v, 3), "0"), ".")
}
