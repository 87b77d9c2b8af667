package export

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// incidentsView is the section of incidents and what else is unusual.
type incidentsView struct {
	Empty   string // there is no incident
	Note    string // how it was judged
	Cut     string // how many there are when the page cannot hold all
	Rows    []incidentRow
	Chronic [][]string
	Spikes  [][]string
	Lone    string // how many spikes there are
}

type incidentRow struct {
	ID, Rank             string
	Class, Mark, Level   string
	Severity             string
	State, Since, Until  string
	Where, Devices       string
	Headline, Cause, Why string
	Impact               string
	From, To             string // ms since 1970, for the script
	Regions              string // positions in Report.Regions, for the script
	Facts                []string
	Evidence             []evidenceView
}

// evidenceView is why a metric takes part.
type evidenceView struct {
	Metric string
	Facts  [][2]string
	Chart  template.HTML
}

var levelMarks = [...]string{incident.Low: "●", incident.Medium: "◆", incident.High: "▲", incident.Critical: "✕"}

const (
	maxMembers = 12 // devices named per incident
	maxChronic = 20
	maxSpikes  = 20
)

func (p *page) fillIncidents(d detail) {
	f, v := &p.r.Findings, &p.Incidents
	v.Note = record.CleanText(f.Note)
	if len(f.Incidents) == 0 {
		v.Empty = "No incident."
		if f.Judged > 0 {
			v.Empty = "No incident: nothing lasting and out of the usual on " + plural(int64(f.Judged), "judged device") + "."
		}
	}
	for i := range f.Incidents[:min(d.incidents, len(f.Incidents))] {
		v.Rows = append(v.Rows, p.incident(&f.Incidents[i], i < d.evidence))
	}
	if n := len(f.Incidents); n > len(v.Rows) {
		v.Cut = fmt.Sprintf("%s of %s, those with most impact; all in incidents.csv.", count(int64(len(v.Rows))), count(int64(n)))
	} else if n > d.evidence {
		v.Cut = fmt.Sprintf("Evidence is on this page for the first %s.", count(int64(d.evidence)))
	}
	for _, c := range f.Chronic[:min(maxChronic, len(f.Chronic))] {
		v.Chronic = append(v.Chronic, []string{
			orNone(c.Device.Text), orNone(c.Region.Text), c.Metric.String(), measure(c.Median, c.Metric), measure(c.Limit, c.Metric), count(c.Samples),
		})
	}
	for _, s := range f.Spikes[:min(maxSpikes, len(f.Spikes))] {
		v.Spikes = append(v.Spikes, []string{
			clockSeconds(s.At), orNone(s.Device.Text), orNone(s.Region.Text), s.Metric.String(), measure(s.Value, s.Metric), measure(s.Usual, s.Metric), deviations(s.Z),
		})
	}
	if n := int64(max(int(f.SpikeCount), len(f.Spikes))); n > 0 {
		v.Lone = plural(n, "lone spike") + ": single samples far from the usual, which raise no incident"
		if int(n) > len(v.Spikes) {
			v.Lone += fmt.Sprintf("; the largest %s", count(int64(len(v.Spikes))))
		}
	}
}

func (p *page) incident(in *incident.Incident, evidence bool) incidentRow {
	row := incidentRow{
		ID: in.ID, Rank: count(int64(in.Rank)),
		Class: fmt.Sprintf("lv%d", in.Level), Mark: levelMarks[in.Level], Level: in.Level.String(), Severity: num(in.Severity, 2),
		State: "ended", Since: clock(in.Start), Until: "for " + span(max(in.End-in.Start, minute)),
		Headline: record.CleanText(in.Headline), Cause: in.Cause.String(), Why: record.CleanText(in.Why),
		From: fmt.Sprintf("%.0f", ms(in.Start)), To: fmt.Sprintf("%.0f", ms(max(in.End, in.Start+1e6))),
		Impact: impact(in),
	}
	if in.Open {
		row.State = "ongoing"
	} else {
		row.Until += ", to " + clock(in.End)
	}
	row.Where, row.Devices = place(in)
	row.Regions = p.regionsOf(in)
	if in.Flaps > 0 {
		row.Facts = append(row.Facts, "Came back "+plural(int64(in.Flaps), "time")+flapping(in.Flaps))
	}
	if in.LastGood != 0 {
		row.Facts = append(row.Facts, "Last good sample before it: "+clockSeconds(in.LastGood))
	}
	if in.Raised != 0 {
		row.Facts = append(row.Facts, "Could first be known at "+clockSeconds(in.Raised))
	}
	if in.Rows > 0 {
		row.Facts = append(row.Facts, fmt.Sprintf("%s inside, %s of them bottlenecks; largest row severity %s", plural(in.Rows, "sample"), count(in.Flagged), num(in.Rule, 2)))
	}
	if len(in.Devices) > 1 {
		row.Facts = append(row.Facts, "Devices, first hit first: "+members(in.Devices))
	}
	if evidence {
		for i := range in.Evidence {
			row.Evidence = append(row.Evidence, p.evidence(in, &in.Evidence[i]))
		}
	}
	return row
}

func flapping(n int) string {
	if n >= 3 {
		return " (flapping)"
	}
	return ""
}

