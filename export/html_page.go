package export

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
	"network-analytics/analytics/series"
)

// page is what the template shows. Everything in it is made for reading:
// formatted, cut to size, and, where its type is template.HTML, escaped.
type page struct {
	r      *analytics.Report
	slot   []int  // hue by region, -1 for grey
	listed []bool // regions with rows of their own

	CSP  template.HTML
	CSS  template.CSS
	JS   template.JS
	Data template.JS

	Title     string
	By        string // the program with its version
	Source    string
	Summary   []string
	Verdict   verdictView
	Tiles     []tileView
	Incidents incidentsView
	Objective objectiveView
	Key       []keyView
	Lines     panelView
	Heat      panelView
	HeatLow   string
	HeatHigh  string
	Ramp      []string
	Devices   devicesView
	Regions   regionsView
	Quality   qualityView
	Table     tableView
	About     []aboutView
}

type verdictView struct {
	Level, Mark, Word, Headline string
	Facts                       []string
}

type tileView struct {
	Key, Title, Value, Unit, Level, Mark, Word, Method, Samples string
	Latest, Change                                              string
	Trend                                                       template.HTML
}

// keyView is an entry of the colour key.
type keyView struct {
	Region int
	Name   string
	Sample template.HTML
}

// panelView is a chart with what must be said beside it.
type panelView struct {
	SVG   template.HTML
	Note  string
	Empty string // why there is no chart
	Head  []string
	Body  [][]string
}

type devicesView struct {
	Note, Empty string
	Rows        []deviceRow
}

type deviceRow struct {
	Device, Region, Mean, P95, Max, Samples, Bottlenecks string
	Bar                                                  template.HTML
}

type regionsView struct {
	Note string
	Axes [3]string // what the dot strips span: uptime, performance, CPU
	Rows []regionRow
}

type regionRow struct {
	Region                                      int
	Name, Uptime, Performance, CPU, Rows, Flags string
	Dots                                        [3]template.HTML
}

type tableView struct {
	Note, Empty string
	Rows        []bottleneckRow
}

type bottleneckRow struct {
	Time, Region, Device, Severity, Latency, Loss, CPU, Why string
}

// aboutView is a titled list of the part that tells where the numbers come from.
type aboutView struct {
	Title string
	Items []string
}

// marks go with every level, so that colour alone never tells it.
var marks = [...]string{kpi.Unknown: "–", kpi.Good: "✓", kpi.Warn: "▲", kpi.Bad: "✕"}

var levelClass = [...]string{kpi.Unknown: "unknown", kpi.Good: "good", kpi.Warn: "warn", kpi.Bad: "bad"}

func newPage(r *analytics.Report, about About, d detail) (*page, error) {
	p := &page{r: r, By: strings.TrimSpace("network-analytics " + about.Version), slot: make([]int, len(r.Regions)), listed: make([]bool, len(r.Regions))}
	for i := range p.slot {
		p.slot[i] = -1
	}
	rank := ranking(r)
	coloured := slices.Clone(rank[:min(hues, len(rank))])
	slices.Sort(coloured)
	for slot, region := range coloured {
		p.slot[region] = slot
	}
	for _, region := range rank[:min(d.regions, len(rank))] {
		p.listed[region] = true
	}

	p.CSS, p.JS = template.CSS(pageCSS()), template.JS(pageJS())
	p.CSP = template.HTML(`<meta http-equiv="Content-Security-Policy" content="` + pageCSP() + `">`)
	p.Source = orNone(r.Load.Source)
	p.Title = "Network performance: " + short(p.Source, 60)
	p.summarise()
	p.fillTiles()
	p.fillIncidents(d)
	p.fillObjective()
	main, others := p.latencyLines(d)
	p.fillLines(main, d)
	grid := p.newHeatGrid(d.cells)
	p.fillHeat(grid)
	cells := p.fillDevices(d.devices)
	p.fillRegions()
	p.fillQuality()
	rows := p.fillTable(d.bottlenecks)
	p.fillAbout()

	data, err := p.encode(main, others, grid, cells, rows)
	p.Data = template.JS(data)
	return p, err
}

func (p *page) has(m record.Metric) bool {
	return p.r.Load.Present[m] && p.r.Overall.Metric[m].N > 0
}

// absent says why a panel about a metric is empty.
func (p *page) absent(m record.Metric) string {
	if !p.r.Load.Present[m] {
		return noData + ": the input has no column " + m.Info().Column
	}
	return noData + ": no row has a value for " + m.Info().Column
}

func (p *page) region(i int) string { return orNone(p.r.Regions[i].Region.Text) }

func orNone(s string) string {
	if s == "" {
		return record.NoName
	}
	return s
}

func (p *page) summarise() {
	r := p.r
	p.Summary = append(p.Summary, plural(r.Load.Rows, "row")+" used")
	p.Summary = append(p.Summary, plural(r.Load.TotalRejected(), "row")+" rejected")
	if r.Load.Rows > 0 {
		p.Summary = append(p.Summary, clock(r.First)+" to "+clock(r.Last)+" UTC")
	}
	if !r.View.All() {
		p.Summary = append(p.Summary, "a part of the input: see the end")
	}
	if r.RunID != "" {
		p.Summary = append(p.Summary, "run "+r.RunID)
	}
	if len(r.Load.Files) > 1 {
		p.Summary = append(p.Summary, plural(int64(len(r.Load.Files)), "file"))
	}
	v := r.Verdict
	p.Verdict = verdictView{levelClass[v.Level], marks[v.Level], v.Level.String(), v.Headline, v.Facts}
}

