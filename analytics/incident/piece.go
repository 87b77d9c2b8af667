package incident

import (
	"cmp"
	"slices"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// Context is what Extract has to know beside a trace and its judgement.
type Context struct {
	Limits        detect.Limits     // of the reference rule
	Latency, Loss detect.Population // that its z-scores refer to
	Rules         []usual.Limit     // the usual.Options.Limits of the judgement
	// Seen tells that a row of the trace is in the view; nil: all are. A finding
	// without such a row is kept, because it may belong to an incident of others
	// that is seen, but does not make an incident visible by itself.
	Seen func(row int) bool
}

// Piece is what one trace adds to the incidents of an input. It does not refer to
// the trace. Pieces of traces with nothing to tell are a few bytes.
type Piece struct {
	Device, Region record.NameID
	first, last    int64 // times of its samples
	judged         bool  // some metric has a baseline
	body           *body // nil: nothing was found
}

// body is the content of a piece: bounded by the number of findings, and its
// series by maxPoints.
type body struct {
	step       int64
	parts      []part // by start
	spikes     []lone // the largest first, at most maxSpikesKept
	spikeTimes []int64
	chronic    []chronic
}

// part is one incident of one trace. Rows are those from its first to its last
// bad one; a gap has rows only through the runs that touch it.
type part struct {
	kind               usual.Kind
	start, end, raised int64
	ongoing, seen      bool
	flaps, merged      int
	lastGood           int64
	severity, rule     float64
	gb, minutes        float64
	rows, flagged      int64
	missing            int64 // expected samples without data, of a gap
	facts              []fact
	time               []int64 // of the series of the facts
}

// fact is Evidence before it has words.
type fact struct {
	kind                                usual.Kind
	metric                              record.Metric
	row                                 int // in the trace; only for choosing points
	at                                  int64
	value, usual, spread, z, limit      float64
	bad, samples, days                  int
	method                              string
	rule                                *usual.Limit // of a Breach
	valueSeries, usualSeries, limSeries []float64
}

// lone is a Spike before it has names.
type lone struct {
	metric          record.Metric
	at              int64
	value, usual, z float64
}

// chronic is a Chronic before it has names.
type chronic struct {
	metric        record.Metric
	median, limit float64
	samples       int64
}

const (
	// maxSpikesKept is how many spikes of one trace are kept whole. All are counted.
	maxSpikesKept = 64
	// maxPoints bounds the points of all series of one trace: the strongest
	// findings keep their neighbourhood, the others only their numbers.
	maxPoints = 8 * MaxAround
)

// Extract takes from a judged trace all that incidents are made of. It is safe
// for concurrent use; t and j are not changed.
func Extract(t *record.Trace, j *usual.Judged, c Context) *Piece {
	p := &Piece{Device: t.Device, Region: t.Region}
	if n := t.Len(); n > 0 {
		p.first, p.last = t.Time[0], t.Time[n-1]
	}
	for _, b := range j.Baseline {
		p.judged = p.judged || b != nil && b.Why == ""
	}
	x := &extraction{t: t, j: j, c: c}
	x.sift()
	b := &body{step: j.Step}
	x.spikes(b)
	for m := range record.NumMetrics {
		if j.Chronic[m] {
			x.chronic(b, m)
		}
	}
	for _, members := range join(x.j) {
		b.parts = append(b.parts, x.part(members))
	}
	slices.SortStableFunc(b.parts, func(a, b part) int { return cmp.Compare(a.start, b.start) })
	x.lastGood(b.parts)
	x.neighbourhoods(b.parts)
	if len(b.parts)+len(b.spikeTimes)+len(b.chronic) > 0 {
		p.body = b
	}
	return p
}

// sift takes the findings that are chance to the spikes.
func (x *extraction) sift() {
	chance := x.chance()
	if !slices.Contains(chance, true) {
		return
	}
	sifted := *x.j
	sifted.Findings, sifted.Spikes = nil, slices.Clone(x.j.Spikes)
	for i := range x.j.Findings {
		if f := x.j.Findings[i]; !chance[i] {
			sifted.Findings = append(sifted.Findings, f)
		} else if _, d := worst(&f); d != nil {
			f.Kind, f.First, f.Last = usual.Spike, d.Row, d.Row
			f.Start, f.End = x.t.Time[d.Row], x.t.Time[d.Row]
			sifted.Spikes = append(sifted.Spikes, f)
		}
	}
	x.j = &sifted
}

// extraction is an Extract in progress.
type extraction struct {
	t *record.Trace
	j *usual.Judged
	c Context
	// rows that are spikes, rising
	spikeRows []int
}

// seen reports whether some row from first to last is in the view.
func (x *extraction) seen(first, last int) bool {
	if x.c.Seen == nil {
		return true
	}
	for row := max(first, 0); row <= min(last, x.t.Len()-1); row++ {
		if x.c.Seen(row) {
			return true
		}
	}
	return false
}

func (x *extraction) spikes(b *body) {
	for i := range x.j.Spikes {
		f := &x.j.Spikes[i]
		x.spikeRows = append(x.spikeRows, f.First)
		if !x.seen(f.First, f.Last) {
			continue
		}
		b.spikeTimes = append(b.spikeTimes, f.Start)
		if m, d := worst(f); d != nil {
			b.spikes = append(b.spikes, lone{metric: m, at: f.Start, value: d.Value, usual: d.Usual, z: d.Z})
		}
	}
	slices.Sort(x.spikeRows)
	slices.Sort(b.spikeTimes)
	slices.SortFunc(b.spikes, compareLone)
	b.spikes = slices.Clip(slices.Clone(b.spikes[:min(len(b.spikes), maxSpikesKept)]))
}

func (x *extraction) chronic(b *body, m record.Metric) {
	limit := [record.NumMetrics]float64{record.Latency: x.c.Limits.Latency, record.Loss: x.c.Limits.Loss, record.CPU: x.c.Limits.CPU}[m]
	var values []float64
	for row, v := range x.t.Value[m] {
		if !record.IsMissing(v) && (x.c.Seen == nil || x.c.Seen(row)) {
			values = append(values, v)
		}
	}
	if len(values) == 0 || limit == 0 {
		return
	}
	slices.Sort(values)
	median := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	if median > limit {
		b.chronic = append(b.chronic, chronic{metric: m, median: median, limit: limit, samples: int64(len(values))})
	}
}

// lastGood finds for each part the last row before it that belongs to no part
// and is no spike.
func (x *extraction) lastGood(parts []part) {
	covered := int64(0) // until then some earlier part lasts
	for i := range parts {
		p := &parts[i]
		row, _ := slices.BinarySearch(x.t.Time, p.start)
		for row--; row >= 0; row-- {
			t := x.t.Time[row]
			if i > 0 && t <= covered && inside(parts[:i], t) {
				continue
			}
			if _, spike := slices.BinarySearch(x.spikeRows, row); spike {
				continue
			}
			p.lastGood = t
			break
		}
		covered = max(covered, p.end)
	}
}

// inside reports whether a part covers t.
func inside(parts []part, t int64) bool {
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].start <= t && t <= parts[i].end {
			return true
		}
	}
	return false
}

// worst returns the deviation farthest from the usual, nil when no metric takes part.
func worst(f *usual.Finding) (record.Metric, *usual.Deviation) {
	var at record.Metric
	var most *usual.Deviation
	for m := range record.NumMetrics {
		if d := &f.Metric[m]; d.Part && (most == nil || size(d.Z) > size(most.Z)) {
			at, most = m, d
		}
	}
	return at, most
}
