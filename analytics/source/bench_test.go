package source

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

const benchRows = 1_000_000

// benchFile is made once, before any clock runs, with a fixed seed.
var benchFile = sync.OnceValues(func() ([]byte, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	regions := []string{"eu-central", "us-east", "us-west", "ap-south"}
	var b bytes.Buffer
	b.WriteString("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	line := make([]byte, 0, 128)
	for i := range benchRows {
		line = start.Add(time.Duration(i)*30*time.Second).AppendFormat(line[:0], time.DateTime)
		line = append(line, ",edge-"...)
		line = strconv.AppendInt(line, int64(10+rng.IntN(20)), 10)
		line = append(append(append(line, ','), regions[rng.IntN(4)]...), ',')
		line = strconv.AppendFloat(line, float64(rng.IntN(30000))/100, 'f', -1, 64)
		line = append(line, ',')
		line = strconv.AppendFloat(line, float64(rng.IntN(12000))/100, 'f', -1, 64)
		line = append(line, ',')
		line = strconv.AppendFloat(line, float64(rng.IntN(2000))/1000, 'f', -1, 64)
		line = append(line, ',')
		line = strconv.AppendFloat(line, float64(rng.IntN(10000))/100, 'f', -1, 64)
		b.Write(append(line, '\n'))
	}
	return b.Bytes(), nil
})

func benchPath(b *testing.B) string {
	data, err := benchFile()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "bench.csv")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	return path
}

func benchScan(b *testing.B, workers int, opt Options) {
	path := benchPath(b)
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open([]string{path}, nil, opt)
		if err != nil {
			b.Fatal(err)
		}
		rep, err := s.Read(context.Background(), workers, func(int, *record.Batch) error { return nil }, nil)
		if err != nil || rep.Rows != benchRows {
			b.Fatal(rep.Rows, err)
		}
	}
}

func BenchmarkScan(b *testing.B)        { benchScan(b, runtime.GOMAXPROCS(0), Options{}) }
func BenchmarkScanOne(b *testing.B)     { benchScan(b, 1, Options{}) }
func BenchmarkScanCareful(b *testing.B) { benchScan(b, 1, Options{careful: true}) }

// BenchmarkEncodingCSV fills the same columns with the standard library alone.
func BenchmarkEncodingCSV(b *testing.B) {
	path := benchPath(b)
	b.ReportAllocs()
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r := csv.NewReader(f)
		r.ReuseRecord = true
		var batch record.Batch
		var names record.Names
		rows := 0
		for first := true; ; first = false {
			fields, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if first {
				continue
			}
			t, err := time.Parse(time.DateTime, fields[0])
			if err != nil {
				b.Fatal(err)
			}
			var v [record.NumMetrics]float64
			for m := range v {
				if v[m], err = strconv.ParseFloat(fields[3+m], 64); err != nil {
					b.Fatal(err)
				}
			}
			if batch.Len() == maxBatchRows {
				batch.Reset()
			}
			batch.Append(t.UnixNano(), names.Devices.ID(fields[1]), names.Regions.ID(fields[2]), v)
			rows++
		}
		f.Close()
		if rows != benchRows {
			b.Fatal(rows)
		}
	}
}
