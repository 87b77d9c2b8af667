package quality

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

type row struct {
	at             time.Duration // after start
	device, region string
}

var start = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()

// collect gathers rows cut into batches of some size, delivered in some order.
func collect(rows []row, size int, order func(batches []*record.Batch)) (Report, *record.Names) {
	names := &record.Names{}
	var batches []*record.Batch
	for i, r := range rows {
		if i%size == 0 {
			batches = append(batches, &record.Batch{Seq: uint64(len(batches))})
		}
		batches[len(batches)-1].Append(start+int64(r.at), names.Devices.ID(r.device), names.Regions.ID(r.region), [record.NumMetrics]float64{})
	}
	if order != nil {
		order(batches)
	}
	c := New()
	for _, b := range batches {
		c.Add(b)
	}
	return c.Report(names), names
}

// fleet is a number of devices with a row each minute, in time order.
func fleet(devices, minutes int, skip func(device, minute int) bool) []row {
	var rows []row
	for m := range minutes {
		for d := range devices {
			if skip == nil || !skip(d, m) {
				rows = append(rows, row{time.Duration(m) * time.Minute, fmt.Sprintf("edge-%02d", d), "eu"})
			}
		}
	}
	return rows
}

func TestRegularFleet(t *testing.T) {
	r, _ := collect(fleet(20, 100, nil), 1000, nil)
	if r.Rows != 2000 || r.Series != 20 || r.Regular != 20 || r.Step != int64(time.Minute) || r.Gaps != 0 || r.MoreGaps ||
		r.StepsBack != 0 || r.OwnStepsBack != 0 || r.EqualTimes != 0 {
		t.Errorf("%+v", r)
	}
	if len(r.Least) != MaxCoverage || len(r.Most) != MaxCoverage || r.Least[0].Share != 1 || r.Last-r.First != int64(99*time.Minute) {
		t.Errorf("%+v", r)
	}
}

func TestGapsAreFoundWhateverTheBatches(t *testing.T) {
	rows := fleet(5, 500, func(d, m int) bool {
		return d == 1 && m >= 100 && m < 160 || d == 2 && m == 300 || d == 3 && m >= 250
	})
	rng := rand.New(rand.NewPCG(1, 1))
	var first Report
	for i, size := range []int{10_000, 700, 64, 5, 3} {
		for _, mix := range []bool{false, true} {
			r, _ := collect(rows, size, func(b []*record.Batch) {
				if mix { // a few workers deliver out of order
					for i := range b {
						j := min(len(b)-1, i+rng.IntN(4))
						b[i], b[j] = b[j], b[i]
					}
				}
			})
			if i == 0 && !mix {
				first = r
			}
			if r.Gaps != 2 || r.WithGaps != 2 || r.MoreGaps || r.Regular != 5 {
				t.Fatalf("batches of %d: %d gaps in %d series, %d regular", size, r.Gaps, r.WithGaps, r.Regular)
			}
			if !reflect.DeepEqual(r, first) {
				t.Errorf("batches of %d: %+v\nwant %+v", size, r, first)
			}
		}
	}
	g := first.Longest[0]
	if g.Device.Raw != "edge-01" || g.Missing != 60 || g.From != start+int64(99*time.Minute) || g.To != start+int64(160*time.Minute) {
		t.Errorf("longest gap %+v", g)
	}
	if g := first.Longest[1]; g.Device.Raw != "edge-02" || g.Missing != 1 {
		t.Errorf("second gap %+v", g)
	}
	if l := first.Least[0]; l.Device.Raw != "edge-03" || l.Share != 0.5 || l.Gaps != 0 {
		t.Errorf("least covering %+v", l)
	}
}

func TestIrregularSeriesHaveNoGaps(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	var rows []row
	at := time.Duration(0)
	for range 1000 {
		at += time.Duration(rng.ExpFloat64() * float64(time.Minute))
		rows = append(rows, row{at, "a", ""})
	}
	r, _ := collect(rows, 100, nil)
	if r.Regular != 0 || r.Gaps != 0 || len(r.Least) != 0 || r.Series != 1 {
		t.Errorf("%+v", r)
	}
}

