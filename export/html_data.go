package export

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// The page's data, one JSON block that the script reads. Columns are arrays of
// equal length; null is a missing value; times are milliseconds since 1970 UTC.
type pageData struct {
	V       int           `json:"v"` // version of this layout
	First   float64       `json:"first"`
	Last    float64       `json:"last"`
	Limits  detect.Limits `json:"limits"`
	Present [4]bool       `json:"present"`
	Regions []string      `json:"regions"` // Report.Regions first, in its order
	Slots   []int         `json:"slots"`   // hue by region, -1 for grey
	Listed  []int         `json:"listed"`  // regions with rows of their own
	Names   []string      `json:"names"`   // devices
	Lines   []dataLine    `json:"lines"`
	Overall *dataLine     `json:"overall"` // for the overview strip
	Flagged column        `json:"flagged"` // bottlenecks per bucket of Overall
	Heat    *dataHeat     `json:"heat"`
	Ramp    []string      `json:"ramp"`
	Cells   dataCells     `json:"cells"`
	Total   int           `json:"totalCells"`
	Rows    dataRows      `json:"rows"`
	All     int           `json:"totalRows"`
	Why     []string      `json:"why"`
}

// dataLine is a latency series: start and width in ms, then count, mean, 95th
// percentile and maximum per bucket.
type dataLine struct {
	Region int     `json:"r"`
	Label  string  `json:"label"`
	Start  float64 `json:"s"`
	Width  float64 `json:"w"`
	N      column  `json:"n"`
	Mean   column  `json:"m"`
	P95    column  `json:"p"`
	Max    column  `json:"x"`
}

// dataHeat holds sums and counts by metric, then row * cols + col.
type dataHeat struct {
	Start   float64     `json:"s"`
	Width   float64     `json:"w"`
	Cols    int         `json:"cols"`
	Rows    []int       `json:"rows"`
	Partial [2]bool     `json:"partial"`
	Metric  []*dataGrid `json:"metric"` // null where there is no data
}

type dataGrid struct {
	Sum    column  `json:"sum"`
	N      *column `json:"n"`    // null: as in the metric before
	DaySum column  `json:"dsum"` // row * 24 + hour of day
	DayN   *column `json:"dn"`
}

type dataCells struct {
	Device []int  `json:"d"`
	Region []int  `json:"r"`
	Mean   column `json:"mean"`
	P50    column `json:"p50"`
	P95    column `json:"p95"`
	Max    column `json:"max"`
	Std    column `json:"std"`
	N      column `json:"n"`
	Flags  column `json:"b"`
}

type dataRows struct {
	Time   column `json:"t"` // ms after First
	Device []int  `json:"d"`
	Region []int  `json:"r"`
	Sev    column `json:"sev"`
	Lat    column `json:"lat"`
	Loss   column `json:"loss"`
	CPU    column `json:"cpu"`
	Why    []int  `json:"why"` // bits as in Why
}

// column is an array of numbers, null for NaN. With digits > 0 they are rounded
// to that many significant digits.
type column struct {
	v      []float64
	digits int
}

// MarshalJSON writes the shortest decimals.
func (c column) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range c.v {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, v, c.digits)
	}
	return append(b, ']'), nil
}

func appendNumber(b []byte, v float64, digits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	if digits > 0 {
		if r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64); err == nil {
			v = r
		}
	}
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// digits of means and percentiles: enough to print two decimals of any latency
// below 1,000 ms exactly.
const meanDigits = 6

func (c *column) add(v float64) { c.v = append(c.v, v) }

func ms(ns int64) float64 { return float64(ns) / 1e6 }

func newDataLine(l line) dataLine {
	d := dataLine{Region: l.region, Label: l.label, Start: ms(l.s.Start), Width: ms(l.s.Width)}
	d.Mean.digits, d.P95.digits, d.Max.digits = meanDigits, meanDigits, meanDigits
	for _, p := range l.s.Points {
		d.N.add(float64(p.N))
		d.Mean.add(p.Mean)
		d.P95.add(p.P95)
		d.Max.add(p.Max)
	}
	return d
}