func (p *page) fillTiles() {
	for _, t := range p.r.Tiles {
		v := tileView{
			Key: t.Key, Title: t.Title, Value: num(t.Value, t.Decimals), Unit: t.Unit,
			Level: levelClass[t.Level], Mark: marks[t.Level], Word: t.Level.String(),
			Method: t.Method, Samples: plural(t.N, "sample"), Trend: sparkSVG(t.Trend),
		}
		if v.Value == noData {
			v.Unit = ""
		}
		v.Latest, v.Change = change(&t)
		if t.Level == kpi.Unknown && v.Value != noData {
			v.Mark, v.Word = "", "" // a number that nobody grades, such as the row count
		}
		p.Tiles = append(p.Tiles, v)
	}
}

// change tells the latest value of a tile and how it differs from the usual:
// "latest 61.0, usual 50.9" and "▲ 20 %". Both are empty where nothing is known.
func change(t *kpi.Tile) (latest, diff string) {
	if math.IsNaN(t.Now) || t.Now == 0 && t.Usual == 0 {
		return "", ""
	}
	latest = "latest " + num(t.Now, t.Decimals)
	if math.IsNaN(t.Usual) {
		return latest, ""
	}
	latest += ", usual " + num(t.Usual, t.Decimals)
	d := t.Now - t.Usual
	text := num(math.Abs(d), max(1, t.Decimals)) + " points"
	if t.Unit != "%" {
		if t.Usual == 0 {
			return latest, ""
		}
		d = 100 * d / math.Abs(t.Usual)
		text = num(math.Abs(d), 0) + " %"
	}
	switch {
	case strings.Trim(text, "0. %points") == "":
		return latest, "as usual"
	case d > 0:
		return latest, "▲ " + text
	}
	return latest, "▼ " + text
}

func (p *page) fillLines(lines []line, d detail) {
	p.Lines.SVG = linesSVG(lines, p.r.Limits, p.r.Findings.Incidents[:min(d.incidents, len(p.r.Findings.Incidents))])
	if p.Lines.SVG == "" {
		p.Lines.Empty = p.absent(record.Latency)
		return
	}
	for _, l := range lines {
		colour, class, dash := hue(l.slot)
		p.Key = append(p.Key, keyView{l.region, l.label, template.HTML(fmt.Sprintf(
			`<svg width="26" height="10" aria-hidden="true"><path class="%s" d="M1 5H25" stroke="%s" stroke-width="2.4" fill="none"%s/></svg>`, class, colour, dash))})
	}
	s := lines[0].s
	k := merging(len(s.Points), s.Width, staticPoints)
	p.Lines.Note = fmt.Sprintf("Each point is the mean of a bucket of %s. A line breaks where a bucket has no sample.", span(s.Width*int64(k)))

	p.Lines.Head = []string{"From (UTC)"}
	k = merging(len(s.Points), s.Width, 48)
	merged := make([]series.Series, len(lines))
	for i, l := range lines {
		p.Lines.Head = append(p.Lines.Head, l.label+", ms")
		merged[i] = mergeBy(l.s, k)
	}
	for i := range merged[0].Points {
		row := []string{clock(merged[0].Time(i))}
		for _, m := range merged {
			row = append(row, num(m.Points[i].Mean, 2))
		}
		p.Lines.Body = append(p.Lines.Body, row)
	}
}

func (p *page) fillHeat(g *heatGrid) {
	svg, lo, hi, each := p.heatSVG(g)
	p.Heat.SVG = svg
	if svg == "" {
		p.Heat.Empty = p.absent(record.Traffic)
		return
	}
	for _, c := range ramp {
		p.Ramp = append(p.Ramp, c)
	}
	p.HeatLow, p.HeatHigh = num(lo, 1), num(hi, 1)+" Mbps"
	p.Heat.Note = p.heatNote(g, each)
	p.Heat.Head = []string{"Hour of day (UTC)"}
	rows := g.rows[:min(hues, len(g.rows))]
	for _, region := range rows {
		p.Heat.Head = append(p.Heat.Head, p.region(region)+", mean Mbps")
	}
	day := g.folded(int(record.Traffic), 24)
	for h := range 24 {
		line := []string{fmt.Sprintf("%02d:00", h)}
		for row := range rows {
			line = append(line, num(day[row*24+h].Mean(), 1))
		}
		p.Heat.Body = append(p.Heat.Body, line)
	}
}

// heatNote says what a cell of the heatmap is.
func (p *page) heatNote(g *heatGrid, each int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Each cell is the mean of the samples of one region in %s. Hatched: no data.", span(each))
	if g.width > hour {
		fmt.Fprintf(&b, " The input spans more hours than a page can show, so hours are joined to columns of %s.", span(g.width))
	}
	switch {
	case g.firstPartial && g.lastPartial:
		b.WriteString(" The first and the last hour are only partly covered.")
	case g.firstPartial:
		b.WriteString(" The first hour is only partly covered.")
	case g.lastPartial:
		b.WriteString(" The last hour is only partly covered.")
	}
	if n := len(p.r.Regions); len(g.rows) < n {
		fmt.Fprintf(&b, " %s of %s regions: those with most bottlenecks.", count(int64(len(g.rows))), count(int64(n)))
	}
	return b.String()
}
