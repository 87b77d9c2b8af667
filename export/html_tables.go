package export

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

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
const staticRows = 20

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
