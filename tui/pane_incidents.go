package tui

import (
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// previewFrom is the height, in lines, from which the incident under the cursor
// is shown below the list.
const previewFrom = 18

// incidentsPane is the list of incidents by impact.
type incidentsPane struct {
	d *dataset
	tabled
	others bool // what is no incident is shown
	top    int  // first line of that in sight
}

func newIncidents(d *dataset) *incidentsPane {
	p := &incidentsPane{d: d}
	p.t = incidentTable(d, job{rows: len(d.Findings.Incidents)}.do())
	return p
}

// incidentTable is a table of incidents in an order.
func incidentTable(d *dataset, order []int32) *table {
	t := orderedTable(incidentColumns(d), order)
	t.col = 0
	return t
}

func (p *incidentsPane) adopt(d *dataset) tea.Cmd {
	old, next := p.d.Findings.Incidents, newIncidents(d)
	p.d = d
	return p.t.adopt(next.t, func(row int) int { return d.incidentByID(old[row].ID) })
}

// incidentByID returns the position of an incident, -1 when it is not there.
func (d *dataset) incidentByID(id string) int {
	for i := range d.Findings.Incidents {
		if d.Findings.Incidents[i].ID == id {
			return i
		}
	}
	return -1
}

// incidentColumns are the columns of a table of incidents.
func incidentColumns(d *dataset) []column {
	list := d.Findings.Incidents
	texts := func(title string, text func(*incident.Incident) string, limit int) (rank []float64, width int) {
		all := make([]string, len(list))
		for i := range list {
			all[i] = text(&list[i])
		}
		return ranks(all), widest(title, all, limit)
	}
	what := func(i *incident.Incident) string { return i.What() }
	idRank, idWidth := texts("id", func(i *incident.Incident) string { return i.ID }, 8)
	whereRank, whereWidth := texts("where", incidentWhere, 30)
	whatRank, whatWidth := texts("what", what, 52)
	causeRank, causeWidth := texts("cause", func(i *incident.Incident) string { return i.Cause.String() }, 14)
	level := func(i int) chart.Role { return incidentRole(list[i].Level) }
	at := func(rank []float64) func(int) float64 { return func(i int) float64 { return rank[i] } }
	return []column{
		{title: "id", width: idWidth, text: func(i int) string { return list[i].ID }, key: at(idRank)},
		{title: "state", width: 6, text: func(i int) string { return stateText(&list[i]) },
			key: func(i int) float64 {
				if list[i].Open {
					return 0
				}
				return 1
			},
			role: func(i int) chart.Role {
				if list[i].Open {
					return level(i)
				}
				return chart.Dim
			}},
		{title: "level", width: 8, desc: true, role: level,
			text: func(i int) string { return list[i].Level.String() },
			key:  func(i int) float64 { return list[i].Severity }},
		{title: "since", width: len("01-02 15:04"), desc: true,
			text: func(i int) string { return shortStamp(list[i].Start) },
			key:  func(i int) float64 { return float64(list[i].Start) }},
		{title: "lasts", width: 7, right: true, desc: true,
			text: func(i int) string { return lasted(list[i].End - list[i].Start) },
			key:  func(i int) float64 { return float64(list[i].End - list[i].Start) }},
		{title: "where", width: min(whereWidth, 16), most: whereWidth,
			text: func(i int) string { return incidentWhere(&list[i]) }, key: at(whereRank)},
		{title: "what", width: min(whatWidth, 22), most: whatWidth,
			text: func(i int) string { return what(&list[i]) }, key: at(whatRank), role: level},
		{title: "cause", width: causeWidth, text: func(i int) string { return list[i].Cause.String() }, key: at(causeRank)},
		{title: "severity", width: 9, right: true, desc: true, role: level,
			text: func(i int) string { return number(list[i].Severity, 2) },
			key:  func(i int) float64 { return list[i].Severity }},
		{title: "impact", width: 9, right: true, desc: true,
			text: func(i int) string { return impactText(&list[i]) },
			key:  func(i int) float64 { return -float64(list[i].Rank) }},
		{title: "flagged", width: 8, right: true, desc: true, hidden: true,
			text: func(i int) string { return record.Count(list[i].Flagged) },
			key:  func(i int) float64 { return float64(list[i].Flagged) }},
		{title: "around", width: 16, most: 40,
			key: func(i int) float64 { return -float64(list[i].Rank) }, desc: true,
			draw: func(th *chart.Theme, i, w int, here bool) string { return aroundSpark(th, &list[i], w, here) }},
	}
}

// aroundSpark draws the worst metric around an incident as a sparkline.
func aroundSpark(th *chart.Theme, i *incident.Incident, w int, here bool) string {
	k := mainEvidence(i)
	if k < 0 || len(i.Evidence[k].Around.Value) == 0 {
		return strings.Repeat(" ", w)
	}
	e := &i.Evidence[k]
	role := chart.Accent
	if here {
		role = chart.Text
	}
	return chart.Sparkline(th, e.Around.Value, w, chart.SparkOptions{Min: math.NaN(), Max: math.NaN(), Role: role})
}

func (p *incidentsPane) scopes() scope {
	switch {
	case len(p.d.Findings.Incidents) == 0:
		return inMove
	case p.others:
		return inMove | inOthers
	}
	return inMove | inTable | inIncidents
}

func (p *incidentsPane) status() string {
	f := &p.d.Findings
	switch {
	case p.others:
		return plural(f.SpikeCount, "lone sample") + ", " + plural(int64(max(f.AlwaysBad, len(f.Chronic))), "device") + " always beyond a limit"
	case len(f.Incidents) == 0:
		return "no incidents"
	}
	s := tableStatus(p.t, "incident") + ", " + record.Count(int64(f.Open)) + " open"
	if f.Total > len(f.Incidents) {
		s += ", the first of " + record.Count(int64(f.Total))
	}
	return s
}

func (p *incidentsPane) incident() *incident.Incident {
	if row, ok := p.t.current(); ok {
		return &p.d.Findings.Incidents[row]
	}
	return nil
}

// rowTime returns the begin of the incident under the cursor.
func (p *incidentsPane) rowTime() (int64, bool) {
	if i := p.incident(); i != nil {
		return i.Start, true
	}
	return 0, false
}

// cell is where the incident is, whatever the column: its device or its region.
func (p *incidentsPane) cell() (field, value string, ok bool) {
	switch i := p.incident(); {
	case i == nil:
	case i.Scope == incident.OneDevice && len(i.Devices) > 0 && i.Devices[0].Device.Raw != "":
		return "device", i.Devices[0].Device.Text, true
	case i.Region.Raw != "":
		return "region", i.Region.Text, true
	}
	return "", "", false
}

func (p *incidentsPane) find(n int) bool { return p.nextWhere(n, func(int) bool { return true }) }

func (p *incidentsPane) do(m *Model, a action) tea.Cmd {
	switch {
	case a == actLevel && len(p.d.Findings.Incidents) > 0:
		p.others, p.top = !p.others, 0
		return nil
	case p.others || len(p.d.Findings.Incidents) == 0:
		p.top, _ = move(a, p.top, 1<<20, m.bodyHeight())
		return nil
	}
	if cmd, ok := p.t.do(m, a, m.bodyHeight()/2); ok {
		return cmd
	}
	if row, ok := p.t.current(); a == actOpen && ok {
		return m.open(newIncidentPage(p.d, row))
	}
	return nil
}

// back goes from what is no incident to the incidents.
func (p *incidentsPane) back() (tea.Cmd, bool) {
	was := p.others
	p.others = false
	return nil, was
}

func (p *incidentsPane) lines(th *chart.Theme, w, h int) []string {
	if p.others || len(p.d.Findings.Incidents) == 0 {
		text := otherFindings(th, p.d, min(w-2, 100))
		if !p.others {
			text = nothingFound(th, p.d, min(w-2, 100))
		}
		p.top = max(0, min(p.top, len(text)-h))
		return indent(text[p.top:min(len(text), p.top+h)], " ")
	}
	if h < previewFrom {
		return p.t.lines(th, w, h)
	}
	list := min(len(p.t.order)+1, max(6, h*2/5))
	out := p.t.lines(th, w, list)
	if i := p.incident(); i != nil {
		left := h - list - 1
		out = append(out, "")
		out = append(out, box(th, i.ID, incidentPreview(th, i, w-4, left-2), w, left)...)
	}
	return out
}

// incidentPreview tells the most of an incident in w x h cells.
func incidentPreview(th *chart.Theme, i *incident.Incident, w, h int) []string {
	var out []string
	for _, line := range wrap(record.CleanText(i.Headline), w) {
		out = append(out, th.Paint(chart.Title, line))
	}
	out = append(out, th.Paint(chart.Dim, th.Fit(incidentFacts(i), w)))
	left := h - len(out) - 1
	if len(i.Evidence) == 0 || left < 5 {
		return out
	}
	e := &i.Evidence[mainEvidence(i)]
	if w < twoColumns-10 {
		return append(append(out, evidenceHead(th, e, w)), aroundChart(th, i, e, w, left)...)
	}
	lw := w * 3 / 5
	picture := append([]string{evidenceHead(th, e, lw)}, aroundChart(th, i, e, lw, left)...)
	words := evidenceText(th, i, e, w-lw-3)
	if i.Why != "" {
		words = append(words, "", th.Paint(chart.Header, "Cause: "+i.Cause.String()))
		words = append(words, wrap(record.CleanText(i.Why), w-lw-3)...)
	}
	return append(out, beside(picture, words, lw, "   ", th, left+1)...)
}

// incidentFacts is one line about an incident.
func incidentFacts(i *incident.Incident) string {
	s := i.Level.String() + ", severity " + number(i.Severity, 2) + "; " + i.Cause.String() + "; " + stateText(i)
	if i.Open {
		s += " for " + lasted(i.End-i.Start)
	} else {
		s += " after " + lasted(i.End-i.Start)
	}
	if i.Flaps > 0 {
		s += ", came back " + plural(int64(i.Flaps), "time")
	}
	s += "; "
	if i.ImpactGB > 0 {
		s += gigabytes(i.ImpactGB) + ", "
	}
	return s + number(i.ImpactMinutes, 0) + " device min"
}

// nothingFound says that there is no incident, what that is worth, and what else
// stands out.
func nothingFound(th *chart.Theme, d *dataset, w int) []string {
	f := &d.Findings
	var out []string
	add := func(role chart.Role, text string) {
		for _, line := range wrap(text, max(10, w)) {
			out = append(out, th.Paint(role, line))
		}
	}
	out = append(out, "")
	if f.Judged == 0 {
		add(chart.Warn, "Nothing could be judged: no device has enough history.")
	} else {
		add(chart.Good, "Nothing unusual: no incident in "+span(d.First, d.Last)+".")
	}
	if f.Note != "" {
		add(chart.Text, record.CleanText(f.Note))
	} else {
		add(chart.Text, plural(int64(f.Judged), "device")+" had enough history to be judged, "+record.Count(int64(f.TooLittle))+" too little.")
	}
	return append(append(out, ""), otherFindings(th, d, w)...)
}

// mostListed is how many spikes and chronic devices are listed.
const mostListed = 50

// otherFindings lists what is no incident: devices that are always bad, and lone
// samples.
func otherFindings(th *chart.Theme, d *dataset, w int) []string {
	f := &d.Findings
	var out []string
	if len(f.Chronic) > 0 {
		out = append(out, th.Paint(chart.Header, "Always beyond a limit ("+record.Count(int64(max(f.AlwaysBad, len(f.Chronic))))+")"))
		for i := range f.Chronic[:min(len(f.Chronic), mostListed)] {
			c := &f.Chronic[i]
			out = append(out, th.Fit("  "+th.Fit(c.Device.Text, 16)+"  "+th.Fit(c.Region.Text, 14)+"  "+
				"median "+c.Metric.String()+" "+withUnit(c.Metric, c.Median)+", limit "+metricNumber(c.Limit), w))
		}
		out = append(out, "")
	}
	if len(f.Spikes) > 0 {
		out = append(out, th.Paint(chart.Header, "Lone samples ("+record.Count(f.SpikeCount)+"): one each, so no incident"))
		for i := range f.Spikes[:min(len(f.Spikes), mostListed)] {
			s := &f.Spikes[i]
			out = append(out, th.Fit("  "+shortStamp(s.At)+"  "+th.Fit(s.Device.Text, 16)+"  "+th.Fit(s.Region.Text, 14)+"  "+
				s.Metric.String()+" "+withUnit(s.Metric, s.Value)+" (usual "+metricNumber(s.Usual)+", z "+number(s.Z, 1)+")", w))
		}
	}
	if out == nil {
		out = []string{th.Paint(chart.Dim, "No lone sample, and no device that is always beyond a limit.")}
	}
	return out
}

// indent sets a text before each line.
func indent(lines []string, by string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = by + line
	}
	return out
}
