package incident

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

const minute = int64(60e9)

// values are those of one sample, by metric.
type values = [record.NumMetrics]float64

// device is a device of a made world. change alters the sample at a row, and
// returns false to leave it out.
type device struct {
	region, name string
	change       func(row int, v *values) bool
}

func asUsual(int, *values) bool { return true }

// during changes a metric from a row to another, both inside.
func during(from, to int, change func(v *values)) func(int, *values) bool {
	return func(row int, v *values) bool {
		if row >= from && row <= to {
			change(v)
		}
		return true
	}
}

// silent leaves out the rows from one to another, both inside.
func silent(from, to int) func(int, *values) bool {
	return func(row int, _ *values) bool { return row < from || row > to }
}

// world is a made input: a sample of each device every step over rows steps, with
// noise around 400 Mbps, 40 ms, 0.4 % and 50 %.
type world struct {
	step   int64
	rows   int
	rules  []usual.Limit
	names  record.Names
	traces []*record.Trace
	judged []*usual.Judged
	pieces []*Piece
	input  Input

	latency, loss detect.Population
}

// population is the mean and the standard deviation of a metric over all samples.
func (w *world) population(m record.Metric) detect.Population {
	var p detect.Population
	for _, tr := range w.traces {
		for _, v := range tr.Value[m] {
			p.N++
			p.Mean += v
		}
	}
	p.Mean /= float64(p.N)
	for _, tr := range w.traces {
		for _, v := range tr.Value[m] {
			p.Std += (v - p.Mean) * (v - p.Mean)
		}
	}
	p.Std = math.Sqrt(p.Std / float64(p.N))
	return p
}

func makeWorld(t testing.TB, step int64, rows int, rules []string, devices ...device) *world {
	t.Helper()
	w := &world{step: step, rows: rows}
	for _, text := range rules {
		l, err := usual.ParseLimit(text)
		if err != nil {
			t.Fatal(err)
		}
		w.rules = append(w.rules, l)
	}
	last := int64(rows-1) * step
	for i, d := range devices {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		tr := &record.Trace{Device: w.names.Devices.ID(d.name), Region: w.names.Regions.ID(d.region)}
		for row := range rows {
			v := values{400 + 20*r.NormFloat64(), 40 + 2*r.NormFloat64(), max(0, 0.4+0.1*r.NormFloat64()), 50 + 3*r.NormFloat64()}
			if !d.change(row, &v) {
				continue
			}
			tr.Time = append(tr.Time, int64(row)*step)
			for m := range record.NumMetrics {
				tr.Value[m] = append(tr.Value[m], v[m])
			}
		}
		w.traces = append(w.traces, tr)
		w.judged = append(w.judged, usual.Judge(tr, usual.Options{Limits: w.rules, End: last}))
	}
	w.input = Input{Names: &w.names, HasRegion: devices[0].region != "", First: 0, Last: last}
	w.latency, w.loss = w.population(record.Latency), w.population(record.Loss)
	w.extract(nil)
	return w
}

func (w *world) extract(seen func(trace *record.Trace) func(int) bool) {
	w.pieces = nil
	for i, tr := range w.traces {
		c := Context{Limits: detect.DefaultLimits, Latency: w.latency, Loss: w.loss, Rules: w.rules}
		if seen != nil {
			c.Seen = seen(tr)
		}
		w.pieces = append(w.pieces, Extract(tr, w.judged[i], c))
	}
}

func (w *world) findings() Findings { return Assemble(w.pieces, w.input) }

// trace returns the trace of a device and its judgement.
func (w *world) trace(t *testing.T, name record.Name) (*record.Trace, *usual.Judged) {
	t.Helper()
	for i, tr := range w.traces {
		if w.names.Devices.Name(tr.Device) == name {
			return tr, w.judged[i]
		}
	}
	t.Fatalf("no device %s", name.Text)
	return nil, nil
}

// list prints incidents one per line, for comparing.
func list(f *Findings) string {
	var s []string
	for i := range f.Incidents {
		s = append(s, f.Incidents[i].ID+" "+f.Incidents[i].Headline)
	}
	return strings.Join(s, "\n")
}

