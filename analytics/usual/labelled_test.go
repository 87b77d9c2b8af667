package usual

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

// labelledFolder names the environment variable with the folder of labelled
// series: one folder per set, files of lines "timestamp,value,label" with seconds.
const labelledFolder = "NETWORK_ANALYTICS_LABELLED"

// labelled is a scored series with what people called unusual.
type labelled struct {
	*Scored
	bad  []bool
	days float64
}

func readLabelled(t *testing.T, path string) *labelled {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var time []int64
	var value []float64
	l := &labelled{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		parts := strings.Split(lines.Text(), ",")
		at, err := strconv.ParseInt(parts[0], 10, 64)
		if err != nil || len(parts) != 3 {
			continue // the header
		}
		v, err := strconv.ParseFloat(parts[1], 64)
		if err != nil {
			v = record.Missing
		}
		time, value, l.bad = append(time, at*second), append(value, v), append(l.bad, strings.HasPrefix(parts[2], "1"))
	}
	l.Scored = Series(time, value)
	l.days = float64(time[len(time)-1]-time[0]) / float64(day)
	return l
}

// counts are alarms and events over series.
type counts struct {
	alarms, right, events, found int
	days                         float64
}

func (c counts) f1() float64 {
	return 2 * float64(c.right) * float64(c.found) / max(1, float64(c.right)*float64(c.events)+float64(c.found)*float64(c.alarms))
}

func (c counts) String() string {
	return fmt.Sprintf("event F1 %.3f (precision %.3f, recall %.3f), %.3f false alarms per series and day",
		c.f1(), float64(c.right)/max(1, float64(c.alarms)), float64(c.found)/max(1, float64(c.events)), float64(c.alarms-c.right)/c.days)
}

// count adds the alarms at a threshold. An alarm is right when it overlaps an
// event with two rows to spare; an event is found when an alarm overlaps it so.
func (c *counts) count(l *labelled, threshold float64) {
	const spare = 2
	alarms := l.AlarmsAt(threshold)
	hit := make([]bool, len(alarms))
	for i := 0; i < len(l.bad); i++ {
		if !l.bad[i] {
			continue
		}
		first := i
		for i+1 < len(l.bad) && l.bad[i+1] {
			i++
		}
		found := false
		for k, a := range alarms {
			if a.First <= i+spare && a.Last >= first-spare {
				hit[k], found = true, true
			}
		}
		c.events++
		c.found += one(found)
	}
	for _, h := range hit {
		c.right += one(h)
	}
	c.alarms += len(alarms)
	c.days += l.days
}

// TestLabelled prints how well public series with labels are judged, each set by
// the threshold that is built in, and every second series by the threshold that
// is best for the others.
func TestLabelled(t *testing.T) {
	folder := os.Getenv(labelledFolder)
	if folder == "" {
		t.Skip(labelledFolder + " names no folder of labelled series")
	}
	sets, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		var half [2][]*labelled
		paths, _ := filepath.Glob(filepath.Join(set, "*.csv"))
		for i, path := range paths {
			k := i % 2
			if number, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(path), ".csv")); err == nil {
				k = number % 2
			}
			half[k] = append(half[k], readLabelled(t, path))
		}
		if len(half[0]) == 0 {
			continue
		}
		var built, best, other counts
		at := 0.0
		for _, l := range append(append([]*labelled(nil), half[0]...), half[1]...) {
			built.count(l, l.Threshold)
		}
		for threshold := 3.0; threshold < 16; threshold *= 1.04 {
			var c counts
			for _, l := range half[0] {
				c.count(l, threshold)
			}
			if at == 0 || c.f1() > best.f1() {
				best, at = c, threshold
			}
		}
		for _, l := range half[1] {
			other.count(l, at)
		}
		t.Logf("%s, %d series, built-in threshold: %v", filepath.Base(set), len(paths), built)
		t.Logf("%s, odd half at %.2f, the best of the even half: %v", filepath.Base(set), at, other)
	}
}
