package source

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// pqSample has a column of every kind that the library can write.
type pqSample struct {
	Stamp    time.Time `parquet:"stamp,timestamp(millisecond)"`
	Micros   int64     `parquet:"micros,timestamp(microsecond:local)"`
	Nanos    int64     `parquet:"nanos,timestamp(nanosecond),delta"`
	Day      int32     `parquet:"day,date"`
	Device   string    `parquet:"device,dict"`
	Plain    string    `parquet:"plain"`
	Lengths  string    `parquet:"lengths,delta"`
	Latency  *float64  `parquet:"latency,optional"`
	Loss     float32   `parquet:"loss,split"`
	Traffic  float64   `parquet:"traffic,split"`
	CPU      float64   `parquet:"cpu,dict"`
	Small    int32     `parquet:"small,delta"`
	Huge     uint64    `parquet:"huge"`
	Up       bool      `parquet:"up"`
	Price    int64     `parquet:"price,decimal(2:18)"`
	Sometime *string   `parquet:"sometime,optional,dict"`
	Net      struct {
		RTT *int64 `parquet:"rtt,optional"`
	} `parquet:"net"`
}

// pqSamples makes n samples and the cells that they should give.
func pqSamples(n int) ([]pqSample, [][]string) {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	samples, cells := make([]pqSample, n), make([][]string, n)
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range samples {
		s := &samples[i]
		at = at.Add(time.Duration(rnd.IntN(5000)) * time.Millisecond)
		s.Stamp, s.Micros, s.Nanos = at, at.UnixMicro()+int64(i), at.UnixNano()+int64(i)
		s.Day = int32(20000 + i%3)
		s.Device = fmt.Sprintf("edge-%02d", rnd.IntN(20))
		s.Plain = strings.Repeat("x", rnd.IntN(4)) + strconv.Itoa(i)
		s.Lengths = fmt.Sprintf("name-%d", i/3)
		s.Loss, s.Traffic = float32(rnd.IntN(1000))/10, float64(rnd.IntN(1e6))/100
		s.CPU = float64(rnd.IntN(100)) / 4
		s.Small, s.Huge = int32(rnd.IntN(2000)-1000), math.MaxUint64-uint64(i)
		s.Up, s.Price = rnd.IntN(3) > 0, int64(rnd.IntN(2001)-1000)
		latency, rtt, sometime := "", "", ""
		if rnd.IntN(4) > 0 {
			v := rnd.Float64() * 100
			s.Latency, latency = &v, strconv.FormatFloat(v, 'g', -1, 64)
		}
		if rnd.IntN(4) > 0 {
			v := int64(rnd.IntN(1000))
			s.Net.RTT, rtt = &v, strconv.FormatInt(v, 10)
		}
		if rnd.IntN(4) > 0 {
			v := []string{"a", "bb", ""}[rnd.IntN(3)]
			s.Sometime, sometime = &v, v
		}
		price := fmt.Sprintf("%d.%02d", s.Price/100, max(s.Price, -s.Price)%100)
		if s.Price < 0 && s.Price > -100 {
			price = "-" + price
		}
		cells[i] = []string{
			at.Format("2006-01-02T15:04:05.999999999Z"),
			time.UnixMicro(s.Micros).UTC().Format("2006-01-02T15:04:05.999999999"),
			time.Unix(0, s.Nanos).UTC().Format("2006-01-02T15:04:05.999999999Z"),
			time.Unix(int64(s.Day)*86400, 0).UTC().Format("2006-01-02"),
			s.Device, s.Plain, s.Lengths, latency,
			strconv.FormatFloat(float64(s.Loss), 'g', -1, 32), strconv.FormatFloat(s.Traffic, 'g', -1, 64),
			strconv.FormatFloat(s.CPU, 'g', -1, 64), strconv.Itoa(int(s.Small)), strconv.FormatUint(s.Huge, 10),
			strconv.FormatBool(s.Up), price, sometime, rtt,
		}
	}
	return samples, cells
}