// recompute holds every number of an incident's evidence to the samples.
func (w *world) recompute(t *testing.T, i *Incident) {
	t.Helper()
	for k := range i.Evidence {
		e := &i.Evidence[k]
		tr, j := w.trace(t, e.Device)
		b := j.Baseline[e.Metric]
		if i.Kind == usual.Gap && math.IsNaN(e.Value) {
			continue
		}
		row, found := slices.BinarySearch(tr.Time, e.At)
		if !found || tr.Value[e.Metric][row] != e.Value {
			t.Errorf("%s: no sample of %v at %d", i.ID, e.Value, e.At)
			continue
		}
		if e.Samples != b.N || e.Days != b.Days || e.Method != b.Method() {
			t.Errorf("%s: the baseline is another", i.ID)
		}
		if i.Kind != usual.Shift && e.Usual != b.At(e.At) {
			t.Errorf("%s: usual %v, want %v", i.ID, e.Usual, b.At(e.At))
		}
		if want := (e.Value - e.Usual) / e.Spread; math.Abs(e.Z-want) > 1e-9 || i.Kind != usual.Shift && e.Z != b.Z(e.At, e.Value) {
			t.Errorf("%s: z %v, want %v", i.ID, e.Z, want)
		}
		bad := 0
		var start, end int64
		for _, m := range i.Devices {
			if m.Device == e.Device {
				start, end = m.Start, m.End
			}
		}
		stated := strings.HasPrefix(e.Rule, "stated limit")
		for row, at := range tr.Time {
			v := tr.Value[e.Metric][row]
			switch {
			case at < start || at > end:
			case stated || i.Kind == usual.Shift:
				bad += one(v > e.Limit)
			default:
				bad += one(v > b.Limit(at))
			}
		}
		if bad != e.Bad && i.Kind != usual.Shift {
			t.Errorf("%s: %d bad samples, counted %d: %s", i.ID, e.Bad, bad, e.Rule)
		}
		w.neighbourhood(t, i, e, tr)
	}
}

func (w *world) neighbourhood(t *testing.T, i *Incident, e *Evidence, tr *record.Trace) {
	t.Helper()
	a := &e.Around
	if len(a.Time) == 0 || len(a.Time) > MaxAround || len(a.Value) != len(a.Time) || len(a.Usual) != len(a.Time) || len(a.Limit) != len(a.Time) {
		t.Fatalf("%s: a neighbourhood of %d, %d, %d, %d points", i.ID, len(a.Time), len(a.Value), len(a.Usual), len(a.Limit))
	}
	peak := false
	for k, at := range a.Time {
		if k > 0 && at < a.Time[k-1] {
			t.Errorf("%s: points out of order", i.ID)
		}
		row, found := slices.BinarySearch(tr.Time, at)
		if found && tr.Value[e.Metric][row] != a.Value[k] {
			t.Errorf("%s: point %v at %d is not the sample", i.ID, a.Value[k], at)
		}
		if !found && !math.IsNaN(a.Value[k]) {
			t.Errorf("%s: point %v at %d has no sample", i.ID, a.Value[k], at)
		}
		peak = peak || at == e.At
	}
	if !peak {
		t.Errorf("%s: the neighbourhood lacks the peak", i.ID)
	}
}

// harm is an independent computation of rows, flagged, rule, severity and impact
// of an incident of unusual samples on one device.
func (w *world) harm(t *testing.T, i *Incident) (rows, flagged int64, rule, severity, gb, minutes float64) {
	t.Helper()
	tr, j := w.trace(t, i.Devices[0].Device)
	part := map[record.Metric]bool{}
	for _, e := range i.Evidence {
		part[e.Metric] = true
	}
	limit := map[record.Metric]float64{record.Latency: 120, record.Loss: 2, record.CPU: 90}
	for row, at := range tr.Time {
		if at < i.Start || at > i.End {
			continue
		}
		rows++
		keep := 1.0
		bad := (tr.Value[record.Latency][row]-w.latency.Mean)/w.latency.Std > 2.5 || (tr.Value[record.Loss][row]-w.loss.Mean)/w.loss.Std > 2.5
		for m, l := range limit {
			v := tr.Value[m][row]
			bad = bad || v > l
			rule = max(rule, (v-l)/l)
			if !part[m] {
				continue
			}
			severity = max(severity, (v-min(j.Baseline[m].Limit(at), max(l, j.Baseline[m].At(at))))/l)
			if m == record.Latency {
				keep *= 1 - min(1, max(0, (v/j.Baseline[m].At(at)-1)/3))
			}
			if m == record.Loss {
				keep *= 1 - min(1, v/5)
			}
		}
		flagged += int64(one(bad))
		seconds := float64(w.step) / 1e9
		minutes += (1 - keep) * seconds / 60
		gb += (1 - keep) * seconds * j.Baseline[record.Traffic].At(at) / 8000
	}
	return rows, flagged, math.Round(rule*100) / 100, math.Round(severity*100) / 100, gb, minutes
}
