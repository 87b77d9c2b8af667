package e2e

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/gen"
)

// generated writes a million records to a file before the clock runs.
func generated(b *testing.B) (path string, bytes int64) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "telemetry.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := gen.New(gen.Config{Records: 1_000_000, Seed: 1}).WriteCSV(context.Background(), w, nil); err != nil {
		b.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path, info.Size()
}

// BenchmarkReport is all of the work from file to report. Its peer, in the same
// run, is BenchmarkReadOnly: the standard library reading the same file into
// numbers, without any analysis.
func BenchmarkReport(b *testing.B) {
	path, bytes := generated(b)
	b.SetBytes(bytes)
	for b.Loop() {
		scan, err := source.Open([]string{path}, nil, source.Options{})
		if err != nil {
			b.Fatal(err)
		}
		r, err := analytics.Run(context.Background(), scan, analytics.Options{}, nil)
		if err != nil || r.Overall.Rows != 1_000_000 {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkReadOnly(b *testing.B) {
	path, bytes := generated(b)
	b.SetBytes(bytes)
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
		r.ReuseRecord = true
		if _, err := r.Read(); err != nil {
			b.Fatal(err)
		}
		rows := 0
		for ; ; rows++ {
			cells, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if _, err := time.Parse(time.DateTime, cells[0]); err != nil {
				b.Fatal(err)
			}
			for m := range record.NumMetrics {
				if _, err := strconv.ParseFloat(cells[3+m], 64); err != nil {
					b.Fatal(err)
				}
			}
		}
		if rows != 1_000_000 {
			b.Fatal(rows)
		}
		f.Close()
	}
}
