package quality

import (
	"fmt"
	"strconv"
	"strings"

	"network-analytics/analytics/record"
)

// records tells what came of the rows.
func (r *Reading) records() []Fact {
	var out []Fact
	add := func(label, text string, level Level) { out = append(out, Fact{label, text, level}) }
	l, t := &r.Load, &r.Times
	text := record.Count(l.Rows) + " used, " + record.Count(l.TotalRejected()) + " rejected"
	if l.Lines > 0 {
		text += ", of " + plural(l.Lines, "line")
	}
	level := Plain
	if l.TotalRejected() > 0 || l.Truncated {
		level = Wrong
	}
	add("Rows", text, level)
	for reason, n := range l.Rejected {
		if n == 0 {
			continue
		}
		label := "Rejected"
		if record.Reason(reason) == record.RepeatedHeader {
			label = "Skipped"
		}
		add(label, record.Count(n)+" "+record.Reason(reason).String()+places(l.Faults, record.Reason(reason), n), Wrong)
	}
	if l.Truncated {
		add("Cut off", "the input ended in mid-stream; what came before is used", Wrong)
	}
	if l.OverLimit != "" {
		add("Limit", l.OverLimit, Wrong)
	}
	if l.Repaired > 0 {
		add("Repaired", plural(l.Repaired, "line")+" used after damage was taken out", Plain)
	}
	out = append(out, missing(l)...)
	return append(out, t.facts()...)
}

// places lists where the first rows of a reason are and what is wrong there.
func places(faults []record.RowFault, reason record.Reason, n int64) string {
	var lines []string
	example := ""
	for _, f := range faults {
		if f.Reason != reason {
			continue
		}
		place := strconv.FormatInt(f.Line, 10)
		if f.Column > 0 {
			place += ":" + strconv.Itoa(f.Column)
		}
		lines = append(lines, place)
		if example == "" && (f.Value != "" || f.Detail != "") && reason != record.RepeatedHeader {
			if f.Value != "" {
				example = strings.TrimSpace(f.Field + " " + strconv.Quote(f.Value))
			}
			if f.Detail != "" {
				example = strings.TrimPrefix(example+", "+f.Detail, ", ")
			}
		}
	}
	if len(lines) == 0 {
		return ""
	}
	text := ": line " + strings.Join(lines, ", ")
	if more := n - int64(len(lines)); more > 0 {
		text += " and " + record.Count(more) + " more"
	}
	if example != "" {
		text += "; the first: " + example
	}
	return text
}

// missing counts the cells without a value.
func missing(l *record.LoadReport) []Fact {
	var out []Fact
	label := "Missing"
	var absent []string
	for m := range record.NumMetrics {
		var parts []string
		if !l.Present[m] && l.Rows > 0 {
			absent = append(absent, m.Info().Column)
		}
		for reason, n := range l.Missing[m] {
			if n == 0 {
				continue
			}
			text := record.Count(n) + " " + record.MissingReason(reason).String()
			var tokens []string
			for _, t := range l.Tokens {
				if t.Metric == m && int(t.Reason) == reason && len(tokens) < maxTokens {
					tokens = append(tokens, strconv.Quote(t.Text)+" "+record.Count(t.Cells))
				}
			}
			if tokens != nil {
				text += " (" + strings.Join(tokens, ", ") + ")"
			}
			parts = append(parts, text)
		}
		if parts != nil {
			out = append(out, Fact{label, m.Info().Column + ": " + strings.Join(parts, ", "), Plain})
			label = ""
		}
	}
	if l.Rows > 0 && !l.HasDevice {
		absent = append(absent, record.ColumnDevice)
	}
	if l.Rows > 0 && !l.HasRegion {
		absent = append(absent, record.ColumnRegion)
	}
	if absent != nil {
		out = append(out, Fact{"Absent", "no column for " + strings.Join(absent, ", "), Plain})
	}
	return out
}

// facts tells what the times show.
func (t *Report) facts() []Fact {
	if t.Rows == 0 {
		return nil
	}
	out := []Fact{{Label: "Times", Text: stamp(t.First) + " to " + stamp(t.Last) + " UTC (" + Span(t.Last-t.First) + ")"}}
	order := "in time order"
	level := Plain
	if t.StepsBack > 0 {
		order, level = record.Count(t.StepsBack)+" steps back in time", Assumed
		if t.StepsBack == 1 {
			order = "1 step back in time"
		}
		order += ", " + record.Count(t.OwnStepsBack) + " within a device"
	}
	if t.EqualTimes > 0 {
		order += "; " + plural(t.EqualTimes, "row") + " with the device and time of another"
		level = Assumed
	}
	out = append(out, Fact{"Order", order, level})
	text := plural(int64(t.Series), "device")
	if t.Beyond > 0 {
		text += " followed, " + plural(t.Beyond, "row") + " of further ones"
	}
	switch {
	case t.Regular == 0:
		text += ", none with a usual step, so that gaps cannot be told"
	case t.Regular < t.Series:
		text += ", " + record.Count(int64(t.Regular)) + " with a usual step, mostly " + Span(t.Step)
	default:
		text += ", usual step " + Span(t.Step)
	}
	out = append(out, Fact{Label: "Devices", Text: text})
	if t.Regular == 0 {
		return out
	}
	if t.Gaps == 0 {
		out = append(out, Fact{Label: "Gaps", Text: "none"})
	} else {
		text := plural(t.Gaps, "gap")
		if t.MoreGaps {
			text += " or more"
		}
		out = append(out, Fact{"Gaps", text + " in " + plural(int64(t.WithGaps), "device") + "; the longest:", Wrong})
		for _, g := range t.Longest {
			out = append(out, Fact{"", fmt.Sprintf("%s: %s missing, %s to %s", who(g.Device, g.Region),
				plural(g.Missing, "record"), stamp(g.From), until(g.From, g.To)), Detail})
		}
	}
	label := "Coverage"
	for _, c := range t.Least {
		out = append(out, Fact{label, c.String(), Plain})
		label = ""
	}
	if len(t.Most) > 0 {
		if rest := t.Regular - len(t.Least) - len(t.Most); rest > 0 {
			out = append(out, Fact{"", "... " + record.Count(int64(rest)) + " more ...", Detail})
		}
		for i := range t.Most {
			out = append(out, Fact{"", t.Most[len(t.Most)-1-i].String(), Plain})
		}
	}
	return out
}

// String tells the coverage of one device.
func (c Coverage) String() string {
	text := who(c.Device, c.Region) + ": " + strconv.FormatFloat(100*c.Share, 'f', 1, 64) + " %, " + plural(c.Rows, "row")
	if c.Gaps > 0 {
		text += ", " + plural(int64(c.Gaps), "gap")
	}
	return text
}

func who(device, region record.Name) string {
	if region.Raw == "" {
		return device.Text
	}
	return device.Text + " in " + region.Text
}
