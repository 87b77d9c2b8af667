package mapping

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"network-analytics/analytics/record"
)

func TestUnits(t *testing.T) {
	for text, want := range map[string]struct {
		dim   dimension
		scale float64
		name  string
	}{
		"ms": {timeSpan, 1, "ms"}, "msec": {timeSpan, 1, "ms"}, "s": {timeSpan, 1000, "s"}, "µs": {timeSpan, 0.001, "us"},
		"ns": {timeSpan, 1e-6, "ns"}, "minutes": {timeSpan, 60000, "min"},
		"%": {share, 1, "percent"}, "fraction": {share, 100, "fraction"}, "ratio": {share, 100, "fraction"}, "% idle": {share, -1, "percent idle"},
		"bit/s": {rate, 1e-6, "bit/s"}, "bps": {rate, 1e-6, "bit/s"}, "Mbps": {rate, 1, "Mbit/s"}, "mbps": {rate, 1, "Mbit/s"},
		"Mb/s": {rate, 1, "Mbit/s"}, "Mbit/s": {rate, 1, "Mbit/s"}, "Mbits/sec": {rate, 1, "Mbit/s"}, "Kbps": {rate, 0.001, "kbit/s"},
		"Gb/s": {rate, 1000, "Gbit/s"}, "B/s": {rate, 8e-6, "B/s"}, "Bps": {rate, 8e-6, "B/s"}, "MBps": {rate, 8, "MB/s"},
		"KB/s": {rate, 0.008, "kB/s"}, "MB/s": {rate, 8, "MB/s"}, "KiB/s": {rate, 0.008192, "KiB/s"}, "MiB/s": {rate, 8.388608, "MiB/s"},
		"bits_per_second": {rate, 1e-6, "bit/s"}, "octets/s": {rate, 8e-6, "B/s"},
		"B": {amount, 8e-6, "B"}, "octets": {amount, 8e-6, "B"}, "byte": {amount, 8e-6, "B"}, "Mbit": {amount, 1, "Mbit"},
		"B/300s": {rate, 8e-6 / 300, "B/300s"}, "MB/5min": {rate, 8.0 / 300, "MB/5min"},
	} {
		u, name, ok := parseUnit(text)
		if !ok || u.dim != want.dim || math.Abs(u.scale()-want.scale) > 1e-12*math.Abs(want.scale) || name != want.name {
			t.Errorf("%s is %+v %q %v, want %+v", text, u, name, ok, want)
		}
		again, name2, ok := parseUnit(name)
		if !ok || again != u || name2 != name {
			t.Errorf("%s is printed as %s, which reads as %+v", text, name, again)
		}
	}
	for _, text := range []string{"", "mb/s", "mb", "MBPS", "KBPS", "kb/s", "m", "furlong", "x/s", "B/0s", "/s", "C", "dBm", "packets"} {
		if u, name, ok := parseUnit(text); ok {
			t.Errorf("%q is taken for %s %+v", text, name, u)
		}
	}
}

// column makes a column of a field with a unit.
func column(f Field, text string) Column {
	u, name, _ := parseUnit(text)
	return Column{Field: f, unit: u, Unit: name}
}

