package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"network-analytics/analytics/detect"
)

// The page's data, one JSON block that the script reads. Columns are arrays of
// equal length; null is a missing value; times are milliseconds since 1970 UTC.
type pageData struct {
	V       int           `json:"v"` // version of this layout
	First   float64       `json:"first"`
	Last    float64       `json:"last"`
	FirstNs string        `json:"firstNs"` // First and Last exactly, ns since 1970
	LastNs  string        `json:"lastNs"`
	Limits  detect.Limits `json:"limits"`
	Present [4]bool       `json:"present"`
	// Percentiles tells that the band is from the 5th to the 95th percentile.
	Percentiles bool     `json:"percentiles"`
	Regions     []string `json:"regions"` // Report.Regions first, in its order
	Slots       []int    `json:"slots"`   // hue by region, -1 for grey
	Listed      []int    `json:"listed"`  // regions with rows of their own
	Names       []string `json:"names"`   // devices
	// Names as the input has them, by position, where they are shown otherwise;
	// "" for a missing one.
	RawRegions map[int]asciiText `json:"rawRegions"`
	RawNames   map[int]asciiText `json:"rawNames"`
	Lines      []dataLine        `json:"lines"`
	Overall    *dataLine         `json:"overall"` // for the overview strip
	Flagged    column            `json:"flagged"` // bottlenecks per bucket of Overall
	Heat       *dataHeat         `json:"heat"`
	Ramp       []string          `json:"ramp"`
	Cells      dataCells         `json:"cells"`
	Total      int               `json:"totalCells"`
	Rows       dataRows          `json:"rows"`
	All        int               `json:"totalRows"`
	Why        []string          `json:"why"`
}

// dataLine is a latency series: start and width in ms, then count, mean, 95th
// percentile, maximum, lower end of the band, and largest loss per bucket.
type dataLine struct {
	Region int     `json:"r"`
	Label  string  `json:"label"`
	Start  float64 `json:"s"`
	Width  float64 `json:"w"`
	N      column  `json:"n"`
	Mean   column  `json:"m"`
	P95    column  `json:"p"`
	Max    column  `json:"x"`
	Low    column  `json:"i"` // 5th percentile with Percentiles, else minimum
	Loss   column  `json:"k"`
}

// dataHeat holds sums and counts by metric, then row * cols + col.
type dataHeat struct {
	Start   float64     `json:"s"`
	Width   float64     `json:"w"`
	Cols    int         `json:"cols"`
	Rows    []int       `json:"rows"`
	Partial [2]bool     `json:"partial"`
	Fold    int         `json:"fold"`   // columns of a folded grid: 168, 24, or 0 for none
	Metric  []*dataGrid `json:"metric"` // null where there is no data
}

// dataGrid holds the cells of one metric. The folded ones, by row and hour of the
// week from Monday or hour of the day, are there only where columns are wider
// than an hour: else the script makes them.
type dataGrid struct {
	Sum     column  `json:"sum"`  // of traffic, which is a published figure; else means
	N       *column `json:"n"`    // null: as in the metric before
	FoldSum column  `json:"fsum"` // as Sum
	FoldN   *column `json:"fn"`
	Versus  *column `json:"vs"` // farthest deviation from the usual, null where none is known
}

type dataCells struct {
	Device []int  `json:"d"`
	Region []int  `json:"r"`
	Mean   column `json:"mean"`
	P50    column `json:"p50"`
	P95    column `json:"p95"`
	Max    column `json:"max"`
	Std    column `json:"std"`
	N      column `json:"n"`
	Flags  column `json:"b"`
}

type dataRows struct {
	Time   column `json:"t"` // ms after First
	Device []int  `json:"d"`
	Region []int  `json:"r"`
	Sev    column `json:"sev"`
	Lat    column `json:"lat"`
	Loss   column `json:"loss"`
	CPU    column `json:"cpu"`
	Load   column `json:"tr"`  // traffic
	Why    []int  `json:"why"` // bits as in Why
}

// column is an array of numbers, null for NaN. With digits > 0 they are rounded
// to that many significant digits, but never to fewer than decimals behind the
// point.
type column struct {
	v        []float64
	digits   int
	decimals int
}

// MarshalJSON writes the shortest decimals: an array, or, where that is shorter,
// {"e":n,"v":[...]} with whole numbers that are 10^n times the values.
func (c column) MarshalJSON() ([]byte, error) {
	v := make([]float64, len(c.v))
	for i := range v {
		v[i] = c.rounded(c.v[i])
	}
	best := appendArray(nil, v)
	for e := 1; e <= 6; e++ {
		whole, ok := scaled(v, math.Pow10(e))
		if !ok {
			continue
		}
		if b := append(appendArray(fmt.Appendf(nil, `{"e":%d,"v":`, e), whole), '}'); len(b) < len(best) {
			best = b
		}
		break
	}
	return best, nil
}

// scaled returns values times a power of ten, false when they are not all whole
// numbers that give the values back.
func scaled(v []float64, by float64) ([]float64, bool) {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = math.Round(v[i] * by)
		if !math.IsNaN(v[i]) && (out[i]/by != v[i] || math.Abs(out[i]) > 1<<52) {
			return nil, false
		}
	}
	return out, true
}

func appendArray(b []byte, v []float64) []byte {
	b = append(b, '[')
	for i := range v {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, v[i])
	}
	return append(b, ']')
}

// rounded returns v as the column writes it; NaN for what is no number.
func (c column) rounded(v float64) float64 {
	switch {
	case math.IsInf(v, 0):
		return math.NaN()
	case c.digits == 0 || v == 0 || math.IsNaN(v):
		return v
	}
	digits := max(c.digits, c.decimals+1+int(math.Floor(math.Log10(math.Abs(v)))))
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

func appendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) {
		return append(b, "null"...)
	}
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// round sets how exactly columns are written: four digits tell small values
// apart, and no value that is printed with so many decimals is off.
func round(decimals int, columns ...*column) {
	for _, c := range columns {
		c.digits, c.decimals = 4, decimals
	}
}

func (c *column) add(v float64) { c.v = append(c.v, v) }

func ms(ns int64) float64 { return float64(ns) / 1e6 }

// asciiText is written as plain ASCII, so that nothing in it can act before the
// script reads it.
type asciiText string

// MarshalJSON escapes all but printable ASCII.
func (t asciiText) MarshalJSON() ([]byte, error) {
	b := []byte{'"'}
	for _, u := range utf16.Encode([]rune(string(t))) {
		if u < ' ' || u > '~' || strings.ContainsRune(`"\<>&`, rune(u)) {
			b = fmt.Appendf(b, `\u%04x`, u)
		} else {
			b = append(b, byte(u))
		}
	}
	return append(b, '"'), nil
}
