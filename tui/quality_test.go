package tui

import (
	"math"
	"strings"
	"testing"

	"network-analytics/analytics/kpi"
	"network-analytics/analytics/record"
)

// measured is the fixture with what samples tell of its regions and devices.
func measuredData() *dataset {
	r := *fixture()
	q := func(good, bad, none int64, jitter float64) kpi.Quality {
		nan := math.NaN()
		return kpi.Quality{Good: good, Bad: bad, None: none, Availability: float64(good) / float64(good+bad), Coverage: float64(good+bad) / float64(good+bad+none),
			Jitter: jitter, JitterN: 100, Traffic95: 412.25, Slots: 864, Slot: 300e9, LossRun: 3,
			Capacity: kpi.Capacity{Days: 3, PerDay: nan, Busy: nan, DaysLeft: nan, Confidence: "too few days: 3 of 14 needed"}}
	}
	r.RegionQuality, r.CellQuality = nil, nil
	for range r.Regions {
		r.RegionQuality = append(r.RegionQuality, q(1700, 4, 24, 2.5))
	}
	for i := range r.Cells {
		r.CellQuality = append(r.CellQuality, q(400, 1, int64(i), float64(i)))
	}
	r.CellQuality[0] = kpi.Quality{None: 432, Availability: math.NaN(), Coverage: 0, Jitter: math.NaN(), Traffic95: math.NaN()}
	return newDataset(&r)
}

func columnOf(t *testing.T, columns []column, title string) *column {
	t.Helper()
	for i := range columns {
		if columns[i].title == title {
			return &columns[i]
		}
	}
	t.Fatalf("no column %s", title)
	return nil
}

// The numbers of every level are those of the report; what was not measured is a
// dash and comes last, never 100 %.
func TestQualityColumns(t *testing.T) {
	d := measuredData()
	cells := d.levels[byCell].columns
	for title, want := range map[string]string{"avail. %": "99.751", "coverage": "99.75", "jitter": "1.00", "Mbps 95th": "412.2", "loss run": "3", "missing": "1", "days left": "-"} {
		if got := columnOf(t, cells, title).text(1); got != want {
			t.Errorf("%s is %q, want %q", title, got, want)
		}
	}
	for title, want := range map[string]string{"avail. %": "-", "coverage": "0.00", "jitter": "-", "Mbps 95th": "-", "loss run": "-", "missing": "432"} {
		if got := columnOf(t, cells, title).text(0); got != want {
			t.Errorf("without data %s is %q, want %q", title, got, want)
		}
	}
	if got := columnOf(t, d.levels[byRegion].columns, "avail. %").text(0); got != "99.765" {
		t.Errorf("a region has %s", got)
	}
	// core-01 is in three regions: cells 0, 4 and 8, of which the first has no data.
	if d.Devices[0].Device != d.Cells[4].Device || d.Devices[0].Device != d.Cells[8].Device {
		t.Fatal("the fixture is another one")
	}
	devices := d.levels[byDevice].columns
	for title, want := range map[string]string{"avail. %": "99.751", "coverage": "64.37", "jitter": "6.00", "Mbps 95th": "-", "missing": "444"} {
		if got := columnOf(t, devices, title).text(0); got != want {
			t.Errorf("a device has %s %q, want %q", title, got, want)
		}
	}
	if len(qualityColumns(nil)) != 0 {
		t.Error("columns of nothing")
	}
	full := kpi.Quality{Capacity: kpi.Capacity{DaysLeft: math.Inf(1)}}
	if got := columnOf(t, qualityColumns([]kpi.Quality{full}), "days left").text(0); got != "no end" {
		t.Errorf("got %q", got)
	}
}

// The card tells every number with its denominator and how it is made.
func TestCardTellsQuality(t *testing.T) {
	d := measuredData()
	for _, w := range []int{40, 80, 200} {
		text, _ := newDevicePage(d, 1).text(plainTheme(), w, 30)
		all := strings.Join(strings.Fields(strings.Join(text, " ")), " ")
		for _, want := range []string{
			"available 99.751 % of 401 samples with data (1 unreachable)", "coverage 99.75 % of 402 samples expected (1 missing)",
			"jitter 1.00 ms over 100 pairs; longest run with loss 3 samples in a row", "95th percentile 412.2 Mbps of 864 5-minute means",
			"too few days: 3 of 14 needed", kpi.AvailabilityMethod, kpi.CapacityMethod,
		} {
			if !strings.Contains(all, want) {
				t.Errorf("%d cells: %q is missing in\n%s", w, want, all)
			}
		}
		text, _ = newDevicePage(d, 0).text(plainTheme(), w, 30)
		if s := strings.Join(text, "\n"); !strings.Contains(s, "available    no data") || strings.Contains(s, "NaN") {
			t.Errorf("got\n%s", s)
		}
	}
}

// The lines above the devices of a region push the table down, and clicks with it.
func TestRegionTellsQuality(t *testing.T) {
	for h, brief := range map[int]bool{24: true, 50: false} {
		m := testModel(120, h)
		m.Update(reportMsg{data: measuredData()})
		press(m, "6", "v", "enter")
		frame := m.View()
		if !strings.Contains(frame, "99.765 %") || strings.Contains(frame, "(4 unreachable)") == brief {
			t.Errorf("%d lines:\n%s", h, frame)
		}
		p := m.pane().(*cellsPage)
		line := m.headHeight() + p.head + 3
		if !strings.Contains(strings.Split(frame, "\n")[line], "edge-02") {
			t.Fatalf("line %d is another row of\n%s", line, frame)
		}
		m.click(4, line)
		if row, _ := p.t.current(); d(p, row) != "edge-02" {
			t.Errorf("the click went to %s", d(p, row))
		}
	}
}

func d(p *cellsPage, row int) string { return p.d.Cells[p.cells[row]].Device.Text }

func TestBriefQualityFits(t *testing.T) {
	q := &measuredData().CellQuality[1]
	for w := 60; w < 140; w++ {
		if s := briefQuality(q, w); cells(s) > w {
			t.Errorf("%d cells instead of %d: %s", cells(s), w, s)
		}
	}
	var none kpi.Quality
	none.Availability, none.Coverage = record.Missing, record.Missing
	if s := briefQuality(&none, 100); s != "available no data of 0 samples, coverage no data" {
		t.Errorf("got %q", s)
	}
}