func writeParquet[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParquetAgreesWithTheLibraryThatWrote(t *testing.T) {
	samples, want := pqSamples(3000)
	for name, codec := range map[string]compress.Codec{
		"plain": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip, "brotli": &parquet.Brotli,
		"zstd": &parquet.Zstd, "lz4": &parquet.Lz4Raw,
	} {
		for version := 1; version <= 2; version++ {
			t.Run(fmt.Sprintf("%s/v%d", name, version), func(t *testing.T) {
				data := writeParquet(t, samples, parquet.Compression(codec), parquet.DataPageVersion(version),
					parquet.PageBufferSize(4096), parquet.MaxRowsPerRowGroup(1100))
				out := readWith(parquetFormat, data, "x.parquet")
				if out.err != nil {
					t.Fatal(out.err)
				}
				if len(out.rows) != len(want) {
					t.Fatalf("%d rows, want %d", len(out.rows), len(want))
				}
				for i, row := range out.rows {
					for c := range want[i] {
						if row.cells[c] != want[i][c] {
							t.Fatalf("row %d, %s: %q, want %q", i, out.cols[c].Name, row.cells[c], want[i][c])
						}
					}
				}
				if got := out.cols[16].Name; got != "net.rtt" {
					t.Errorf("a nested column is called %q", got)
				}
			})
		}
	}
}

func TestParquetReadsOnlyWhatIsNeeded(t *testing.T) {
	samples, want := pqSamples(500)
	data := writeParquet(t, samples)
	table, err := openParquet(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	table.(*parquetTable).need([]int{4, 7})
	var row tableRow
	for i := 0; ; i++ {
		err := table.next(&row)
		if err == io.EOF {
			if i != len(want) {
				t.Fatalf("%d rows, want %d", i, len(want))
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if string(row.cells[4]) != want[i][4] || string(row.cells[7]) != want[i][7] || row.cells[5] != nil {
			t.Fatalf("row %d: %q", i, row.cells)
		}
	}
}

func TestParquetLists(t *testing.T) {
	type hop struct {
		Name string  `parquet:"name"`
		RTT  float64 `parquet:"rtt"`
	}
	type probe struct {
		ID    int64     `parquet:"id"`
		Hops  []hop     `parquet:"hops,list"`
		Other []float64 `parquet:"other,list"`
	}
	rows := []probe{
		{ID: 1, Hops: []hop{{"a", 1}, {"b", 2}}, Other: []float64{1, 2, 3}},
		{ID: 2},
		{ID: 3, Hops: []hop{{"c", 3}}},
	}
	out := readWith(parquetFormat, writeParquet(t, rows), "")
	if out.err != nil {
		t.Fatal(out.err)
	}
	var got []string
	for i := range out.rows {
		got = append(got, out.text(i))
	}
	want := "id=1 hops.name=a hops.rtt=1|id=1 hops.name=b hops.rtt=2|id=2|id=3 hops.name=c hops.rtt=3"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("rows %s\nwant %s", s, want)
	}
	if s := strings.Join(out.notes, "|"); !strings.Contains(s, "other") || !strings.Contains(s, "1 more row") {
		t.Errorf("notes %q", s)
	}
}

// smallParquet is a file that every kind of page occurs in.
func smallParquet(t testing.TB) []byte {
	samples, _ := pqSamples(200)
	return writeParquet(t, samples, parquet.Compression(&parquet.Snappy), parquet.PageBufferSize(512),
		parquet.MaxRowsPerRowGroup(120), parquet.DataPageStatistics(true))
}

func TestParquetBitFlips(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	bad := 0
	for _, whole := range [][]byte{smallParquet(t), func() []byte {
		samples, _ := pqSamples(200)
		return writeParquet(t, samples, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1))
	}()} {
		data := bytes.Clone(whole)
		for range 1500 {
			at, bit := rnd.IntN(len(data)), byte(1)<<rnd.IntN(8)
			data[at] ^= bit
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			out := readWith(parquetFormat, data, "")
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20+64*uint64(len(data)) {
				t.Errorf("bit %d of byte %d: %d bytes allocated for a file of %d", bit, at, taken, len(data))
			}
			switch {
			case out.err != nil:
				bad++
				if len(out.err.Error()) < 10 {
					t.Errorf("an error without words: %v", out.err)
				}
			case len(out.rows) != 200:
				t.Errorf("bit %d of byte %d: %d rows without an error", bit, at, len(out.rows))
			}
			data[at] ^= bit
		}
	}
	if bad < 1000 {
		t.Errorf("only %d of 3000 flips were noticed", bad)
	}
}

func TestParquetCutAnywhere(t *testing.T) {
	data := smallParquet(t)
	for n := range len(data) {
		if out := readWith(parquetFormat, data[:n], ""); out.err == nil {
			t.Fatalf("the first %d of %d bytes read as a whole file", n, len(data))
		}
	}
}

func TestParquetRefusals(t *testing.T) {
	data := smallParquet(t)
	larger := bytes.Clone(data)
	copy(larger[len(larger)-8:], []byte{0, 0, 0, 0x7f})
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"cut", data[:len(data)-4], "footer missing"},
		{"encrypted", append([]byte("PARE"), data[4:]...), "encrypted"},
		{"footer", larger, "larger than the file"},
		{"tiny", []byte("PAR1"), "cut off"},
	} {
		if out := readWith(parquetFormat, c.data, ""); out.err == nil || !strings.Contains(out.err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", c.name, out.err, c.want)
		}
	}
}

func FuzzParquet(f *testing.F) {
	f.Add(smallParquet(f))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		table, err := openParquet(bytes.NewReader(data), int64(len(data)))
		if err == nil {
			var row tableRow
			for range 100_000 {
				if err = table.next(&row); err != nil {
					break
				}
			}
		}
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 192<<20+64*uint64(len(data)) {
			t.Errorf("%d bytes allocated for %d", taken, len(data))
		}
	})
}

func BenchmarkParquet(b *testing.B) {
	type record struct {
		Timestamp time.Time `parquet:"timestamp,timestamp(millisecond)"`
		Device    string    `parquet:"device_id,dict"`
		Region    string    `parquet:"region,dict"`
		Traffic   float64   `parquet:"traffic_mbps,dict"`
		Latency   float64   `parquet:"latency_ms,dict"`
		Loss      float64   `parquet:"packet_loss_pct,dict"`
		CPU       float64   `parquet:"cpu_utilization_pct,dict"`
	}
	rows := make([]record, 200_000)
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		rows[i] = record{at.Add(time.Duration(i) * time.Second), fmt.Sprintf("edge-%03d", i%200), fmt.Sprintf("region-%d", i%5),
			float64(i%50000) / 100, float64(i%3000) / 100, float64(i%100) / 100, float64(i%10000) / 100}
	}
	data := writeParquet(b, rows, parquet.Compression(&parquet.Snappy))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		table, err := openParquet(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			b.Fatal(err)
		}
		var row tableRow
		n := 0
		for table.next(&row) == nil {
			n++
		}
		if n != len(rows) {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
