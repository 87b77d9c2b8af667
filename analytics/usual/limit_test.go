package usual

import (
	"errors"
	"math"
	"strings"
	"testing"

	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
)

func TestParseLimit(t *testing.T) {
	for _, c := range []struct {
		text, canonical string
		want            Limit
	}{
		{"latency > 80", "latency > 80 ms", Limit{Metric: record.Latency, Value: 80}},
		{"latency_ms>0.2 s", "latency > 200 ms", Limit{Metric: record.Latency, Value: 200}},
		{"LOSS > 2%", "loss > 2 %", Limit{Metric: record.Loss, Value: 2}},
		{"traffic < 1 Gbps", "traffic < 1000 Mbps", Limit{Metric: record.Traffic, Value: 1000, Below: true}},
		{"loss > 3x usual", "loss > 3x usual", Limit{Metric: record.Loss, Value: 3, Relative: true}},
		{"traffic<0.5 X Usual", "traffic < 0.5x usual", Limit{Metric: record.Traffic, Value: 0.5, Relative: true, Below: true}},
		{"cpu > 1.5 × usual", "cpu > 1.5x usual", Limit{Metric: record.CPU, Value: 1.5, Relative: true}},
		{"latency > 80 where region = ap-*", "latency > 80 ms where region = ap-*", Limit{Metric: record.Latency, Value: 80}},
		{"loss > 3x usual where (region = ap-* and not device in (lab-*, 'where'))",
			"loss > 3x usual where region = ap-* and not device in (lab-*, 'where')", Limit{Metric: record.Loss, Value: 3, Relative: true}},
	} {
		l, err := ParseLimit(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if l.Metric != c.want.Metric || l.Value != c.want.Value || l.Below != c.want.Below || l.Relative != c.want.Relative || l.String() != c.canonical {
			t.Errorf("%s: %+v, want %+v as %q", c.text, l, c.want, c.canonical)
		}
		again, err := ParseLimit(l.Text)
		if err != nil || again.Text != l.Text || again.Value != l.Value || again.Relative != l.Relative {
			t.Errorf("%s: read again %+v, %v", l.Text, again, err)
		}
	}
}

func TestParseLimitFaults(t *testing.T) {
	for _, c := range []struct {
		text     string
		position int
		what     string
	}{
		{"", 1, "the expression ends here"},
		{"latency", 8, "the expression ends here"},
		{"latency = 80", 1, "one comparison, > or <"},
		{"latency >= 80", 1, "one comparison, > or <"},
		{"latency > 80 and loss > 2", 1, "one comparison, > or <"},
		{"region = ap-1", 1, "latency, loss, cpu or traffic"},
		{"hour > 3", 1, "latency, loss, cpu or traffic"},
		{"latncy > 80", 1, "did you mean"},
		{"latency > 80 parsec", 14, "no unit"},
		{"latency > usual", 11, "how many times"},
		{"loss > -2x usual", 1, "positive"},
		{"loss > 3 % x usual", 1, "no unit"},
		{"latency > 80 where", 19, "the expression ends here"},
		{"latency > 80 where region =", 28, "the expression ends here"},
		{"latency > 80 where loss > 2", 20, "device and region only"},
		{"latency > 80 where time > -2h", 20, "device and region only"},
		{"latency > 80 where regon = x", 20, "did you mean"},
		{"latency > none", 11, "none can be compared"},
	} {
		_, err := ParseLimit(c.text)
		var wrong *filter.SyntaxError
		if !errors.As(err, &wrong) {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if wrong.Position() != c.position || !strings.Contains(wrong.What, c.what) || wrong.Text != c.text {
			t.Errorf("%q: position %d: %s, want %d and %q", c.text, wrong.Position(), wrong.What, c.position, c.what)
		}
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"latency > 80", "loss > 3x usual where region = a*", "traffic < .5 × usual", "cpu > 1e3 where device in ('where', x)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLimit(text)
		if err != nil {
			var wrong *filter.SyntaxError
			if !errors.As(err, &wrong) || wrong.Offset < 0 || wrong.Offset > len(text) {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		again, err := ParseLimit(l.Text)
		if err != nil || again.Text != l.Text || math.Float64bits(again.Value) != math.Float64bits(l.Value) {
			t.Fatalf("%q is %q, and that %q, %v", text, l.Text, again.Text, err)
		}
	})
}

func TestLimitIsFor(t *testing.T) {
	l, err := ParseLimit("latency > 80 where region = ap-* and not device in (lab-*, spare)")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		region, device string
		want           bool
	}{{"ap-south", "edge-1", true}, {"AP-1", "edge", true}, {"eu", "edge", false}, {"ap-1", "lab-3", false}, {"ap-1", "spare", false}, {"", "edge", false}} {
		if got := l.For(record.MakeName(c.region), record.MakeName(c.device)); got != c.want {
			t.Errorf("for %q in %q: %v", c.device, c.region, got)
		}
	}
	if l := (Limit{}); !l.For(record.MakeName(""), record.MakeName("")) {
		t.Error("a limit without where is for all")
	}
}

func limits(t *testing.T, texts ...string) (list []Limit) {
	t.Helper()
	for _, s := range texts {
		l, err := ParseLimit(s)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

// The rule by hand: raised at the second of two in three, cleared by three at 1.8
// or below, which a tenth under the limit is.
func TestBreach(t *testing.T) {
	for _, c := range []struct {
		name        string
		v           []float64
		first, last []int
		raised      []int
		rows        []int
	}{
		{"one sample is none", []float64{0, 3, 0, 0, 3, 0, 0}, nil, nil, nil, nil},
		{"two in a row", []float64{0, 0, 3, 4, 0, 0, 0, 0}, []int{2}, []int{3}, []int{3}, []int{2}},
		{"two in three", []float64{0, 3, 0, 4, 0, 0, 0}, []int{1}, []int{3}, []int{3}, []int{2}},
		{"two in four are none", []float64{0, 3, 0, 0, 4, 0, 0}, nil, nil, nil, nil},
		{"two good ones do not clear", []float64{3, 3, 0, 0, 3, 0, 0, 0}, []int{0}, []int{4}, []int{1}, []int{3}},
		{"nor do those near the limit", []float64{3, 3, 1.9, 1.9, 1.9, 1.9, 3, 0, 0, 0}, []int{0}, []int{6}, []int{1}, []int{3}},
		{"three good ones do", []float64{3, 3, 0, 1.8, 0, 3, 3}, []int{0, 5}, []int{1, 6}, []int{1, 6}, []int{2, 2}},
		{"the limit itself is not beyond it", []float64{2, 2, 2, 2}, nil, nil, nil, nil},
		{"missing ones are passed over", []float64{3, record.Missing, 3, 0, 0, 0}, []int{0}, []int{2}, []int{2}, []int{2}},
	} {
		tr := single(record.Loss, minute, c.v...)
		j := Judge(tr, Options{Limits: limits(t, "loss > 2")})
		if len(j.Findings) != len(c.first) {
			t.Errorf("%s: %+v", c.name, j.Findings)
			continue
		}
		for i, f := range j.Findings {
			d := f.Metric[record.Loss]
			if f.Kind != Breach || f.First != c.first[i] || f.Last != c.last[i] || f.Raised != tr.Time[c.raised[i]] || d.Rows != c.rows[i] ||
				d.Value != c.v[d.Row] || d.Limit != 2 || !math.IsNaN(d.Usual) || f.Limit != 0 {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
	}
}

func TestRelativeBreach(t *testing.T) {
	tr := network(14, 5*minute, 40)
	for i := 2000; i < 2012; i++ {
		tr.Value[record.Latency][i] *= 2.5
		tr.Value[record.Traffic][i] *= 0.3
	}
	o := Options{Limits: limits(t, "traffic < 0.5x usual", "latency > 2x usual", "latency > 900", "loss > 9x usual")}
	j := Judge(tr, o)
	wantKinds(t, j, "unusual", "limit", "limit")
	for i, m := range []record.Metric{record.Traffic, record.Latency} {
		f, l := j.Findings[1+i], &o.Limits[i]
		d, b := f.Metric[m], j.Baseline[m]
		at := tr.Time[d.Row]
		if f.Limit != i || f.First != 2000 || f.Last != 2011 || d.Rows != 12 || d.Limit != l.Value*b.At(at) || d.Limit != l.At(b, at) || d.Z != b.Z(at, d.Value) {
			t.Errorf("%v: %+v", m, f)
		}
	}
	// Three times no loss counts from the smallest spread of loss, 0.05.
	v := repeated(500, 0)
	for i := 200; i < 206; i++ {
		v[i] = 0.16
	}
	j = Judge(single(record.Loss, 5*minute, v...), Options{Limits: limits(t, "loss > 3x usual")})
	if f := j.Findings[len(j.Findings)-1]; f.Kind != Breach || math.Abs(f.Metric[record.Loss].Limit-0.15) > 1e-12 {
		t.Errorf("%+v", j.Findings)
	}
	// Without history there is no relative limit.
	wantKinds(t, Judge(single(record.Loss, minute, 0, 0, 9, 9, 9), Options{Limits: limits(t, "loss > 3x usual")}))
}
