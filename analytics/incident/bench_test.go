package incident

import (
	"fmt"
	"runtime"
	"testing"

	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// manyPieces returns the pieces of n devices in regions of a hundred, of which
// every k-th has a finding of a few samples, and what they stand in.
func manyPieces(n, k int) ([]*Piece, Input) {
	names := &record.Names{}
	pieces := make([]*Piece, n)
	tr := &record.Trace{}
	for row := range 24 {
		tr.Time = append(tr.Time, int64(row)*5*minute)
		tr.Value[record.Latency] = append(tr.Value[record.Latency], 150)
	}
	for i := range pieces {
		tr.Device = names.Devices.ID(fmt.Sprintf("site%d-%d", i/20, i))
		tr.Region = names.Regions.ID(fmt.Sprintf("region%d", i/100))
		j := &usual.Judged{Step: 5 * minute}
		if i%k == 0 {
			f := found(usual.Breach, 0, 0, record.Latency)
			f.First, f.Last = i%7, i%7+10
			f.Start, f.End = tr.Time[f.First], tr.Time[f.Last]
			f.Metric[record.Latency].Row = f.First + 2
			j.Findings = []usual.Finding{f}
		}
		pieces[i] = Extract(tr, j, Context{Limits: detect.DefaultLimits})
	}
	return pieces, Input{Names: names, HasRegion: true, Last: 24 * 5 * minute}
}

// BenchmarkAssemble joins a million devices with a hundred thousand findings.
func BenchmarkAssemble(b *testing.B) {
	pieces, in := manyPieces(1_000_000, 10)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		f := Assemble(pieces, in)
		if f.Total < 1000 {
			b.Fatal(f.Total)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(before.HeapAlloc)/1e6, "MB-pieces")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6/float64(b.N), "MB/op")
}

// BenchmarkExtract takes the material of a judged trace of a month with a few incidents.
func BenchmarkExtract(b *testing.B) {
	w := makeWorld(b, 5*minute, 30*day5, nil, device{"eu", "edge-1", func(row int, v *values) bool {
		if row%1000 > 980 {
			v[record.Loss] += 5
		}
		return true
	}})
	c := Context{Limits: detect.DefaultLimits, Latency: w.latency, Loss: w.loss}
	for b.Loop() {
		if p := Extract(w.traces[0], w.judged[0], c); p.body == nil {
			b.Fatal("nothing found")
		}
	}
}
