package tui

import (
	"context"
	"math"
	"sort"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
	"network-analytics/tui/chart"
)

// bottleneckPage is the evidence of one flagged row: each value with its limit
// and z-score and, from the rows of the device, what is usual and what happened
// around it. The cursor is on a metric, which is drawn; enter shows the rows.
type bottleneckPage struct {
	d      *dataset
	row    int // of Bottlenecks
	metric record.Metric
	top    int
	page   int
	all    int

	part    *incident.Incident // the worst one that the row is part of, nil for none
	loading bool
	past    *past // nil as long as it is not known
}

// past is what the rows of a device tell about a moment.
type past struct {
	judged *usual.Judged
	around [record.NumMetrics]incident.Around // the rows near the moment
	n      int                                // rows it was learned from
}

func newBottleneckPage(d *dataset, row int) *bottleneckPage {
	p := &bottleneckPage{d: d, row: row}
	switch why := d.Bottlenecks[row].Why; {
	case why&(detect.LatencyLimit|detect.LatencyZ) != 0:
		p.metric = record.Latency
	case why&(detect.LossLimit|detect.LossZ) != 0:
		p.metric = record.Loss
	default:
		p.metric = record.CPU
	}
	p.part = d.incidentAt(row)
	return p
}

// incidentAt returns the worst incident that a flagged row is part of, nil for none.
func (d *dataset) incidentAt(row int) *incident.Incident {
	b := &d.Bottlenecks[row]
	device, region := d.Device(b.Device), d.Region(b.Region)
	for k := range d.Findings.Incidents {
		if i := &d.Findings.Incidents[k]; b.Time >= i.Start && b.Time <= i.End && touches(i, device, region) {
			return i
		}
	}
	return nil
}

// pastMsg brings the past of a page.
type pastMsg struct {
	page *bottleneckPage
	row  int
	past *past
}

func (msg pastMsg) deliver(*Model) tea.Cmd {
	if msg.page.row == msg.row {
		msg.page.loading, msg.page.past = false, msg.past
	}
	return nil
}

// load learns in the background what is usual for the device, from all its rows.
func (p *bottleneckPage) load(m *Model) tea.Cmd {
	if m.cfg.Rows == nil {
		return nil
	}
	p.loading, p.past = true, nil
	b := p.d.Bottlenecks[p.row]
	device, region := p.d.Device(b.Device), p.d.Region(b.Region)
	ctx, rows, row := m.ctx, m.cfg.Rows, p.row
	return m.end.work(func() tea.Msg {
		return pastMsg{p, row, learn(ctx, rows, device, region, b.Time)}
	})
}

// learn learns the past of a device at a moment; nil when its rows cannot be had.
func learn(ctx context.Context, rows func(context.Context, analytics.View, record.Name, record.Name, int) ([]record.Row, int64, error),
	device, region record.Name, at int64) *past {
	list, _, err := rows(ctx, analytics.View{}, device, region, maxRows)
	if err != nil || len(list) == 0 {
		return nil
	}
	t := &record.Trace{Time: make([]int64, len(list))}
	for m := range record.NumMetrics {
		values, any := make([]float64, len(list)), false
		for i := range list {
			values[i] = list[i].Value[m]
			any = any || !math.IsNaN(values[i])
		}
		if any {
			t.Value[m] = values
		}
	}
	for i := range list {
		t.Time[i] = list[i].Time
	}
	h := &past{judged: usual.Judge(t, usual.Options{}), n: len(list)}
	// A quarter of an hour on both sides, but at least eight samples.
	const least = 8
	near := int64(15 * time.Minute)
	here := sort.Search(len(list), func(i int) bool { return list[i].Time >= at })
	from := sort.Search(len(list), func(i int) bool { return list[i].Time >= at-near })
	to := sort.Search(len(list), func(i int) bool { return list[i].Time > at+near })
	from, to = max(0, min(from, here-least)), min(len(list), max(to, here+least+1))
	for m := range record.NumMetrics {
		a := &h.around[m]
		for i := from; i < to; i++ {
			a.Time = append(a.Time, list[i].Time)
			a.Value = append(a.Value, list[i].Value[m])
			use, limit := math.NaN(), math.NaN()
			if base := h.judged.Baseline[m]; base != nil {
				use, limit = base.At(list[i].Time), base.Limit(list[i].Time)
			}
			a.Usual, a.Limit = append(a.Usual, use), append(a.Limit, limit)
		}
	}
	return h
}