func TestStepsBackAndEqualTimes(t *testing.T) {
	minute := func(m int, device, region string) row { return row{time.Duration(m) * time.Minute, device, region} }
	rows := []row{
		minute(5, "a", "x"), minute(4, "b", "x"), // a step back, but no device's own
		minute(4, "a", "x"),                      // a's own
		minute(4, "a", "y"), minute(4, "a", "x"), // the second is there twice
		minute(9, "a", "x"), minute(3, "b", "x"), // b's own, and a step back
	}
	for _, size := range []int{100, 7} {
		r, _ := collect(rows, size, nil)
		if r.StepsBack != 2 || r.OwnStepsBack != 2 || r.EqualTimes != 1 || r.Series != 3 {
			t.Errorf("%+v", r)
		}
	}
	r, _ := collect(rows, 1, nil)
	if r.StepsBack != 2 {
		t.Errorf("%d steps back between batches", r.StepsBack)
	}
}

func TestNewestFirst(t *testing.T) {
	rows := fleet(3, 200, func(d, m int) bool { return d == 0 && m >= 50 && m < 60 })
	slices.Reverse(rows)
	r, _ := collect(rows, 100, nil)
	if r.Gaps != 1 || r.Longest[0].Missing != 10 || r.Regular != 3 || r.EqualTimes != 0 {
		t.Errorf("%+v", r)
	}
}

func TestManyGapsAreSaidToBeMore(t *testing.T) {
	r, _ := collect(fleet(1, 2000, func(_, m int) bool { return m > 20 && m%10 == 0 }), 300, nil)
	if r.Gaps != maxHoles || !r.MoreGaps {
		t.Errorf("%d gaps, more: %v", r.Gaps, r.MoreGaps)
	}
}

func TestSeriesBeyondTheBound(t *testing.T) {
	names := &record.Names{}
	c := New()
	b := &record.Batch{}
	for i := range maxSeries + 10 {
		b.Append(start, names.Devices.ID(fmt.Sprint(i)), names.Regions.ID(""), [record.NumMetrics]float64{})
	}
	c.Add(b)
	if r := c.Report(names); r.Series != maxSeries || r.Beyond != 10 || r.Rows != maxSeries+10 {
		t.Errorf("%d series, %d rows beyond", r.Series, r.Beyond)
	}
}

func TestDeviceInManyRegions(t *testing.T) {
	var rows []row
	for m := range 50 {
		for r := range 3 * maxChain {
			rows = append(rows, row{time.Duration(m) * time.Minute, "a", fmt.Sprint(r)})
		}
	}
	r, _ := collect(rows, 700, nil)
	if r.Series != 3*maxChain || r.Regular != r.Series || r.EqualTimes != 0 || r.Gaps != 0 || r.Least[0].Share != 1 {
		t.Errorf("%+v", r)
	}
}

func TestNothing(t *testing.T) {
	if r := New().Report(&record.Names{}); !reflect.DeepEqual(r, Report{}) {
		t.Errorf("%+v", r)
	}
}

func TestExtremeTimesDoNotWrap(t *testing.T) {
	names := &record.Names{}
	c := New()
	b := &record.Batch{}
	d := names.Devices.ID("a")
	for _, at := range []int64{-1 << 63, -1 << 62, 0, 1 << 62, 1<<63 - 1} {
		b.Append(at, d, names.Regions.ID(""), [record.NumMetrics]float64{})
	}
	c.Add(b)
	r := c.Report(names)
	for _, l := range append(r.Least, r.Most...) {
		if !(l.Share >= 0 && l.Share <= 1) {
			t.Errorf("share %v", l.Share)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	names := &record.Names{}
	for _, random := range []bool{false, true} {
		rng := rand.New(rand.NewPCG(1, 2))
		batch := &record.Batch{}
		for i := range 16384 {
			region := "eu"
			if random {
				region = fmt.Sprint(rng.IntN(4))
			}
			batch.Append(start+int64(i)*int64(time.Second), names.Devices.ID(fmt.Sprint(i%20)), names.Regions.ID(region), [record.NumMetrics]float64{})
		}
		b.Run(fmt.Sprintf("regions random %v", random), func(b *testing.B) {
			c := New()
			for b.Loop() {
				batch.Seq++
				c.Add(batch)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/16384, "ns/row")
		})
	}
}
