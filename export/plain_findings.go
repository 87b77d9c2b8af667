package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// incidents tells every incident with its evidence, in sentences.
func (d *plainDoc) incidents() {
	f := &d.r.Findings
	total := max(f.Total, len(f.Incidents))
	title := fmt.Sprintf("Incidents (%s, %s open", count(int64(total)), count(int64(f.Open)))
	if left := total - len(f.Incidents); left > 0 {
		title += fmt.Sprintf("; the %s of least impact are left out", count(int64(left)))
	}
	d.title(title + ")")
	for i := range f.Incidents {
		d.incident(i+1, &f.Incidents[i])
	}
	if total == 0 {
		d.say("none")
	}
}

func (d *plainDoc) incident(n int, in *incident.Incident) {
	state := "ended"
	if in.Open {
		state = "open"
	}
	d.item(fmt.Sprintf("%d. Incident %s, %s, %s: %s", n, in.ID, in.Level, state, in.Headline))
	when := "When: from " + clock(in.Start) + " to " + clock(in.End) + " UTC, " + in.Duration()
	if in.Open {
		when = "When: since " + clock(in.Start) + " UTC, " + in.Duration()
	}
	if in.LastGood != 0 {
		when += "; last good sample at " + clock(in.LastGood)
	}
	if in.Flaps > 0 {
		when += "; it came back " + plural(int64(in.Flaps), "time")
	}
	d.more(when)
	d.more("Where: " + in.Where())
	if len(in.Devices) > 1 {
		names := make([]string, 0, plainMembers)
		for _, m := range in.Devices[:min(plainMembers, len(in.Devices))] {
			names = append(names, m.Device.Text+" from "+clock(m.Start))
		}
		if left := in.Hit - len(names); left > 0 {
			names = append(names, count(int64(left))+" more")
		}
		d.more("Devices: " + strings.Join(names, ", "))
	}
	cause := in.Cause.String()
	if in.Why != "" {
		cause = in.Why
	}
	d.more("Cause: " + cause)
	hurt := "Severity " + num(in.Severity, 2)
	if !math.IsNaN(in.ImpactGB) {
		hurt += "; user traffic hurt " + amount(in.ImpactGB) + " GB"
	}
	if !math.IsNaN(in.ImpactMinutes) {
		hurt += "; " + amount(in.ImpactMinutes) + " device-minutes"
	}
	if in.Rows > 0 {
		hurt += fmt.Sprintf("; %s, %s of them flagged by the limits", plural(in.Rows, "sample"), count(in.Flagged))
	}
	d.more(hurt)
	for i := range in.Evidence {
		d.more("Evidence: " + evidenceSentences(in, &in.Evidence[i]))
	}
}

// evidenceSentences tells why a metric takes part.
func evidenceSentences(in *incident.Incident, e *incident.Evidence) string {
	var b strings.Builder
	say := func(format string, args ...any) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, format, args...)
	}
	where := placeOf(e.Device, e.Region)
	if in.Kind == usual.Gap {
		say("no data from %s.", where)
	} else {
		say("%s was %s on %s at %s UTC.", e.Metric, metricText(e.Value, e.Metric), where, clockSeconds(e.At))
		switch {
		case math.IsNaN(e.Usual):
			say("What is usual then is not known.")
		case math.IsNaN(e.Z):
			say("Usual then is %s.", metricText(e.Usual, e.Metric))
		default:
			side := "above"
			if e.Z < 0 {
				side = "below"
			}
			say("Usual then is %s, so it was %s spreads of %s %s.", metricText(e.Usual, e.Metric), num(math.Abs(e.Z), 1),
				metricText(e.Spread, e.Metric), side)
		}
		if e.Rule == "" && !math.IsNaN(e.Limit) {
			say("The limit it had to pass was %s.", metricText(e.Limit, e.Metric))
		}
	}
	if e.Rule != "" {
		say("Rule: %s.", strings.TrimRight(e.Rule, "."))
	}
	if e.Method != "" {
		say("Baseline: %s.", strings.TrimRight(e.Method, "."))
	}
	if e.PeerRank > 0 {
		say("Rank %d of %d devices of its region.", e.PeerRank, e.Peers)
	}
	if text := aroundText(in, e); text != "" {
		say("%s", text)
	}
	return b.String()
}

// aroundText tells the neighbourhood of an incident by its ranges.
func aroundText(in *incident.Incident, e *incident.Evidence) string {
	const before, during, after = 0, 1, 2
	var low, high [3]float64
	var n [3]int
	for i, t := range e.Around.Time {
		v := e.Around.Value[i]
		if math.IsNaN(v) {
			continue
		}
		part := during
		switch {
		case t < in.Start:
			part = before
		case t > in.End:
			part = after
		}
		if n[part] == 0 {
			low[part], high[part] = v, v
		}
		n[part]++
		low[part], high[part] = min(low[part], v), max(high[part], v)
	}
	var parts []string
	for part, name := range []string{"before it", "during it", "after it"} {
		if n[part] > 0 {
			parts = append(parts, name+" "+metricText(low[part], e.Metric)+" to "+metricText(high[part], e.Metric))
		}
	}
	if n[before] == 0 || parts == nil {
		return ""
	}
	return "Range of " + e.Metric.String() + " " + strings.Join(parts, ", ") + "."
}