func (p *bottleneckPage) trail() []string {
	b := &p.d.Bottlenecks[p.row]
	return []string{p.d.Region(b.Region).Text, p.d.Device(b.Device).Text, "bottleneck " + shortStamp(b.Time)}
}

func (p *bottleneckPage) scopes() scope { return inMove | inIncident }

// adopt keeps the page on the report it is about: a flagged row does not change.
func (p *bottleneckPage) adopt(d *dataset) tea.Cmd {
	if row := d.rowOf(p.d, p.row); row >= 0 {
		p.d, p.row, p.part = d, row, d.incidentAt(row)
	}
	return nil
}

func (p *bottleneckPage) status() string {
	s := "row " + record.Count(int64(p.row+1)) + " of " + plural(int64(len(p.d.Bottlenecks)), "bottleneck") + " in time order"
	if p.loading {
		s += ", learning what is usual"
	}
	if p.all > p.page && p.page > 0 {
		s += "  " + scrollMark(p.top, p.page, p.all)
	}
	return s
}

func (p *bottleneckPage) rowTime() (int64, bool) { return p.d.Bottlenecks[p.row].Time, true }

func (p *bottleneckPage) copyText() string {
	b := &p.d.Bottlenecks[p.row]
	return stamp(b.Time) + "\t" + p.d.Device(b.Device).Text + "\t" + p.d.Region(b.Region).Text + "\t" + number(b.Severity, 2) + "\t" + p.d.Describe(b)
}

func (p *bottleneckPage) incident() *incident.Incident { return p.part }

func (p *bottleneckPage) do(m *Model, a action) tea.Cmd {
	switch a {
	case actUp:
		p.metric = max(0, p.metric-1)
	case actDown:
		p.metric = min(record.NumMetrics-1, p.metric+1)
	case actOpen:
		b := &p.d.Bottlenecks[p.row]
		return m.open(rowsAround(p.d, p.d.Device(b.Device), p.d.Region(b.Region), b.Time, b.Time, "this bottleneck"))
	default:
		p.top, _ = move(a, p.top, 1<<20, max(1, p.page-1))
	}
	return nil
}

func (p *bottleneckPage) lines(th *chart.Theme, w, h int) []string {
	text := p.text(th, w-2, h)
	p.page, p.all = h, len(text)
	p.top = max(0, min(p.top, len(text)-h))
	return indent(text[p.top:min(len(text), p.top+h)], " ")
}

