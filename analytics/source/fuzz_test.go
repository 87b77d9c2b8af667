package source

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// fuzzHeaders are header lines in several orders; the fuzzed text follows one.
var fuzzHeaders = []string{
	canonicalHeader,
	"timestamp,latency_ms",
	"region,latency_ms,packet_loss_pct,timestamp",
	"note,packet_loss_pct,timestamp,device_id",
	"latency_ms,timestamp,cpu_utilization_pct,packet_loss_pct,traffic_mbps,region,device_id",
}

var fuzzBodies = []string{
	goodRow + "\n", goodRow, "\n\n", "\r\n", goodRow + "\r\r\n",
	"2025-03-01T00:00:00Z,edge-01,eu-west,,NaN,100,-\n2025-03-01,a,b,1,0,100,3\n",
	"2025-03-01,\"a\"\"b\",\"c\nd\",1,2,3,4\n2025-03-01 10:00,\"x\"y,b,1,2,3,4\n",
	"2025-03-01,5\n2025-03-01,\"5\"\n2025-03-01,-0\n2025-03-01,1e309\n2025-03-01,12345.678\n",
	"eu,5,100,2025-03-01\n\x00\x00eu,0,100,2025-03-01 00:00:60\n",
	"eu,5,1,\"2025-03-01\n,,,\neu,5,1,2025-03-01\n",
	"n,1,2025-03-01 00:00:00.5+01:00,d\n\"a,b\",101,2025-03-01 00:00:00,d\n",
	" 2025-03-01 , a , b , 1 , 2. , .5 , +4 \n", "\"\"\"\n\"\"\n", "a\"b,c\n", "é,1,2,2025-03-01\n",
	canonicalHeader + "\n" + goodRow + "\n", "1,2025-03-01,2,3,4,r,d\n1,2025-03-01,2,3,4,,\r\n",
	`"` + strings.Repeat("x,\n", 60), strings.Repeat("y", 150) + "\n" + goodRow, "\xef\xbb\xbf" + goodRow,
}

func addBodies(f *testing.F) {
	for i := range fuzzHeaders {
		for _, body := range fuzzBodies {
			f.Add(uint8(i), body)
		}
	}
}

// headerOf returns how rows below a header line are read, nil when they are not.
func headerOf(line string) *header {
	f := &file{path: "reference"}
	s := sniffer{head: []byte(line + "\n"), final: true, maxLine: DefaultMaxLine, file: f, answers: &mapping.Answers{}}
	sh, _, err := s.shape()
	if err != nil {
		return nil
	}
	r, err := readingOf(f, sh, Options{})
	if err != nil {
		return nil
	}
	return r.header
}

// reference reads with encoding/csv and gives the rows as collect does. It
// reports false where that package sees another file than we mean to.
func reference(header, body string) (rows []string, badCount int64, ok bool) {
	text := header + "\n" + body
	if strings.ContainsRune(body, 0) || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") || strings.Contains(body, byteOrder) {
		return nil, 0, false // repaired here, kept there
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		return nil, 0, false
	}
	h := headerOf(header)
	if h == nil {
		return nil, 0, false
	}
	var names record.Names
	var out record.Batch
	p := newParser(0, &names, Options{}.withDefaults(), 1, func(_ int, b *record.Batch) error {
		for i := range b.Len() {
			row := b.Row(i)
			out.Append(row.Time, row.Device, row.Region, row.Value)
		}
		return nil
	}, nil, nil)
	p.use(&block{header: h})
	for _, fields := range records[1:] {
		raw := make([][]byte, len(fields))
		for i, field := range fields {
			raw[i] = []byte(field)
		}
		if len(fields) == 1 && len(trim(raw[0])) == 0 {
			return nil, 0, false // a blank line, or a quoted nothing
		}
		if !fieldsFit(raw, len(h.columns), h.named) && fields[0] != "" && fields[0][0] == '#' {
			continue // a comment
		}
		if !fieldsFit(raw, len(h.columns), h.named) {
			badCount++
			continue
		}
		if again, _ := p.fit(raw, raw[0]); again {
			return nil, 0, false
		}
		if err := p.flush(); err != nil {
			return nil, 0, false
		}
	}
	l := loaded{}
	for i := range out.Len() {
		l.rows = append(l.rows, rowText(&names, out.Row(i)))
	}
	return l.rows, badCount, true
}

