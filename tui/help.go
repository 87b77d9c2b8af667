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
	{"Incidents", inIncidents},
	{"What is no incident", inOthers},
	{"Evidence of an incident or a row", inIncident},
	{"A device", inDevice},
	{"Latency", inLatency},
	{"Capacity", inCapacity},
	{"Time: Overview, Latency and Capacity", inTime},
	{"Tables: Incidents, Bottlenecks, Devices and rows", inTable},
	{"While columns are chosen", inColumns},
	{"Bottlenecks", inBottlenecks},
	{"Devices", inDevices},
	{"While a line is typed", inPrompt},
	{"While limits are tried", inLimits},
	{"Help, load report and details", inOverlay},
	{"Everywhere", inApp | inReport | inAlways},
}

// helpLine is what a key or a command does.
type helpLine struct {
	label, name string // name for the command line, "" for none
	text        string
}

// helpLines returns the lines of a chapter.
func (k keymap) helpLines(part helpPart) []helpLine {
	var out []helpLine
	for _, b := range k {
		if b.in&part.of != 0 && b.long != "" {
			out = append(out, helpLine{b.label, actionNames[b.act], b.long})
		}
	}
	return out
}

// commandLines returns the lines of the chapter about commands.
func commandLines() []helpLine {
	var out []helpLine
	for _, c := range commands() {
		out = append(out, helpLine{":" + c.name + " " + c.arg, c.name, c.help})
	}
	return out
}

// commandsTitle is the title of the chapter about commands.
const commandsTitle = "Commands; every name of a key is one too"

// filterHelp tells how a filter is written, beside the keys.
const filterHelp = "A filter is an expression: loss > 1 and region = ap-*, latency > 0.2s or not device in (lab-*, spare-??), " +
	"hour in 9..17, cpu = none. Plain words find names: edge east keeps what has both in the name of its device or region, " +
	"!edge what has not. It holds in all panes and in what is exported."

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
		var out []string
		for _, part := range parts {
			out = append(out, helpText(th, part.title, keys.helpLines(part), w)...)
		}
		out = append(out, helpText(th, commandsTitle, commandLines(), w)...)
		out = append(out, th.Paint(chart.Header, "Filters"))
		out = append(out, wrap(filterHelp, w)...)
		out = append(out, "", th.Paint(chart.Header, "What counts as a bottleneck"))
		out = append(out, wrap("A row with latency over "+number(limits.Latency, 0)+" ms, loss over "+
			trimZeros(limits.Loss)+" % or cpu over "+number(limits.CPU, 0)+" %, or whose latency or loss is more than "+
			trimZeros(limits.Z)+" standard deviations above the mean of the whole input. Its severity is how far the worst "+
			"of latency, loss and cpu is over its limit, as a share of the limit: 0.5 is half over. Times are UTC.", w)...)
		return append(out, "", th.Paint(chart.Dim, about))
	}}
}

// labelWidth is how wide the help makes labels; a longer one has a line of its own.
const labelWidth = 18

// helpText draws a chapter and a blank line behind it.
func helpText(th *chart.Theme, title string, lines []helpLine, w int) []string {
	if len(lines) == 0 {
		return nil
	}
	out := []string{th.Paint(chart.Header, title)}
	for _, l := range lines {
		label := l.label
		if th.ASCII() {
			label = asciiKeys(label)
		}
		indent := labelWidth + 2
		if w < narrowHelp {
			indent = 2
		}
		what := l.text
		if l.name != "" && !strings.HasPrefix(l.label, ":") {
			what += " (:" + l.name + ")"
		}
		text := wrap(what, w-indent)
		if cells(label) > labelWidth || w < narrowHelp {
			out = append(out, th.Paint(chart.Key, label))
		} else {
			out = append(out, th.Paint(chart.Key, th.Fit(label, labelWidth))+"  "+text[0])
			text = text[1:]
		}
		for _, line := range text {
			out = append(out, strings.Repeat(" ", indent)+line)
		}
	}
	return append(out, "")
}

// KeysMarkdown returns the key table and the commands for a document.
func KeysMarkdown() string {
	var b strings.Builder
	table := func(title string, lines []helpLine) {
		b.WriteString("**" + title + "**\n\n| keys | command | what it does |\n| --- | --- | --- |\n")
		for _, l := range lines {
			name := ""
			if l.name != "" && !strings.HasPrefix(l.label, ":"+l.name) {
				name = "`" + l.name + "`"
			}
			b.WriteString("| `" + strings.ReplaceAll(l.label, "|", `\|`) + "` | " + name + " | " + l.text + " |\n")
		}
		b.WriteString("\n")
	}
	for _, part := range helpParts {
		table(part.title, keymap(bindings).helpLines(part))
	}
	table(commandsTitle, commandLines())
	return strings.TrimSuffix(b.String(), "\n")
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
