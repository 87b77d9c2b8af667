package score

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"network-analytics/analytics/record"
)

// Labelled is a series with labels, by time.
type Labelled struct {
	Time  []int64 // ns since 1970-01-01 UTC
	Value []float64
	Bad   []bool // labelled as an anomaly
}

// columns are the names that a labelled series may give its three columns.
var columns = [3][]string{
	{"timestamp", "timestamps", "time", "datetime", "date", "ts"},
	{"value", "values"},
	{"label", "labels", "anomaly", "is_anomaly", "anomaly_label"},
}

// ReadLabelled reads CSV with a header that has the columns timestamp, value and
// label in any order among others. A time is ISO 8601 (UTC unless it says more)
// or a number: seconds, milli-, micro- or nanoseconds since 1970 by its size, and
// below 10^8 a count of index. A label is 1, 0, true or false. Rows are sorted by
// time. An empty value or NaN is missing. Its error is of KindInput.
func ReadLabelled(r io.Reader, index time.Duration) (*Labelled, error) {
	lines := csv.NewReader(r)
	lines.FieldsPerRecord = -1
	lines.ReuseRecord = true
	header, err := lines.Read()
	if err != nil {
		return nil, notLabelled(0, "has no header", err)
	}
	var at [3]int
	for i, names := range columns {
		at[i] = slices.IndexFunc(header, func(cell string) bool {
			cell = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff")))
			return slices.Contains(names, cell)
		})
		if at[i] < 0 {
			return nil, notLabelled(1, fmt.Sprintf("has no column %q", names[0]), nil)
		}
	}
	s := &Labelled{}
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, notLabelled(0, "is no CSV", err)
		}
		line, _ := lines.FieldPos(0)
		if len(cells) <= max(at[0], at[1], at[2]) {
			return nil, notLabelled(line, fmt.Sprintf("has a row of %d fields", len(cells)), nil)
		}
		t, ok := labelledTime(strings.TrimSpace(cells[at[0]]), index)
		if !ok {
			return nil, notLabelled(line, fmt.Sprintf("has an unreadable time %q", record.Clean(cells[at[0]])), nil)
		}
		v, ok := labelledValue(strings.TrimSpace(cells[at[1]]))
		if !ok {
			return nil, notLabelled(line, fmt.Sprintf("has a value %q that is no number", record.Clean(cells[at[1]])), nil)
		}
		bad, ok := label(strings.TrimSpace(cells[at[2]]))
		if !ok {
			return nil, notLabelled(line, fmt.Sprintf("has a label %q that is neither 0 nor 1", record.Clean(cells[at[2]])), nil)
		}
		s.Time, s.Value, s.Bad = append(s.Time, t), append(s.Value, v), append(s.Bad, bad)
	}
	if len(s.Time) == 0 {
		return nil, notLabelled(0, "has no rows", nil)
	}
	s.sort()
	return s, nil
}

// notLabelled is an error at a line, 0 for none.
func notLabelled(line int, what string, err error) error {
	return &record.Error{
		Kind: record.KindInput, Line: int64(line), What: what, Err: err,
		Try: "a labelled series is CSV with the columns timestamp, value and label",
	}
}

// sort brings the rows into the order of time; rows of the same time stay in order.
func (s *Labelled) sort() {
	if slices.IsSorted(s.Time) {
		return
	}
	order := make([]int, len(s.Time))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(s.Time[a], s.Time[b]) })
	t := &Labelled{}
	for _, i := range order {
		t.Time, t.Value, t.Bad = append(t.Time, s.Time[i]), append(t.Value, s.Value[i]), append(t.Bad, s.Bad[i])
	}
	*s = *t
}

// isoLayouts are the forms of a written time.
var isoLayouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
	"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02",
}

func labelledTime(text string, index time.Duration) (int64, bool) {
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		unit := float64(time.Second)
		switch size := math.Abs(v); {
		case size < 1e8:
			unit = float64(index)
		case size >= 1e17:
			unit = 1
		case size >= 1e14:
			unit = float64(time.Microsecond)
		case size >= 1e11:
			unit = float64(time.Millisecond)
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil { // no rounding of large numbers
			return n * int64(unit), true
		}
		ns := v * unit
		return int64(ns), math.Abs(ns) < math.MaxInt64
	}
	for _, layout := range isoLayouts {
		if t, err := time.ParseInLocation(layout, text, time.UTC); err == nil {
			return t.UnixNano(), true
		}
	}
	return 0, false
}

func labelledValue(text string) (float64, bool) {
	if text == "" {
		return record.Missing, true
	}
	v, err := strconv.ParseFloat(text, 64)
	if math.IsInf(v, 0) {
		return record.Missing, true
	}
	return v, err == nil
}

func label(text string) (bad, ok bool) {
	switch strings.ToLower(text) {
	case "1", "1.0", "true":
		return true, true
	case "0", "0.0", "false", "":
		return false, true
	}
	return false, false
}