// place names what an incident hits and how many devices that are.
func place(in *incident.Incident) (where, devices string) {
	switch {
	case in.Scope == incident.OneDevice && len(in.Devices) > 0:
		where = orNone(in.Devices[0].Device.Text)
		if r := in.Devices[0].Region; r.Raw != "" {
			devices = "in " + r.Text
		}
		return where, devices
	case in.Scope == incident.ManyDevices && in.Prefix != "":
		where = record.Clean(in.Prefix) + "*"
		if in.Region.Raw != "" {
			where += " in " + in.Region.Text
		}
	case in.Scope == incident.Fleet:
		where = "several regions"
	default:
		where = orNone(in.Region.Text)
	}
	devices = plural(int64(len(in.Devices)), "device")
	if in.Of > 0 {
		devices = fmt.Sprintf("%s of %s", count(int64(len(in.Devices))), plural(int64(in.Of), "device"))
	}
	return where, devices
}

// regionsOf lists the positions of the regions that an incident touches.
func (p *page) regionsOf(in *incident.Incident) string {
	var at []string
	for i := range p.r.Regions {
		name := p.r.Regions[i].Region.Raw
		hit := in.Region.Raw != "" && in.Region.Raw == name
		for j := range in.Devices {
			hit = hit || in.Devices[j].Region.Raw == name
		}
		if hit {
			at = append(at, fmt.Sprint(i))
		}
	}
	return strings.Join(at, " ")
}

func members(list []incident.Member) string {
	var parts []string
	for i, m := range list {
		if i == maxMembers {
			parts = append(parts, fmt.Sprintf("and %s more", count(int64(len(list)-maxMembers))))
			break
		}
		parts = append(parts, orNone(m.Device.Text)+" from "+clock(m.Start)[len("2006-01-02 "):])
	}
	return strings.Join(parts, ", ")
}

func impact(in *incident.Incident) string {
	s := num(in.ImpactMinutes, 0) + " device-minutes"
	if in.ImpactMinutes == 1 {
		s = "1 device-minute"
	}
	if !math.IsNaN(in.ImpactGB) && in.ImpactGB > 0 {
		s = fourDigits(in.ImpactGB) + " GB of traffic, " + s
	}
	return s
}

// evidence tells every number with how it came about.
func (p *page) evidence(in *incident.Incident, e *incident.Evidence) evidenceView {
	v := evidenceView{Metric: e.Metric.Info().Title}
	switch {
	case in.Kind == usual.Gap:
		v.Metric = noData
	case e.Metric == record.CPU:
		v.Metric = "CPU"
	}
	add := func(name, text string) {
		if text != "" {
			v.Facts = append(v.Facts, [2]string{name, text})
		}
	}
	if !math.IsNaN(e.Value) {
		at := measure(e.Value, e.Metric) + " on " + orNone(e.Device.Text)
		if e.Region.Raw != "" {
			at += " in " + e.Region.Text
		}
		add("Worst", at+" at "+clockSeconds(e.At))
	}
	if !math.IsNaN(e.Usual) {
		add("Usual then", measure(e.Usual, e.Metric)+spreadText(e.Spread, e.Metric))
	}
	if !math.IsNaN(e.Z) {
		add("z", deviations(e.Z)+" robust deviations")
	}
	if !math.IsNaN(e.Limit) {
		add("Limit", measure(e.Limit, e.Metric))
	}
	add("Rule", record.CleanText(e.Rule))
	if e.Bad > 0 {
		add("Beyond it", plural(int64(e.Bad), "sample"))
	}
	if e.Peers > 1 && e.PeerRank > 0 {
		add("Among peers", fmt.Sprintf("number %d of %d in its region by z at that time", e.PeerRank, e.Peers))
	}
	learned := record.CleanText(e.Method)
	if e.Samples > 0 && !strings.Contains(learned, "sample") {
		learned += fmt.Sprintf(" (%s", plural(int64(e.Samples), "sample"))
		if e.Days > 0 {
			learned += " over " + plural(int64(e.Days), "day")
		}
		learned += ")"
	}
	add("Learned from", strings.TrimSpace(learned))
	v.Chart = aroundSVG(&e.Around, e.Metric, in.Start, in.End)
	return v
}

func spreadText(s float64, m record.Metric) string {
	if math.IsNaN(s) || s <= 0 {
		return ""
	}
	return " ± " + measure(s, m)
}

// measure prints a value of a metric in about four digits, with its unit.
func measure(v float64, m record.Metric) string { return withUnit(fourDigits(v), m.Info().Unit) }

func withUnit(s, u string) string {
	if s == noData {
		return s
	}
	return s + " " + u
}

// fourDigits prints a value in about four digits without trailing zeros.
func fourDigits(v float64) string {
	decimals := 3
	switch a := math.Abs(v); {
	case a >= 100:
		decimals = 1
	case a >= 1:
		decimals = 2
	}
	s := num(v, decimals)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// deviations prints a signed z.
func deviations(z float64) string {
	if math.IsNaN(z) || math.IsInf(z, 0) {
		return noData
	}
	if z > 0 {
		return "+" + num(z, 1)
	}
	return strings.Replace(num(z, 1), "-", "−", 1)
}
