package record

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"edge-01":                   "edge-01",
		"東京 edge":                   "東京 edge",
		"a\tb":                      "a b",
		"\x1b]0;owned\x07x":         `\x1b]0;owned\x07x`,
		"a\r\nb":                    `a\x0d\x0ab`,
		"\x7f":                      `\x7f`,
		"\u009b31m":                 "\ufffd31m",
		"\u202etxt":                 "\ufffdtxt",
		"a\u200bb\ufeff":            "a\ufffdb\ufffd",
		"x\u2028y":                  "x\ufffdy",
		"\xff\xfe":                  "\ufffd\ufffd",
		"e\u0301\u0301\u0301\u0301": "e\u0301\u0301",
		strings.Repeat("ä", 300):    strings.Repeat("ä", 256) + "…",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[31m", "\u202e", "\xc3", strings.Repeat("\x00", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if !utf8.ValidString(c) || utf8.RuneCountInString(c) > maxCleanRunes+4 {
			t.Fatalf("Clean(%q) = %q", s, c)
		}
		for _, r := range c {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r >= 0x202a && r <= 0x202e {
				t.Fatalf("Clean(%q) lets %U through", s, r)
			}
		}
		if Clean(c) != c && utf8.RuneCountInString(c) <= maxCleanRunes {
			t.Fatalf("cleaning %q twice gives %q", s, Clean(c))
		}
	})
}

func TestTableIsSafeForManyWriters(t *testing.T) {
	var table Table
	var wg sync.WaitGroup
	ids := make([][]NameID, 8)
	for w := range ids {
		wg.Go(func() {
			for i := range 500 {
				ids[w] = append(ids[w], table.ID(fmt.Sprint("name ", (i*7+w*13)%100)))
			}
		})
	}
	wg.Wait()
	if table.Len() != 100 {
		t.Fatalf("%d names, want 100", table.Len())
	}
	for w := range ids {
		for i, id := range ids[w] {
			if want := fmt.Sprint("name ", (i*7+w*13)%100); table.Name(id).Raw != want {
				t.Fatalf("id %d is %q, want %q", id, table.Name(id).Raw, want)
			}
		}
	}
	if n := table.Name(table.ID("")); n.Raw != "" || n.Text != NoName {
		t.Errorf("no name reads %q", n)
	}
}

func TestChunkGivesBackTheBatch(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	makers := []func() float64{
		func() float64 { return float64(rng.IntN(1000)) },
		func() float64 { return math.Round(rng.NormFloat64()*1e4) / 100 },
		func() float64 { return float64(rng.IntN(5000)) / 1000 },
		rng.NormFloat64,
		func() float64 { return 1e15 * rng.Float64() },
		func() float64 { return Missing },
		func() float64 { return math.Copysign(1e-7, rng.NormFloat64()) },
	}
	var packer Packer
	var scratch Scratch
	var c Chunk
	var filled Batch
	for round := range 60 {
		b := &Batch{Seq: uint64(round)}
		for i := range 1 + rng.IntN(200) {
			at := int64(i) * 60_000_000_000
			if round%3 == 1 {
				at += rng.Int64N(1000)
			}
			switch round % 5 {
			case 2:
				at *= 100_000 // beyond 32 bits of seconds
			case 3:
				at /= 60_000 // milliseconds
			case 4:
				at -= int64(round) * math.MaxInt64 / 70 // from far before 1970 to far behind it
				at += int64(i%2) * math.MaxInt64 / 3 * 2
			}
			var v [NumMetrics]float64
			for m := range v {
				v[m] = makers[(round+m)%len(makers)]()
				if rng.IntN(9) == 0 {
					v[m] = Missing
				}
			}
			b.Append(at, NameID(rng.IntN(5)), NameID(rng.IntN(1<<(round%21))), v)
		}
		if err := c.Read(pack(&packer, b).Bytes()); err != nil {
			t.Fatal(err)
		}
		c.Fill(&filled, &scratch)
		if fmt.Sprintf("%b", filled) != fmt.Sprintf("%b", *b) {
			t.Fatalf("round %d: filled with %v, want %v", round, filled, *b)
		}
		scatter(t, &c, &scratch)
		if c.Len() != b.Len() {
			t.Fatalf("%d rows, want %d", c.Len(), b.Len())
		}
		for i := range b.Len() {
			got, want := c.Row(i), b.Row(i)
			if fmt.Sprintf("%b", got) != fmt.Sprintf("%b", want) {
				t.Fatalf("round %d row %d: %v, want %v", round, i, got, want)
			}
			for m := range got.Value {
				if v := got.Value[m]; v > c.Max(Metric(m)) || v < c.Min(Metric(m)) {
					t.Fatalf("round %d: %v is outside %v..%v", round, v, c.Min(Metric(m)), c.Max(Metric(m)))
				}
			}
		}
	}
}