func TestReadValues(t *testing.T) {
	us, bytes, fraction, idle := column(Latency, "us"), column(Traffic, "B/s"), column(Loss, "fraction"), column(CPU, "% idle")
	cells := Column{Field: Latency, CellUnits: true, bareUnknown: true, unit: unit{mul: 1}}
	rates := Column{Field: Traffic, CellUnits: true, unit: unit{mul: 1}}
	comma, grouped, list := column(Latency, "ms"), column(Latency, "ms"), column(Latency, "ms")
	comma.marks, grouped.marks, list.list = commaDecimal, commaGrouping, true
	plain, loss := column(Latency, "ms"), column(Loss, "percent")
	const bad = -1e99
	for _, c := range []struct {
		column *Column
		cell   string
		want   float64
		reason record.MissingReason
	}{
		{&us, "20500", 20.5, 0}, {&bytes, "12500000", 100, 0}, {&fraction, "0.0014", 0.14, 0}, {&fraction, "0.07", 7, 0},
		{&idle, "95.25", 4.75, 0}, {&idle, "100", 0, 0},
		{&cells, "30 ms", 30, 0}, {&cells, "0.0225 s", 22.5, 0}, {&cells, "<1ms", 1, 0}, {&cells, "15MS", 15, 0}, {&cells, "0", 0, 0},
		{&cells, "30", bad, 0}, {&cells, "30 Mbps", bad, 0}, {&cells, "30 parsecs", bad, 0},
		{&rates, "15 Mbps", 15, 0}, {&rates, "100 Kbps", 0.1, 0}, {&rates, "1.1MB/s", 8.8, 0}, {&rates, "1.20 Gb/s", 1200, 0}, {&rates, "1e3 bit/s", 0.001, 0},
		{&comma, "12,5", 12.5, 0}, {&comma, "1.234,56", 1234.56, 0}, {&comma, "1.234", 1234, 0}, {&comma, "12.5", bad, 0}, {&comma, "1.23,4", bad, 0},
		{&grouped, "1,234", 1234, 0}, {&grouped, "1,234,567.5", 1234567.5, 0}, {&grouped, "12,5", bad, 0}, {&grouped, "1,234,56", bad, 0}, {&grouped, "1234,567", bad, 0},
		{&list, "['15.3']", 15.3, 0}, {&list, "[15.3]", 15.3, 0}, {&list, "['15.3', '2']", bad, 0}, {&plain, "['15.3']", bad, 0},
		{&plain, "", math.NaN(), record.EmptyCell}, {&plain, " ", math.NaN(), record.EmptyCell},
		{&plain, "N/A", math.NaN(), record.MissingMark}, {&plain, "Request timed out.", math.NaN(), record.MissingMark},
		{&plain, "inf", math.NaN(), record.MissingMark}, {&plain, "1e999", math.NaN(), record.MissingMark},
		{&plain, "-1", math.NaN(), record.OutOfRange}, {&loss, "100.1", math.NaN(), record.OutOfRange}, {&loss, "100", 100, 0},
		{&plain, "9,99", bad, 0}, {&plain, "1.2.3", bad, 0}, {&plain, "0x10", bad, 0}, {&plain, "12 apples", bad, 0},
	} {
		v, reason, ok := c.column.Read([]byte(c.cell))
		switch {
		case c.want == bad && ok, c.want != bad && !ok:
			t.Errorf("%q as %s %s: %v %v", c.cell, c.column.Field, c.column.Unit, v, ok)
		case ok && (v != c.want && !(v != v && c.want != c.want) || reason != c.reason):
			t.Errorf("%q as %s %s: %v %v, want %v %v", c.cell, c.column.Field, c.column.Unit, v, reason, c.want, c.reason)
		}
		if n := testing.AllocsPerRun(10, func() { c.column.Read([]byte(c.cell)) }); n != 0 {
			t.Errorf("%q: %v allocations", c.cell, n)
		}
	}
}

// TestExactness compares with strconv: the same bits for plain columns, and
// the correctly rounded product for powers of ten.
func TestExactness(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	plain, us, ratio := column(Latency, "ms"), column(Latency, "us"), column(Loss, "fraction")
	for range 20000 {
		text := strconv.FormatFloat(math.Abs(rng.NormFloat64())*math.Pow10(rng.IntN(8)-3), 'g', 1+rng.IntN(17), 64)
		want, _ := strconv.ParseFloat(text, 64)
		if v, _, ok := plain.Read([]byte(text)); !ok || v != want {
			t.Fatalf("%s: %v, want %v", text, v, want)
		}
		want, _ = strconv.ParseFloat(shifted(text, -3), 64)
		if v, _, ok := us.Read([]byte(text)); !ok || v != want {
			t.Fatalf("%s us: %v, want %v", text, v, want)
		}
		text = strconv.FormatFloat(rng.Float64(), 'f', 1+rng.IntN(18), 64)
		want, _ = strconv.ParseFloat(shifted(text, 2), 64)
		if v, _, ok := ratio.Read([]byte(text)); !ok || v != want {
			t.Fatalf("%s of 1: %v, want %v", text, v, want)
		}
	}
}

// shifted multiplies a decimal text by a power of ten.
func shifted(text string, by int) string {
	for i := range text {
		if text[i] == 'e' {
			e, _ := strconv.Atoi(text[i+1:])
			return text[:i+1] + strconv.Itoa(e+by)
		}
	}
	return text + "e" + strconv.Itoa(by)
}

func TestCounterSteps(t *testing.T) {
	c := column(Traffic, "B")
	c.Counter = true
	var k Counter
	for i, s := range []struct {
		second int64
		total  string
		rate   float64
		step   Step
	}{
		{0, "1000000", 0, First}, {10, "2000000", 0.8, Rate}, {10, "3000000", 0, Stale}, {20, "500", 0, Reset},
		{30, "1000500", 0.8, Rate}, {40, "4294967000", (4294967000 - 1000500) * 8e-6 / 10, Rate}, {50, "704", 8e-4, Wrap},
	} {
		v, _, ok := c.Read([]byte(s.total))
		rate, step := k.Next(&c, s.second*1e9, v)
		if !ok || step != s.step || math.Abs(rate-s.rate) > 1e-9*math.Max(1, s.rate) {
			t.Errorf("step %d: %v %v, want %v %v", i, rate, step, s.rate, s.step)
		}
	}
}
