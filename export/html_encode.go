package export

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

func newDataLine(l line, percentiles bool) dataLine {
	d := dataLine{Region: l.region, Label: l.label, Start: ms(l.s.Start), Width: ms(l.s.Width)}
	round(3, &d.Mean) // means of joined buckets are made of them
	round(2, &d.P95, &d.Max, &d.Low, &d.Loss)
	for _, p := range l.s.Points {
		d.N.add(float64(p.N))
		d.Mean.add(p.Mean)
		d.P95.add(p.P95)
		d.Max.add(p.Max)
		if percentiles {
			d.Low.add(p.P5)
		} else {
			d.Low.add(p.Min)
		}
	}
	if len(l.loss.Points) == len(l.s.Points) {
		for _, p := range l.loss.Points {
			d.Loss.add(p.Max)
		}
	}
	return d
}

// hasPercentiles reports whether the lines know their 5th percentile.
func hasPercentiles(lines []line) bool {
	for _, l := range lines {
		for _, p := range l.s.Points {
			if p.N > 0 {
				return !math.IsNaN(p.P5)
			}
		}
	}
	return false
}

// interned gives names their numbers in the page's lists.
type interned struct {
	names []string
	raw   map[int]asciiText
	ids   map[string]int
}

// maxRawName is the longest name that goes into the page as the input has it. A
// filter does not find the end of a longer one.
const maxRawName = 400

func newInterned() *interned {
	return &interned{names: []string{}, raw: map[int]asciiText{}, ids: map[string]int{}}
}

func (t *interned) id(name record.Name) int {
	if i, ok := t.ids[name.Raw]; ok {
		return i
	}
	i := len(t.names)
	t.names, t.ids[name.Raw] = append(t.names, orNone(name.Text)), i
	if name.Raw != name.Text && len(name.Raw) <= maxRawName {
		t.raw[i] = asciiText(name.Raw)
	}
	return i
}

func (p *page) encode(main, others []line, g *heatGrid, cells []*kpi.Group, rows []*detect.Bottleneck) ([]byte, error) {
	r := p.r
	d := pageData{
		V: 2, First: ms(r.First), Last: ms(r.Last), FirstNs: fmt.Sprint(r.First), LastNs: fmt.Sprint(r.Last), Limits: r.Limits, Present: r.Load.Present,
		Slots: p.slot, Ramp: ramp[:], All: len(r.Bottlenecks), Why: whyNames,
		Lines: []dataLine{}, Listed: []int{},
	}
	for i, ok := range p.listed {
		if ok {
			d.Listed = append(d.Listed, i)
		}
	}
	// Names that clean to the same text stay apart: they are looked up as the
	// input has them.
	regions, devices := newInterned(), newInterned()
	for i := range r.Regions {
		regions.id(r.Regions[i].Region)
	}
	d.Percentiles = hasPercentiles(main)
	for _, l := range append(main, others...) {
		d.Lines = append(d.Lines, newDataLine(l, d.Percentiles))
	}
	d.Overall, d.Flagged = p.overview()
	d.Heat = newDataHeat(g)

	d.Total = len(r.Cells)
	c := &d.Cells
	c.Device, c.Region = []int{}, []int{}
	round(2, &c.Mean, &c.P50, &c.P95, &c.Max, &c.Std)
	for _, cell := range cells {
		l := &cell.Metric[record.Latency]
		c.Device = append(c.Device, devices.id(cell.Device))
		c.Region = append(c.Region, regions.id(cell.Region))
		c.Mean.add(l.Mean)
		c.P50.add(l.P50)
		c.P95.add(l.P95)
		c.Max.add(l.Max)
		c.Std.add(l.Std)
		c.N.add(float64(l.N))
		c.Flags.add(float64(cell.Bottlenecks))
	}

	t := &d.Rows
	t.Device, t.Region, t.Why = []int{}, []int{}, []int{}
	for _, b := range rows {
		t.Time.add(ms(b.Time - r.First))
		t.Device = append(t.Device, devices.id(r.Device(b.Device)))
		t.Region = append(t.Region, regions.id(r.Region(b.Region)))
		t.Sev.add(b.Severity)
		t.Lat.add(b.Value[record.Latency])
		t.Loss.add(b.Value[record.Loss])
		t.CPU.add(b.Value[record.CPU])
		t.Load.add(b.Value[record.Traffic])
		t.Why = append(t.Why, int(b.Why))
	}
	d.Regions, d.RawRegions = regions.names, regions.raw
	d.Names, d.RawNames = devices.names, devices.raw
	// Marshal escapes <, > and &, so no name can end the script element.
	return json.Marshal(d)
}

// overview returns the latency of all regions, coarse, and the bottlenecks
// beside it.
func (p *page) overview() (*dataLine, column) {
	t := &p.r.Timeline
	all := t.Overall[record.Latency]
	if len(all.Points) == 0 || len(t.Bottlenecks) != len(all.Points) {
		return nil, column{}
	}
	const buckets = 240
	step := (len(all.Points) + buckets - 1) / buckets
	small, skew := mergeBy(all, step), groupSkew(all.Start, all.Width, step)
	l := newDataLine(line{region: overall, label: "all regions", s: small}, false)
	l.N, l.P95, l.Max, l.Low, l.Loss = column{}, column{}, column{}, column{}, column{} // not drawn
	flagged := make([]float64, len(small.Points))
	for i, n := range t.Bottlenecks {
		flagged[(i+skew)/step] += float64(n)
	}
	return &l, column{v: flagged}
}

func newDataHeat(g *heatGrid) *dataHeat {
	if g == nil {
		return nil
	}
	h := &dataHeat{
		Start: ms(g.start), Width: ms(g.width), Cols: g.cols, Rows: g.rows, Fold: g.fold,
		Partial: [2]bool{g.firstPartial, g.lastPartial},
	}
	for m := range g.cells {
		if g.cells[m] == nil {
			h.Metric = append(h.Metric, nil)
			continue
		}
		grid := &dataGrid{N: &column{}, FoldN: &column{}}
		means := record.Metric(m) != record.Traffic
		if grid.Sum.digits, grid.FoldSum.digits = 9, 9; means {
			round(3, &grid.Sum, &grid.FoldSum)
		}
		grid.fill(&grid.Sum, grid.N, g.cells[m], means)
		if g.fold > 0 {
			grid.fill(&grid.FoldSum, grid.FoldN, g.folded(m, g.fold), means)
		}
		if g.versus[m] != nil {
			grid.Versus = &column{v: g.versus[m], digits: 1, decimals: 1}
		}
		h.Metric = append(h.Metric, grid)
	}
	// Most rows have all metrics, so most counts are those of the metric before.
	for m := len(h.Metric) - 1; m > 0; m-- {
		if a, b := h.Metric[m-1], h.Metric[m]; a != nil && b != nil && slices.Equal(a.N.v, b.N.v) {
			b.N, b.FoldN = nil, nil
		}
	}
	return h
}

func (*dataGrid) fill(sum, n *column, cells []analytics.GridCell, means bool) {
	for _, c := range cells {
		s := c.Sum
		if means {
			s = c.Mean()
		}
		if c.N == 0 {
			s = math.NaN()
		}
		sum.add(s)
		n.add(float64(c.N))
	}
}
