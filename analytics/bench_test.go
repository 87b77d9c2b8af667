package analytics_test

import (
	"context"
	"path/filepath"
	"testing"

	"network-analytics/analytics"
)

// BenchmarkRun measures the analysis alone, on rows that are in memory already.
// The bytes are those of the columns.
func BenchmarkRun(b *testing.B) {
	f := readTable(b, filepath.Join(oracleDir, "telemetry_12000.csv"))
	sample := f.rows
	for copies := int64(1); copies < 40; copies++ {
		for _, r := range sample {
			r.Time += copies * int64(len(sample)) * 60e9 // one row a minute, as in the sample
			f.rows = append(f.rows, r)
		}
	}
	f.size = 8192
	f.batches()
	b.SetBytes(int64(len(f.rows)) * 48)
	for b.Loop() {
		if _, err := analytics.Run(context.Background(), f, analytics.Options{}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