func pack(p *Packer, b *Batch) *Chunk { return p.Pack(make([]byte, p.Measure(b))) }

// scatter holds Scatter to Row.
func scatter(t *testing.T, c *Chunk, s *Scratch) {
	var rows, at []uint32
	for i := c.Len() - 1; i >= 0; i -= 2 {
		rows, at = append(rows, uint32(i)), append(at, uint32(i/2))
	}
	times, values := make([]int64, c.Len()), make([]float64, c.Len())
	c.ScatterTime(rows, at, times, s)
	for m := range NumMetrics {
		any := c.Scatter(m, rows, at, values, s)
		for k, i := range rows {
			want := c.Row(int(i))
			got := Missing
			if any {
				got = values[at[k]]
			}
			if times[at[k]] != want.Time || fmt.Sprint(got) != fmt.Sprint(want.Value[m]) {
				t.Fatalf("row %d: %d %v, want %d %v", i, times[at[k]], got, want.Time, want.Value[m])
			}
		}
	}
}

func FuzzChunkRead(f *testing.F) {
	b := &Batch{Seq: 3}
	for i := range 5 {
		b.Append(int64(i)*1e9, 1, 2, [NumMetrics]float64{1, 2.5, Missing, math.Pi})
	}
	good := pack(new(Packer), b).Bytes()
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte{255, 255, 255, 255, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Chunk
		if c.Read(data) != nil {
			return
		}
		if string(c.Bytes()) != string(data) {
			t.Errorf("%x reads as a chunk that is written as %x", data, c.Bytes())
		}
		for i := range c.Len() {
			c.Row(i)
		}
		scatter(t, &c, new(Scratch))
		c.Above([NumMetrics]float64{}, new(Scratch), func(int) {})
		c.Fill(new(Batch), new(Scratch))
	})
}

func TestChunkAbove(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for round := range 200 {
		b := &Batch{}
		for i := range 1 + rng.IntN(100) {
			v := [NumMetrics]float64{float64(rng.IntN(10)), math.Round(rng.Float64()*1000) / 100, rng.Float64() * 10, Missing}
			if rng.IntN(5) == 0 {
				v[rng.IntN(4)] = Missing
			}
			b.Append(int64(i), 0, 0, v)
		}
		floors := [NumMetrics]float64{math.Inf(1), rng.Float64() * 12, rng.Float64() * 12, -1}
		if round%3 == 0 {
			floors[Traffic] = float64(rng.IntN(10)) // at a value: not above it
		}
		found := map[int]bool{}
		last := -1
		pack(new(Packer), b).Above(floors, new(Scratch), func(i int) {
			if i <= last {
				t.Fatalf("row %d after %d", i, last)
			}
			found[i], last = true, i
		})
		for i := range b.Len() {
			for m, floor := range floors {
				if b.Value[m][i] > floor && !found[i] {
					t.Fatalf("row %d has %v above %v and is not found", i, b.Value[m][i], floor)
				}
			}
		}
	}
}

func TestErrorSaysWhere(t *testing.T) {
	e := &Error{Kind: KindInput, Path: "a\x1b.csv", Line: 3, Column: 5, What: "not a number", Try: "mend it", Err: fs.ErrClosed}
	if got, want := e.Error(), `a\x1b.csv:3:5: not a number: file already closed; mend it`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !errors.Is(e, fs.ErrClosed) || KindOf(fmt.Errorf("load: %w", e)).ExitCode() != 3 || KindOf(fs.ErrClosed).ExitCode() != 70 {
		t.Error("the cause or the kind is lost")
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {999.5, 0, "1,000"}, {-1234567.891, 2, "-1,234,567.89"}, {-0.001, 2, "0.00"}, {-0.06, 1, "-0.1"},
		{123456, 1, "123,456.0"}, {math.NaN(), 1, "no data"}, {math.Inf(-1), 1, "-Inf"}, {-2e15, 1, "-2e+15"},
	} {
		if got := Decimal(c.v, c.decimals); got != c.want {
			t.Errorf("Decimal(%v, %d) = %q, want %q", c.v, c.decimals, got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12345678: "12,345,678", -1234: "-1,234", -123: "-123"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestRowOrder(t *testing.T) {
	a := Row{Time: 1, Seq: 1, Index: 1}
	for _, c := range []struct {
		b    Row
		want int
	}{
		{Row{Time: 1, Seq: 1, Index: 1}, 0}, {Row{Time: 2}, -1}, {Row{Time: 0, Seq: 9}, 1},
		{Row{Time: 1, Seq: 0, Index: 5}, 1}, {Row{Time: 1, Seq: 1, Index: 2}, -1},
	} {
		if got := a.Compare(&c.b); got != c.want {
			t.Errorf("%v to %v: %d, want %d", a, c.b, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "", 3}, {"", "abc", 3}, {"latncy", "latency", 1}, {"kitten", "sitting", 3}, {strings.Repeat("x", 100), "x", 100}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
