package export

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
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

	Title    string
	Source   string
	Summary  []string
	Verdict  verdictView
	Tiles    []tileView
	Key      []keyView
	Lines    panelView
	Heat     panelView
	HeatLow  string
	HeatHigh string
	Ramp     []string
	Devices  devicesView
	Regions  regionsView
	Table    tableView
	About    []aboutView
}

type verdictView struct {
	Level, Mark, Word, Headline string
	Facts                       []string
}

type tileView struct {
	Key, Title, Value, Unit, Level, Mark, Word, Method, Samples string
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

func newPage(r *analytics.Report, d detail) (*page, error) {
	p := &page{r: r, slot: make([]int, len(r.Regions)), listed: make([]bool, len(r.Regions))}
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

	p.CSS, p.JS = template.CSS(pageCSS), template.JS(pageJS)
	p.CSP = template.HTML(`<meta http-equiv="Content-Security-Policy" content="` + pageCSP + `">`)
	p.Source = orNone(r.Load.Source)
	p.Title = "Network performance: " + short(p.Source, 60)
	p.summarise()
	p.fillTiles()
	main, others := p.latencyLines(d)
	p.fillLines(main)
	grid := p.newHeatGrid(d.cells)
	p.fillHeat(grid)
	cells := p.fillDevices(d.devices)
	p.fillRegions()
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
		if t.Level == kpi.Unknown && v.Value != noData {
			v.Mark, v.Word = "", "" // a number that nobody grades, such as the row count
		}
		p.Tiles = append(p.Tiles, v)
	}
}

