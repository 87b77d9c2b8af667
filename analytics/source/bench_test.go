package source

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

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

// benchVariants are the same rows in other clothes.
var benchVariants = map[string]func([]byte) []byte{
	"canonical": bytes.Clone,
	"mapped": func(data []byte) []byte { // other names, another unit
		_, rows, _ := bytes.Cut(data, []byte("\n"))
		return append([]byte("time,host,site,rx (kbit/s),rtt_ms,loss_percent,cpu_percent\n"), rows...)
	},
	"semicolon": func(data []byte) []byte { return bytes.ReplaceAll(data, []byte(","), []byte(";")) },
	"quoted": func(data []byte) []byte {
		data = bytes.ReplaceAll(data, []byte(","), []byte(`","`))
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\"\n\""))
		return append([]byte(`"`), data[:len(data)-1]...)
	},
	"gzip": func(data []byte) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(data)
		w.Close()
		return b.Bytes()
	},
	"zstd": func(data []byte) []byte {
		w, err := zstd.NewWriter(nil)
		if err != nil {
			panic(err)
		}
		return w.EncodeAll(data, nil)
	},
}

func BenchmarkVariants(b *testing.B) {
	data, err := benchFile()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(benchVariants)) {
		path := filepath.Join(b.TempDir(), name)
		if err := os.WriteFile(path, benchVariants[name](data), 0o600); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := Open([]string{path}, nil, Options{})
				if err != nil {
					b.Fatal(err)
				}
				rep, err := s.Read(context.Background(), 1, discard, nil)
				if err != nil || rep.Rows != benchRows {
					b.Fatal(rep.Rows, rep.TotalRejected(), err)
				}
			}
			b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
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
