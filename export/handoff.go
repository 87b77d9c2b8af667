package export

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"network-analytics/analytics"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// handoffDevices is how many devices of an incident a hand-over names.
const handoffDevices = 12

// Handoff returns one incident in Markdown, for a ticket or a chat: what, where,
// since when, how bad, the evidence, and how to get its rows. It ends in a line
// break and holds no character that a terminal acts upon.
func Handoff(r *analytics.Report, in *incident.Incident) string {
	var b strings.Builder
	state := "ended"
	if in.Open {
		state = "open"
	}
	fmt.Fprintf(&b, "**%s %s, %s:** %s\n\n", mdText(in.ID), in.Level, state, mdText(in.Headline))
	writeFacts(&b, "", in)
	fmt.Fprintf(&b, "- rows: %s\n", mdCode(rowsOf(in)))
	fmt.Fprintf(&b, "- source: %s, data %s to %s UTC", mdText(r.Load.Source), clock(r.First), clock(r.Last))
	if r.RunID != "" {
		fmt.Fprintf(&b, ", run %s", r.RunID)
	}
	b.WriteString("\n")
	return b.String()
}

// writeFacts lists what is known of an incident beside its headline.
func writeFacts(b *strings.Builder, indent string, in *incident.Incident) {
	line := func(format string, args ...any) { fmt.Fprintf(b, indent+"- "+format+"\n", args...) }
	when := clock(in.Start) + " UTC"
	if !in.Open {
		when += " to " + clock(in.End) + " UTC"
	}
	when += " (" + mdText(in.Duration()) + ")"
	if in.LastGood != 0 {
		when += ", last good sample " + clock(in.LastGood)
	}
	if in.Flaps > 0 {
		when += ", came back " + plural(int64(in.Flaps), "time")
	}
	line("since: %s", when)
	where := mdText(in.Where())
	if len(in.Devices) > 1 {
		names := make([]string, 0, handoffDevices)
		for _, d := range in.Devices[:min(handoffDevices, len(in.Devices))] {
			names = append(names, mdText(d.Device.Text)+" "+clock(d.Start))
		}
		if more := in.Hit - len(names); more > 0 {
			names = append(names, count(int64(more))+" more")
		}
		where += ": " + strings.Join(names, ", ")
	}
	line("where: %s", where)
	cause := in.Cause.String()
	if in.Why != "" {
		cause = mdText(in.Why)
	}
	line("cause: %s", cause)
	hurt := fmt.Sprintf("severity %s (%s)", num(in.Severity, 2), in.Level)
	if !math.IsNaN(in.ImpactGB) {
		hurt += ", user traffic hurt " + amount(in.ImpactGB) + " GB"
	}
	if !math.IsNaN(in.ImpactMinutes) {
		hurt += ", " + amount(in.ImpactMinutes) + " device-minutes"
	}
	if in.Rows > 0 {
		hurt += fmt.Sprintf("; %s, %s of them flagged by the limits", plural(in.Rows, "sample"), count(in.Flagged))
	}
	line("%s", hurt)
	for i := range in.Evidence {
		line("evidence: %s", evidenceText(in, &in.Evidence[i]))
	}
}

// evidenceText tells why a metric takes part, in one sentence.
func evidenceText(in *incident.Incident, e *incident.Evidence) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	who := mdText(e.Device.Text)
	if e.Region.Raw != "" {
		who += " in " + mdText(e.Region.Text)
	}
	if in.Kind == usual.Gap {
		add("no data on %s", who)
		if e.Bad > 0 {
			add("%s missing", plural(int64(e.Bad), "sample"))
		}
	} else {
		add("%s %s on %s at %s UTC", e.Metric, metricText(e.Value, e.Metric), who, clockSeconds(e.At))
		if !math.IsNaN(e.Usual) {
			add("usual %s", metricText(e.Usual, e.Metric))
		}
		if !math.IsNaN(e.Z) {
			side := "above"
			if e.Z < 0 {
				side = "below"
			}
			add("%s spreads %s", num(math.Abs(e.Z), 1), side)
		}
		if e.Rule == "" && !math.IsNaN(e.Limit) {
			add("limit %s", metricText(e.Limit, e.Metric))
		}
	}
	if e.Rule != "" {
		add("rule: %s", mdText(e.Rule))
	}
	if e.Method != "" {
		add("baseline: %s", mdText(e.Method))
	}
	if e.PeerRank > 0 {
		add("rank %d of %d in its region", e.PeerRank, e.Peers)
	}
	return strings.Join(parts, "; ")
}

// plainName fits the names that need no quotes in an expression. The words of its
// language hold no digit, dot or dash.
var plainName = regexp.MustCompile(`^[A-Za-z0-9._-]*[0-9._-][A-Za-z0-9._-]*$`)

// rowsOf returns the flags that leave the rows of an incident, as a shell reads
// them: those of the device of the evidence, else of the region.
func rowsOf(in *incident.Incident) string {
	var tests []string
	test := func(field string, name record.Name) {
		text := name.Text
		if !plainName.MatchString(text) {
			text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `*`, `\*`, `?`, `\?`).Replace(text) + `"`
		}
		if name.Raw != "" {
			tests = append(tests, field+" = "+text)
		}
	}
	if in.Scope == incident.OneDevice && len(in.Devices) > 0 {
		test("device", in.Devices[0].Device)
		test("region", in.Devices[0].Region)
	} else if in.Region.Raw != "" {
		test("region", in.Region)
	}
	flags := fmt.Sprintf("--since '%s' --until '%s'", clockSeconds(in.Start), clockSeconds(in.End))
	if tests != nil {
		flags = "--where " + shellQuote(strings.Join(tests, " and ")) + " " + flags
	}
	return flags
}

// metricText prints a value of a metric with its unit.
func metricText(v float64, m record.Metric) string { return incident.Value(m, v) }

// amount prints a quantity with about three digits.
func amount(v float64) string {
	switch a := math.Abs(v); {
	case a == 0:
		return "0"
	case a >= 100:
		return num(v, 0)
	case a >= 10:
		return num(v, 1)
	case a >= 0.01:
		return num(v, 2)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// mdText makes text from data harmless in Markdown and in a terminal: it stays the
// text it is, on one line, and no part of it becomes a mark-up or a link.
func mdText(s string) string {
	s = record.CleanText(s)
	var b strings.Builder
	runes := []rune(s)
	word := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	for i, r := range runes {
		switch {
		case strings.ContainsRune("\\`*[]<|~$", r),
			r == '_' && !(word(i-1) && word(i+1)), // inside a word it means nothing
			r == '&' && i+1 < len(runes) && runes[i+1] != ' ',
			(r == '#' || r == '>') && i == 0,
			r == ':' && strings.HasPrefix(string(runes[i:]), "://"),
			r == '.' && i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www"):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mdCode makes a span of code that shows text as it is, made safe for a terminal.
func mdCode(s string) string {
	s = record.CleanText(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