func (p *page) fillLines(lines []line) {
	p.Lines.SVG = linesSVG(lines, p.r.Limits.Latency)
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
	k := merging(len(s.Points), s.Width, 300)
	p.Lines.Note = fmt.Sprintf("Each point is the mean of a bucket of %s. A line breaks where a bucket has no sample.", span(s.Width*int64(k)))

	p.Lines.Head = []string{"From (UTC)"}
	k = merging(len(s.Points), s.Width, 48)
	for _, l := range lines {
		p.Lines.Head = append(p.Lines.Head, l.label+", ms")
	}
	merged := mergeBy(s, k)
	for i := range merged.Points {
		row := []string{clock(merged.Time(i))}
		for _, l := range lines {
			row = append(row, num(mergeBy(l.s, k).Points[i].Mean, 2))
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
	for h := range 24 {
		line := []string{fmt.Sprintf("%02d:00", h)}
		for row := range rows {
			line = append(line, num(g.hourOfDay[record.Traffic][row*24+h].Mean(), 1))
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

// topDevices is how many devices show before "more".
const topDevices = 20

// fillDevices returns the device list of the page: highest mean latency first.
func (p *page) fillDevices(limit int) []*kpi.Group {
	var all []*kpi.Group
	for i := range p.r.Cells {
		if p.r.Cells[i].Metric[record.Latency].N > 0 {
			all = append(all, &p.r.Cells[i])
		}
	}
	if len(all) == 0 {
		p.Devices.Empty = p.absent(record.Latency)
		return nil
	}
	slices.SortStableFunc(all, func(a, b *kpi.Group) int {
		return cmp.Compare(b.Metric[record.Latency].Mean, a.Metric[record.Latency].Mean)
	})
	total := len(all)
	all = all[:min(limit, total)]
	exact := true
	for i, c := range all {
		l := &c.Metric[record.Latency]
		exact = exact && l.Exact
		if i >= topDevices {
			continue
		}
		slot := p.slotOf(c.Region.Text)
		p.Devices.Rows = append(p.Devices.Rows, deviceRow{
			Device: orNone(c.Device.Text), Region: orNone(c.Region.Text), Mean: num(l.Mean, 2), P95: num(l.P95, 2),
			Max: num(l.Max, 2), Samples: count(l.N), Bottlenecks: count(c.Bottlenecks),
			Bar: barSVG(l.Mean, all[0].Metric[record.Latency].Mean, slot),
		})
	}
	p.Devices.Note = fmt.Sprintf("%s of %s devices per region, highest mean first. Bars start at 0 ms. Whole input, not only the time range in view.",
		count(int64(len(p.Devices.Rows))), count(int64(total)))
	if total > len(all) {
		p.Devices.Note += fmt.Sprintf(" The page holds the highest %s.", count(int64(len(all))))
	}
	if !exact {
		p.Devices.Note += " Percentiles are estimates."
	}
	return all
}

func (p *page) slotOf(region string) int {
	for i, g := range p.r.Regions {
		if g.Region.Text == region {
			return p.slot[i]
		}
	}
	return -1
}

func barSVG(v, most float64, slot int) template.HTML {
	width := 0.0
	if most > 0 {
		width = 100 * v / most
	}
	colour, class, _ := hue(slot)
	return template.HTML(fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 10" width="100" height="10" preserveAspectRatio="none" aria-hidden="true"><rect class="%s" width="%s" height="10" fill="%s"/></svg>`,
		class, coord(width), colour))
}

func (p *page) fillRegions() {
	var values [3][]float64
	of := func(g *kpi.Group) [3]float64 {
		return [3]float64{g.Uptime, g.Performance, g.Metric[record.CPU].Mean}
	}
	for i := range p.r.Regions {
		for k, v := range of(&p.r.Regions[i]) {
			values[k] = append(values[k], v)
		}
	}
	var lo, hi [3]float64
	for k := range values {
		lo[k], hi[k] = dotAxis(values[k])
		if !math.IsNaN(lo[k]) {
			at := ticks(lo[k], hi[k], 2)
			decimals := max(1, tickDecimals(at))
			p.Regions.Axes[k] = num(lo[k], decimals) + " to " + num(hi[k], decimals)
		}
	}
	for i := range p.r.Regions {
		if !p.listed[i] {
			continue
		}
		g := &p.r.Regions[i]
		row := regionRow{
			Region: i, Name: p.region(i), Uptime: num(g.Uptime, 2), Performance: num(g.Performance, 2),
			CPU: unit(g.Metric[record.CPU].Mean, 1, "%"), Rows: count(g.Rows), Flags: count(g.Bottlenecks),
		}
		for k, v := range of(g) {
			row.Dots[k] = dotSVG(v, lo[k], hi[k], p.slot[i])
		}
		p.Regions.Rows = append(p.Regions.Rows, row)
	}
	p.Regions.Note = "Uptime score: mean of 100 − min(loss, 5). Performance score: mean of 100 − min(latency, 200) / 2. " +
		"The dots show small differences enlarged: each strip spans only the range written above it. Whole input."
	if n := len(p.r.Regions); len(p.Regions.Rows) < n {
		p.Regions.Note += fmt.Sprintf(" %s of %s regions: those with most bottlenecks.", count(int64(len(p.Regions.Rows))), count(int64(n)))
	}
}

// dotAxis returns a round range that holds all values, NaN without values.
func dotAxis(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	if math.IsInf(lo, 0) {
		return math.NaN(), math.NaN()
	}
	pad := math.Max((hi-lo)*0.15, 0.05)
	step := math.Pow(10, math.Floor(math.Log10(hi-lo+2*pad)-0.3))
	return math.Floor((lo-pad)/step) * step, math.Ceil((hi+pad)/step) * step
}

func dotSVG(v, lo, hi float64, slot int) template.HTML {
	if math.IsNaN(v) || math.IsNaN(lo) {
		return ""
	}
	colour, class, _ := hue(slot)
	return template.HTML(fmt.Sprintf(`<svg class="dots" viewBox="0 0 100 12" width="100" height="12" aria-hidden="true"><path class="grid" d="M2 6H98M2 2V10M98 2V10" stroke="#b6bec9" fill="none"/><circle class="%s" cx="%s" cy="6" r="4" fill="%s"/></svg>`,
		class, coord(4+92*(v-lo)/(hi-lo)), colour))
}

// staticRows is how many bottlenecks show without a script.
const staticRows = 50

// fillTable returns the rows of the page: worst first, then in time order.
func (p *page) fillTable(limit int) []*detect.Bottleneck {
	r := p.r
	rows := make([]*detect.Bottleneck, len(r.Bottlenecks))
	for i := range rows {
		rows[i] = &r.Bottlenecks[i]
	}
	if len(rows) == 0 {
		p.Table.Empty = "No row breaks a limit."
		if r.Load.Rows == 0 {
			p.Table.Empty = noData
		}
		return nil
	}
	slices.SortStableFunc(rows, func(a, b *detect.Bottleneck) int { return cmp.Compare(b.Severity, a.Severity) })
	rows = rows[:min(limit, len(rows))]
	if n := len(r.Bottlenecks); n > len(rows) {
		p.Table.Note = fmt.Sprintf("%s of %s, the most severe; all in bottlenecks.csv.", count(int64(len(rows))), count(int64(n)))
	} else {
		p.Table.Note = plural(int64(n), "row") + " in all, as in bottlenecks.csv."
	}
	for _, b := range rows[:min(staticRows, len(rows))] {
		p.Table.Rows = append(p.Table.Rows, bottleneckRow{
			Time: clockSeconds(b.Time), Region: orNone(r.Region(b.Region).Text), Device: orNone(r.Device(b.Device).Text),
			Severity: num(b.Severity, 2), Latency: p.measured(record.Latency, b), Loss: p.measured(record.Loss, b),
			CPU: p.measured(record.CPU, b), Why: whyWords(b.Why),
		})
	}
	return rows
}

// measured prints a value of a row as it was read.
func (p *page) measured(m record.Metric, b *detect.Bottleneck) string {
	v := b.Value[m]
	if record.IsMissing(v) {
		return noData
	}
	return detect.Number(v, true)
}

// whyNames are the rules a row can break, by bit.
var whyNames = []string{"latency", "loss", "cpu", "latency z", "loss z"}

func whyWords(w detect.Why) string {
	var words []string
	for i, name := range whyNames {
		if w&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return strings.Join(words, ", ")
}
