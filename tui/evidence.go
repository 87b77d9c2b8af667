package tui

import (
	"math"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// twoColumns is the width from which text and charts of evidence stand side by side.
const twoColumns = 120

// incidentPage shows an incident with the evidence for every number: the metrics
// that take part, the devices in the order of their onset, cause and severity
// with their reasons. The cursor is on a metric or a device; enter shows its rows.
type incidentPage struct {
	d      *dataset
	row    int  // of Findings.Incidents
	cursor int  // first the metrics, then the devices
	metric int  // the metric that is drawn
	top    int  // first line in sight
	chase  bool // bring the cursor into sight
	page   int  // lines that were in sight
	all    int  // lines there are
	gone   bool // not in the report on screen; the one of before is shown
}

func newIncidentPage(d *dataset, row int) *incidentPage {
	p := &incidentPage{d: d, row: row}
	p.metric = max(0, mainEvidence(p.incident()))
	p.cursor = p.metric
	return p
}

func (p *incidentPage) incident() *incident.Incident { return &p.d.Findings.Incidents[p.row] }

func (p *incidentPage) trail() []string {
	i := p.incident()
	var out []string
	switch i.Scope {
	case incident.OneRegion:
		out = append(out, i.Region.Text)
	case incident.OneDevice:
		if len(i.Devices) > 0 {
			out = append(out, i.Devices[0].Region.Text, i.Devices[0].Device.Text)
		}
	}
	return append(out, "incident "+i.ID)
}

func (p *incidentPage) scopes() scope { return inMove | inIncident }

func (p *incidentPage) adopt(d *dataset) tea.Cmd {
	row := d.incidentByID(p.incident().ID)
	if p.gone = row < 0; !p.gone {
		p.d, p.row = d, row
	}
	return nil
}

func (p *incidentPage) status() string {
	s := strconv.Itoa(p.row+1) + " of " + plural(int64(len(p.d.Findings.Incidents)), "incident") + " by impact"
	if p.gone {
		s += "; not in the view on screen"
	}
	if p.all > p.page && p.page > 0 {
		s += "  " + scrollMark(p.top, p.page, p.all)
	}
	return s
}

// rowTime returns the begin of the incident, or of the device under the cursor.
func (p *incidentPage) rowTime() (int64, bool) {
	i := p.incident()
	if k := p.cursor - len(i.Evidence); k >= 0 && k < len(i.Devices) {
		return i.Devices[k].Start, true
	}
	return i.Start, true
}

func (p *incidentPage) copyText() string {
	i := p.incident()
	return i.ID + "\t" + stateText(i) + "\t" + i.Level.String() + "\t" + stamp(i.Start) + "\t" + record.CleanText(i.Headline)
}

func (p *incidentPage) find(n int) bool {
	if to := p.row + n; to >= 0 && to < len(p.d.Findings.Incidents) {
		*p = *newIncidentPage(p.d, to)
		return true
	}
	return false
}

func (p *incidentPage) do(m *Model, a action) tea.Cmd {
	i := p.incident()
	items := len(i.Evidence) + len(i.Devices)
	switch a {
	case actUp, actDown:
		to, _ := move(a, p.cursor, items, 1)
		if to == p.cursor { // nothing more to go to: the text scrolls
			p.top, _ = move(a, p.top, 1<<20, 1)
			return nil
		}
		p.cursor, p.chase = to, true
		if to < len(i.Evidence) {
			p.metric = to
		}
	case actOpen:
		return p.open(m)
	default:
		p.top, _ = move(a, p.top, 1<<20, max(1, p.page-1))
	}
	return nil
}

// open shows the rows behind what is under the cursor.
func (p *incidentPage) open(m *Model) tea.Cmd {
	i := p.incident()
	switch k := p.cursor - len(i.Evidence); {
	case k >= 0 && k < len(i.Devices):
		d := &i.Devices[k]
		return m.open(rowsAround(p.d, d.Device, d.Region, d.Start, d.End, "the incident"))
	case p.cursor < len(i.Evidence):
		e := &i.Evidence[p.cursor]
		first, last := i.Start, i.End
		for k := range i.Devices {
			if d := &i.Devices[k]; d.Device == e.Device && d.Region == e.Region {
				first, last = d.Start, d.End
			}
		}
		return m.open(rowsAround(p.d, e.Device, e.Region, first, last, "the incident"))
	}
	return nil
}

func (p *incidentPage) lines(th *chart.Theme, w, h int) []string {
	i := p.incident()
	if w >= twoColumns && h >= 16 && len(i.Evidence) > 0 {
		lw := w / 2
		text, at := p.text(th, lw-2, 0)
		left := p.window(text, at, h)
		rule := "│"
		if th.ASCII() {
			rule = "|"
		}
		rw := w - lw - 3
		e := &i.Evidence[min(p.metric, len(i.Evidence)-1)]
		right := evidenceText(th, i, e, rw)
		rh := min(max(8, min(h-len(right)-1, h*3/5)), 20, h-2)
		right = append(append(aroundTitle(th, e, rw), aroundChart(th, i, e, rw, rh)...), append([]string{""}, right...)...)
		for k := range i.Evidence { // the other metrics where there is room
			const least = 10
			if room := h - len(right) - 2; k != p.metric && room >= least {
				other := &i.Evidence[k]
				right = append(append(right, ""), aroundTitle(th, other, rw)...)
				right = append(right, aroundChart(th, i, other, rw, min(room, 12))...)
			}
		}
		return beside(left, right, lw, " "+th.Paint(chart.Border, rule)+" ", th, h)
	}
	text, at := p.text(th, w-2, max(7, min(12, h/2)))
	return p.window(text, at, h)
}

// window returns the lines in sight, with the one of the cursor among them when
// that was moved.
func (p *incidentPage) window(text []string, at, h int) []string {
	p.page, p.all = h, len(text)
	if p.chase {
		p.top = min(p.top, max(0, at-2))
		p.top = max(p.top, at-h+2)
		p.chase = false
	}
	p.top = max(0, min(p.top, len(text)-h))
	return indent(text[p.top:min(len(text), p.top+h)], " ")
}

// text is all about the incident in w cells, and the line of the cursor. With
// picture > 0 the metric under the cursor is drawn in as many lines.
func (p *incidentPage) text(th *chart.Theme, w, picture int) (out []string, at int) {
	i := p.incident()
	add := func(role chart.Role, text string) {
		for _, line := range wrap(text, max(10, w)) {
			out = append(out, th.Paint(role, line))
		}
	}
	head := func(text string) { out = append(out, "", th.Paint(chart.Header, text)) }
	for n, line := range wrap(record.CleanText(i.Headline), max(10, w-2)) {
		mark := "  "
		if n == 0 {
			mark = levelMark(th, i.Level) + " "
		}
		out = append(out, mark+th.Paint(chart.Title, line))
	}
	add(incidentRole(i.Level), "  "+incidentFacts(i))
	head("Evidence: how far each metric is from what is usual")
	out = append(out, th.Paint(chart.Dim, th.Fit(evidenceRow("", "metric", "where", "at", "value", "usual", "limit", "z", w), w)))
	for k := range i.Evidence {
		e := &i.Evidence[k]
		mark := "  "
		if k == p.cursor {
			mark, at = "> ", len(out)
		}
		z := number(e.Z, 1)
		if math.IsNaN(e.Z) {
			z = "-"
		}
		line := evidenceRow(mark, e.Metric.String(), e.Device.Text, shortStamp(e.At), metricOrDash(e.Value), metricOrDash(e.Usual), metricOrDash(e.Limit), z, w)
		if k == p.cursor {
			line = th.Paint(chart.Selected, th.Fit(line, w))
		}
		out = append(out, line)
	}
	if picture > 0 && len(i.Evidence) > 0 {
		e := &i.Evidence[min(p.metric, len(i.Evidence)-1)]
		out = append(append(out, ""), aroundTitle(th, e, w)...)
		out = append(out, aroundChart(th, i, e, w, picture)...)
		out = append(out, evidenceText(th, i, e, w)...)
	}
	head("When")
	add(chart.Text, incidentTimes(i))
	head(devicesTitle(i))
	names, regions := memberWidths(i)
	for k := range i.Devices {
		m := &i.Devices[k]
		mark := "  "
		if len(i.Evidence)+k == p.cursor {
			mark, at = "> ", len(out)
		}
		line := mark + shortStamp(m.Start) + "  " + th.Fit(m.Device.Text, names) + "  "
		if regions > 0 {
			line += th.Fit(m.Region.Text, regions) + "  "
		}
		line = th.Fit(line+th.FitLeft(lasted(m.End-m.Start), 7)+"  "+memberWorst(m), w)
		if mark == "> " {
			line = th.Paint(chart.Selected, line)
		}
		out = append(out, line)
	}
	head("Cause: " + i.Cause.String())
	if i.Why != "" {
		add(chart.Text, record.CleanText(i.Why))
	}
	head("Severity " + number(i.Severity, 2) + " (" + i.Level.String() + ") and impact")
	add(chart.Text, severityHow(i, p.d.Limits))
	add(chart.Text, impactHow(i))
	return out, at
}