func (d *plainDoc) spikes() {
	f := &d.r.Findings
	shown := f.Spikes[:min(len(f.Spikes), plainSpikes)]
	d.title("Spikes, lone samples that are no incident" + largestOf(len(shown), max(int(f.SpikeCount), len(f.Spikes))))
	for i := range shown {
		s := &shown[i]
		text := clockSeconds(s.At) + " UTC, " + placeOf(s.Device, s.Region) + ": " + s.Metric.String() + " " + metricText(s.Value, s.Metric)
		if !math.IsNaN(s.Usual) {
			text += ", usual then " + metricText(s.Usual, s.Metric)
		}
		if !math.IsNaN(s.Z) {
			text += ", " + num(math.Abs(s.Z), 1) + " spreads away"
		}
		d.item(text)
	}
	if len(shown) == 0 {
		d.say("none")
	}
}

func largestOf(shown, all int) string {
	if shown == all {
		return " (" + count(int64(all)) + ")"
	}
	return " (the " + count(int64(shown)) + " largest of " + count(int64(all)) + ")"
}

func (d *plainDoc) chronic() {
	f := &d.r.Findings
	all := max(f.AlwaysBad, len(f.Chronic))
	d.title("Devices that are always beyond a limit, which is no incident (" + count(int64(all)) + ")")
	for i := range f.Chronic {
		c := &f.Chronic[i]
		d.item(placeOf(c.Device, c.Region) + ": median of " + c.Metric.String() + " " + metricText(c.Median, c.Metric) +
			", limit " + metricText(c.Limit, c.Metric) + ", " + plural(c.Samples, "sample"))
	}
	if left := all - len(f.Chronic); left > 0 && len(f.Chronic) > 0 {
		d.say("and " + count(int64(left)) + " more")
	}
	if all == 0 {
		d.say("none")
	}
}

func (d *plainDoc) objective() {
	o := d.r.SLO
	if o == nil {
		d.title("Objective")
		d.say("none stated; --slo '" + slo.Example + "' measures one with its error budget")
		return
	}
	d.title("Objective: " + o.Objective.Text)
	d.budget("overall", &o.Overall, o.Objective)
	for i := range o.Regions[:min(plainGroups, len(o.Regions))] {
		d.budget(placeOf(record.Name{}, o.Regions[i].Region), &o.Regions[i], o.Objective)
	}
	if len(o.Spenders) > 0 {
		d.say("Devices that spent most:")
	}
	for i := range o.Spenders {
		b := &o.Spenders[i]
		d.budget(strconv.Itoa(i+1)+". "+placeOf(b.Device, b.Region), b, o.Objective)
	}
	d.say("How: " + o.Method + ".")
}

// budget tells the state of the objective for a group.
func (d *plainDoc) budget(who string, b *slo.Budget, o *slo.Objective) {
	d.item(who + ": attained " + b.AttainedText() + ", target " + o.TargetText() + "; " + plural(b.Good, "good slot") + ", " + count(b.Bad) + " bad, " +
		count(b.None) + " without data")
	d.more("budget left " + b.LeftText() + ", " + b.MinutesText() + " device-minutes; lasts: " + b.LastsText())
	var burns []string
	for i := range b.Burn {
		burns = append(burns, "over the last "+b.Burn[i].Name()+" "+b.Burn[i].Text())
	}
	if burns != nil {
		d.more("burn " + strings.Join(burns, ", "))
	}
}

// reading tells how the input was read.
func (d *plainDoc) reading(reading *quality.Reading) {
	d.title("How the input was read")
	d.load(d.r)
	if reading == nil {
		return
	}
	for i := range reading.Inputs {
		in := &reading.Inputs[i]
		if i == textFiles {
			d.para("", "And "+plural(int64(len(reading.Inputs)-textFiles), "more input")+".")
			break
		}
		text := "Read     " + in.Path + ": " + in.Format
		if in.Time.Zone != "" {
			text += ", times in " + in.Time.Zone
		}
		d.hang("", "         ", text)
		for _, c := range in.Columns {
			if c.Field != "" {
				d.hang("         ", "           ", strings.TrimSpace("column "+c.Name+" as "+c.Field+" "+c.Unit))
			}
		}
	}
}

// method tells how the report was made, and how to make it again.
func (d *plainDoc) method(about About) {
	r := d.r
	d.title("Method")
	if r.Findings.Note != "" {
		d.say(r.Findings.Note)
	}
	d.say(fmt.Sprintf("A row is a bottleneck when latency is over %s ms, loss over %s %% or cpu over %s %%, or when latency or loss is more than %s standard deviations above the mean of all rows.",
		decimal(r.Limits.Latency), decimal(r.Limits.Loss), decimal(r.Limits.CPU), decimal(r.Limits.Z)))
	for i := range r.View.Rules {
		d.say("Limit that raises incidents: " + r.View.Rules[i].Text)
	}
	d.say("Percentiles of latency are interpolated between ranks. What was not measured is no data, never zero and never good. All times are UTC.")
	if r.RunID != "" {
		d.say("Run " + r.RunID + "; files of the same run have the same number.")
	}
	if about.Version != "" {
		d.say("Made by network-analytics " + about.Version)
	}
	if c := about.command(&r.View); c != "" {
		d.say("Again: " + c)
	}
}