// FuzzBlocks compares with encoding/csv where that accepts the text, and any
// block size, worker count and kind of input with one block for any text.
func FuzzBlocks(f *testing.F) {
	addBodies(f)
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		compareBlocks(t, fuzzHeaders[int(which)%len(fuzzHeaders)], body)
	})
}

func compareBlocks(t *testing.T, header, body string) {
	t.Helper()
	text := header + "\n" + body
	for _, maxLine := range []int{0, 100} {
		want := pipe(t, text, 1, Options{MaxLine: maxLine, careful: true})
		if rows, badCount, ok := reference(header, body); ok && maxLine == 0 {
			got := strings.ReplaceAll(strings.Join(want.rows, "\n"), `\r\n`, `\n`)
			if expected := strings.Join(rows, "\n"); got != expected || want.rep.Rejected[record.BadFieldCount] != badCount {
				t.Fatalf("%q: got %s\n%+v\nencoding/csv %s, %d of another length", text, got, want.rep, expected, badCount)
			}
		}
		for _, size := range []int{16, 33, 100, 4096} {
			workers := 1 + (size+len(body))%4
			if got := pipe(t, text, workers, Options{BlockSize: size, MaxLine: maxLine}); got.unnamed() != want.unnamed() {
				t.Fatalf("%q, blocks of %d, %d workers, lines of %d: got %s\nwant %s", text, size, workers, maxLine, got.unnamed(), want.unnamed())
			}
		}
		s, err := Open([]string{"-"}, iotest.HalfReader(strings.NewReader(text)), Options{BlockSize: 50, MaxLine: maxLine})
		if err != nil {
			t.Fatal(err)
		}
		if got := collect(t, s, 2); got.unnamed() != want.unnamed() {
			t.Fatalf("%q from a slow pipe: got %s\nwant %s", text, got.unnamed(), want.unnamed())
		}
	}
}

// TestRandomDamage is FuzzBlocks with texts put together from the pieces that
// matter to quoting and line ends, which blind mutation seldom hits.
func TestRandomDamage(t *testing.T) {
	pieces := []string{
		`"`, `"`, `""`, ",", ",", "\n", "\n", "\r\n", "\r", " ", "\x00", "1", "2025-03-01", "2025-03-01 00:00:00", "x", "-", "100", "0",
		"2025-03-01,a,b,1,2,3,4\n", "2025-03-01 00:00:00,\"a\",b,1,2,3,4\n", "\"q\nr\"", strings.Repeat("z", 30), canonicalHeader + "\n",
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for range 250 {
		var body strings.Builder
		for range 1 + rng.IntN(40) {
			body.WriteString(pieces[rng.IntN(len(pieces))])
		}
		which := 0
		if rng.IntN(4) == 0 {
			which = rng.IntN(len(fuzzHeaders))
		}
		compareBlocks(t, fuzzHeaders[which], body.String())
	}
}

// FuzzFastEqualsCareful compares the two ways to read a row.
func FuzzFastEqualsCareful(f *testing.F) {
	addBodies(f)
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		text := fuzzHeaders[int(which)%len(fuzzHeaders)] + "\n" + body
		fast := pipe(t, text, 1, Options{})
		careful := pipe(t, text, 1, Options{careful: true})
		if fast.unnamed() != careful.unnamed() {
			t.Fatalf("%q: fast %s\ncareful %s", text, fast.text(), careful.text())
		}
	})
}