// interned gives names their numbers in the page's lists.
type interned struct {
	names []string
	ids   map[string]int
}

func (t *interned) id(name string) int {
	name = orNone(name)
	if i, ok := t.ids[name]; ok {
		return i
	}
	if t.ids == nil {
		t.ids = map[string]int{}
	}
	i := len(t.names)
	t.names, t.ids[name] = append(t.names, name), i
	return i
}

func (p *page) encode(main, others []line, g *heatGrid, cells []*kpi.Group, rows []*detect.Bottleneck) ([]byte, error) {
	r := p.r
	d := pageData{
		V: 1, First: ms(r.First), Last: ms(r.Last), Limits: r.Limits, Present: r.Load.Present,
		Slots: p.slot, Ramp: ramp[:], All: len(r.Bottlenecks), Why: whyNames,
		Lines: []dataLine{}, Listed: []int{},
	}
	for i, ok := range p.listed {
		if ok {
			d.Listed = append(d.Listed, i)
		}
	}
	// Regions that clean to the same text stay apart by position; rows are
	// looked up by their raw name.
	region := map[string]int{}
	for i := range r.Regions {
		region[r.Regions[i].Region.Raw] = i
		d.Regions = append(d.Regions, p.region(i))
	}
	var devices interned
	for _, l := range append(main, others...) {
		d.Lines = append(d.Lines, newDataLine(l))
	}
	d.Overall, d.Flagged = p.overview()
	d.Heat = newDataHeat(g)

	d.Total = len(r.Cells)
	c := &d.Cells
	c.Device, c.Region = []int{}, []int{}
	for _, col := range []*column{&c.Mean, &c.P50, &c.P95, &c.Max, &c.Std} {
		col.digits = meanDigits
	}
	for _, cell := range cells {
		l := &cell.Metric[record.Latency]
		c.Device = append(c.Device, devices.id(cell.Device.Text))
		c.Region = append(c.Region, region[cell.Region.Raw])
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
		t.Time.add(math.Round(ms(b.Time - r.First)))
		t.Device = append(t.Device, devices.id(r.Device(b.Device).Text))
		t.Region = append(t.Region, region[r.Region(b.Region).Raw])
		t.Sev.add(b.Severity)
		t.Lat.add(b.Value[record.Latency])
		t.Loss.add(b.Value[record.Loss])
		t.CPU.add(b.Value[record.CPU])
		t.Why = append(t.Why, int(b.Why))
	}
	d.Names = devices.names
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
	l := newDataLine(line{region: overall, label: "all regions", s: small})
	l.N, l.P95 = column{}, column{} // not drawn
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
		Start: ms(g.start), Width: ms(g.width), Cols: g.cols, Rows: g.rows,
		Partial: [2]bool{g.firstPartial, g.lastPartial},
	}
	for m := range g.cells {
		if g.cells[m] == nil {
			h.Metric = append(h.Metric, nil)
			continue
		}
		grid := &dataGrid{N: &column{}, DayN: &column{}}
		// Sums of traffic are a published figure; the others serve only for means.
		digits := 6
		if record.Metric(m) == record.Traffic {
			digits = 9
		}
		grid.Sum.digits, grid.DaySum.digits = digits, digits
		grid.fill(&grid.Sum, grid.N, g.cells[m])
		grid.fill(&grid.DaySum, grid.DayN, g.hourOfDay[m])
		h.Metric = append(h.Metric, grid)
	}
	// Most rows have all metrics, so most counts are those of the metric before.
	for m := len(h.Metric) - 1; m > 0; m-- {
		if a, b := h.Metric[m-1], h.Metric[m]; a != nil && b != nil && slices.Equal(a.N.v, b.N.v) {
			b.N, b.DayN = nil, nil
		}
	}
	return h
}

func (*dataGrid) fill(sum, n *column, cells []analytics.GridCell) {
	for _, c := range cells {
		s := c.Sum
		if c.N == 0 {
			s = math.NaN()
		}
		sum.add(s)
		n.add(float64(c.N))
	}
}