func (p *bottleneckPage) text(th *chart.Theme, w, h int) []string {
	d, b := p.d, &p.d.Bottlenecks[p.row]
	var out []string
	head := th.Paint(chart.Title, d.Device(b.Device).Text) + th.Paint(chart.Dim, " in ") + d.Region(b.Region).Text +
		th.Paint(chart.Dim, " at ") + stamp(b.Time) + " UTC"
	out = append(out, head, th.Paint(severityRole(b.Severity), "severity "+number(b.Severity, 2)+" "+severityWords(b.Severity)))
	if i := p.part; i != nil {
		out = append(out, th.Paint(incidentRole(i.Level), th.Fit("part of incident "+i.ID+": "+record.CleanText(i.Headline), w)))
	}
	out = append(out, "", th.Paint(chart.Header, th.Fit(bottleneckRow("", "metric", "value", "limit", "z", "usual", "spreads", "verdict"), w)))
	for m := range record.NumMetrics {
		line, role := p.metricLine(m)
		if m == p.metric {
			line = th.Paint(chart.Selected, th.Fit("> "+line[2:], w))
		} else {
			line = th.Paint(role, th.Fit(line, w))
		}
		out = append(out, line)
	}
	if p.past != nil {
		left := max(8, min(18, h-len(out)-10))
		out = append(out, "", th.Paint(chart.Header, p.metric.String()+" from "+shortStamp(p.past.around[0].Time[0])+" to "+
			shortStamp(p.past.around[0].Time[len(p.past.around[0].Time)-1])[6:]+" UTC"))
		out = append(out, neighbourhood(th, p.metric, &p.past.around[p.metric], b.Time, b.Time, w, left)...)
	}
	out = append(out, "")
	for _, reason := range reasons(d, b) {
		out = append(out, wrap(reason, w)...)
	}
	for _, line := range wrap(p.usualText(), w) {
		out = append(out, th.Paint(chart.Dim, line))
	}
	out = append(out, "")
	for _, line := range wrap(d.Describe(b), w) {
		out = append(out, th.Paint(chart.Dim, line))
	}
	return out
}

func bottleneckRow(mark, metric, value, limit, z, usual, spreads, verdict string) string {
	if mark == "" {
		mark = "  "
	}
	return mark + chart.Fit(metric, 8) + chart.FitLeft(value, 12) + chart.FitLeft(limit, 10) + chart.FitLeft(z, 8) +
		chart.FitLeft(usual, 10) + chart.FitLeft(spreads, 9) + "  " + verdict
}

// metricLine is one value with its limit, z-score, usual value and verdict.
func (p *bottleneckPage) metricLine(m record.Metric) (string, chart.Role) {
	b := &p.d.Bottlenecks[p.row]
	v := b.Value[m]
	limit, z, over, unusual := limitOf(p.d, b, m)
	unit := " " + m.Info().Unit
	or := func(v float64, text string) string {
		if math.IsNaN(v) {
			return "-"
		}
		return text
	}
	use, spreads := math.NaN(), math.NaN()
	if p.past != nil && p.past.judged.Baseline[m] != nil && !math.IsNaN(v) {
		base := p.past.judged.Baseline[m]
		use, spreads = base.At(b.Time), base.Z(b.Time, v)
	}
	verdict, role := "", chart.Text
	switch {
	case math.IsNaN(v):
		verdict, role = noData, chart.Dim
	case over:
		verdict, role = "over the limit", chart.Bad
	case unusual:
		verdict, role = "unusual", chart.Warn
	case !math.IsNaN(limit):
		verdict, role = "ok", chart.Good
	}
	return bottleneckRow("", m.String(), or(v, number(v, 2)+unit), or(limit, trimZeros(limit)), or(z, number(z, 2)),
		or(use, metricNumber(use)), or(spreads, number(spreads, 1)), verdict), role
}

// usualText says where the usual values come from.
func (p *bottleneckPage) usualText() string {
	switch h := p.past; {
	case p.loading:
		return "Learning what is usual for this device."
	case h == nil:
		return "z: standard deviations above the mean of the whole input. The rows of the device are not kept, so what is usual for it is not known."
	case h.judged.Baseline[p.metric] == nil:
		return "Usual: no data of " + p.metric.String() + " for this device."
	case h.judged.Baseline[p.metric].Why != "":
		return "Usual: " + record.CleanText(h.judged.Baseline[p.metric].Why) + "."
	default:
		base := h.judged.Baseline[p.metric]
		return "z: standard deviations above the mean of the whole input. Usual: of this device at this time, " + base.Method() + "; a spread is " + metricNumber(base.Spread) + " " + p.metric.Info().Unit + "."
	}
}

// find goes to the next flagged row in time order.
func (p *bottleneckPage) find(n int) bool {
	to := p.row + n
	if to < 0 || to >= len(p.d.Bottlenecks) {
		return false
	}
	*p = *newBottleneckPage(p.d, to)
	return true
}