// numberShape is what parseDecimal is meant to accept, said in another way.
func numberShape(s string) bool {
	if strings.ContainsAny(s, "xX_pP") || strings.ContainsAny(s, "iInN") {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil || strings.Contains(err.Error(), "range")
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{
		"0", "-0", "1.5", "567.25", "1e309", "1e-320", "4.9e-324", "9007199254740993", "0.30000000000000004", "1e22", "1e23",
		"123456789012345678901234567890", "1.7976931348623157e308", "2.2250738585072011e-308", ".5", "5.", ".", "+1", "--1",
		"0x10", "1_0", "1,5", "inf", "NaN", "1e", "1e+", "0.000001", "9999999", "1234567", "12345678", "99999.9", "1.2.3", "1e99999999999",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := mapping.ParseDecimal([]byte(s), 0)
		if ok != numberShape(s) {
			t.Fatalf("%q: accepted %v", s, ok)
		}
		want, _ := strconv.ParseFloat(s, 64)
		if ok && math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%q: got %v, strconv %v", s, got, want)
		}
		for _, end := range []string{",", "\n", "\r\n", ",1.5,"} {
			data := append([]byte(s+end), make([]byte, padding)...)
			v, next := fastNumber(data, 0)
			if next == 0 || next != len(s) {
				continue // left to the careful path
			}
			if !ok || math.Float64bits(v) != math.Float64bits(want) {
				t.Fatalf("%q: fast %v, strconv %v, %v", s, v, want, ok)
			}
		}
	})
}

// timeLayouts are the forms that parseTime accepts, as the time package says them.
var timeLayouts = []string{
	"2006-01-02", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
}
var zoneLayouts = []string{"", "Z", "Z07:00", "-07:00", "-0700", "-07", " Z", " -07:00", " -0700", " -07"}

func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2025-03-01", "2025-03-01 10:20", "2025-03-01T10:20:30Z", "2025-03-01 10:20:30.123456789+05:30", "2024-02-29 00:00:00",
		"2025-02-30", "1678-01-01 00:00:00", "2261-12-31T23:59:59.999999999Z", "1677-12-31", "2262-01-01", "2016-12-31 23:59:60",
		"2025-03-01 24:00:00", "2025-03-01 10:20:30 -0700", "2025-03-01 10:20:30-07", "1740787200", "1/3/2025", "2025-03-01T10:20:30.", " 2025-03-01 ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, fault := parseTime([]byte(s))
		want, ok := stdTime(strings.Trim(s, " \t"))
		if (fault == timeOK) != ok || ok && got != want {
			t.Fatalf("%q: got %d %v, package time %d %v", s, got, fault, want, ok)
		}
		var c clock
		data := append([]byte(s+",,,,,,,,\n"), make([]byte, padding)...)
		if strings.ContainsAny(s, ",\n\r") {
			return
		}
		for range 2 { // the second time from memory
			if v, next := c.read(data, 0); (next != 0) != ok || ok && (v != want || next != len(s)) {
				t.Fatalf("%q: the clock reads %d to %d, package time %d %v", s, v, next, want, ok)
			}
		}
	})
}

// stdTime reads a time with package time, apart from what that package and we
// mean to take differently.
func stdTime(s string) (int64, bool) {
	leap := false
	if len(s) >= 19 && s[16:19] == ":60" {
		s, leap = s[:17]+"59"+s[19:], true
	}
	if len(s) > 19 && s[19] == ',' {
		return 0, false // a comma before the decimals
	}
	if len(s) > 13 && (s[13] != ':' || s[11] == ' ') {
		return 0, false // an hour of one digit
	}
	for _, layout := range timeLayouts {
		for _, zone := range zoneLayouts {
			if layout == "2006-01-02" && zone != "" {
				continue
			}
			t, err := time.Parse(layout+zone, s)
			if err != nil {
				continue
			}
			if year := t.Year(); year < minYear || year > maxYear {
				return 0, false
			}
			if _, offset := t.Zone(); offset <= -24*3600 || offset >= 24*3600 || badMinutes(s) {
				return 0, false
			}
			if leap {
				t = t.Truncate(time.Second).Add(time.Second - 1)
			}
			return t.UnixNano(), decimals(s) <= 9
		}
	}
	return 0, false
}

var offset60 = regexp.MustCompile(`[+-]\d\d:?60$`)

// badMinutes reports an offset of 60 minutes, which package time lets pass.
func badMinutes(s string) bool { return offset60.MatchString(s) }

// decimals counts the decimals of the seconds.
func decimals(s string) int {
	i := strings.IndexByte(s, '.')
	if i < 0 {
		return 0
	}
	return len(s[i+1:]) - len(bytes.TrimLeft([]byte(s[i+1:]), "0123456789"))
}
