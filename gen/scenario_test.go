package gen

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

var _ record.Feed = (*Scenario)(nil)

func scenario(t testing.TB, change func(*ScenarioConfig)) *Scenario {
	t.Helper()
	c := DefaultScenario("mixed")
	change(&c)
	s, err := NewScenario(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func scenarioCSV(t testing.TB, s *Scenario) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := s.WriteCSV(context.Background(), &out, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// scenarioRows returns the records in the order of the input.
func scenarioRows(t testing.TB, s *Scenario, workers int) []record.Row {
	t.Helper()
	var mu sync.Mutex
	var rows []record.Row
	_, err := s.Read(context.Background(), workers, func(_ int, b *record.Batch) error {
		mu.Lock()
		defer mu.Unlock()
		for i := range b.Len() {
			rows = append(rows, b.Row(i))
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b record.Row) int {
		if a.Seq != b.Seq {
			return int(a.Seq) - int(b.Seq)
		}
		return int(a.Index) - int(b.Index)
	})
	return rows
}

// The bytes of scenarios, the same on every machine.
var goldenScenarios = map[string]string{
	"demo":  "5975e503bfcc9572",
	"mixed": "62fdbaefcdaa8d9b",
	"traps": "c00059dd61836b63",
}

func TestScenariosAreTheSameEverywhere(t *testing.T) {
	for name, want := range goldenScenarios {
		s := scenario(t, func(c *ScenarioConfig) { c.Name = name })
		var truth bytes.Buffer
		if err := s.Truth().Write(&truth); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(append(scenarioCSV(t, s), truth.Bytes()...))
		if got := hex.EncodeToString(sum[:8]); got != want {
			t.Errorf("%s: SHA-256 begins %s, want %s", name, got, want)
		}
	}
}

// Reading the file of a scenario gives what Read delivers, with any number of
// workers and processors.
func TestScenarioFileAndFeedAreEqual(t *testing.T) {
	for _, jitter := range []float64{0, 0.3} {
		s := scenario(t, func(c *ScenarioConfig) { c.Seed, c.Step, c.Jitter = 5, 15*time.Minute, jitter })
		text := scenarioCSV(t, s)
		old := runtime.GOMAXPROCS(3)
		again := scenarioCSV(t, s)
		runtime.GOMAXPROCS(old)
		if !bytes.Equal(text, again) {
			t.Error("3 processors give other bytes")
		}
		lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		lines = lines[1:]
		devices, regions := s.Names().Devices.All(), s.Names().Regions.All()
		for _, workers := range []int{1, 3} {
			rows := scenarioRows(t, s, workers)
			if len(rows) != len(lines) {
				t.Fatalf("feed has %d records, file %d", len(rows), len(lines))
			}
			for i, r := range rows {
				at, err := time.ParseInLocation(time.DateTime, lines[i][0], time.UTC)
				if err != nil || at.UnixNano() != r.Time || devices[r.Device].Raw != lines[i][1] || regions[r.Region].Raw != lines[i][2] {
					t.Fatalf("record %d: feed %+v, file %q", i, r, lines[i])
				}
				for m, v := range r.Value {
					fromFile, err := strconv.ParseFloat(lines[i][3+m], 64)
					if err != nil || math.Float64bits(fromFile) != math.Float64bits(v) {
						t.Fatalf("record %d: feed %v, file %q", i, v, lines[i])
					}
				}
			}
		}
	}
}

// What is planted is the only difference to the same network with nothing
// planted, and it is where the truth says.
func TestScenarioDiffersWhereTheTruthSays(t *testing.T) {
	for _, r := range recipes {
		if r.trap || r.name == "demo" || r.name == "mixed" {
			continue // these change the devices themselves
		}
		type key struct {
			at     int64
			device record.NameID
		}
		for seed := range uint64(2) {
			s := scenario(t, func(c *ScenarioConfig) { c.Name, c.Seed, c.Step = r.name, seed, 15*time.Minute })
			plain := scenario(t, func(c *ScenarioConfig) { c.Name, c.Seed, c.Days, c.Step = "quiet", seed, r.days, 15*time.Minute })
			names := s.Names().Devices.All()
			planted := map[key]record.Row{}
			for _, row := range scenarioRows(t, s, 2) {
				planted[key{row.Time, row.Device}] = row
			}
			first, last := make([]int64, len(s.truth.Events)), make([]int64, len(s.truth.Events))
			for _, row := range scenarioRows(t, plain, 2) {
				at := time.Unix(0, row.Time).UTC()
				got, there := planted[key{row.Time, row.Device}]
				if there && got.Value == row.Value {
					continue
				}
				event := slices.IndexFunc(s.truth.Events, func(e Event) bool {
					return slices.Contains(e.Devices, names[row.Device].Raw) && !at.Before(e.Start) && !at.After(e.End)
				})
				if event < 0 {
					t.Fatalf("%s, seed %d: %s differs at %s, which the truth does not tell", r.name, seed, names[row.Device].Raw, at)
				}
				if there == (s.truth.Events[event].Kind == "outage") {
					t.Fatalf("%s: a sample at %s is there: %v", r.name, at, there)
				}
				if first[event] == 0 || row.Time < first[event] {
					first[event] = row.Time
				}
				last[event] = max(last[event], row.Time)
			}
			for i, e := range s.truth.Events {
				if first[i] != e.Start.UnixNano() && e.Abrupt || last[i] != e.End.UnixNano() && e.Abrupt {
					t.Errorf("%s, seed %d: %+v differs from %s to %s", r.name, seed, e,
						time.Unix(0, first[i]).UTC(), time.Unix(0, last[i]).UTC())
				}
			}
		}
	}
}

// Every scenario can be planted with its defaults for many seeds; events keep
// inside the data and are named right.
func TestScenariosFindRoom(t *testing.T) {
	for _, r := range recipes {
		for seed := range uint64(60) {
			s := scenario(t, func(c *ScenarioConfig) { c.Name, c.Seed = r.name, seed })
			for i, e := range s.truth.Events {
				if e.ID != "E-"+strconv.Itoa(i+1) || e.Start.Before(s.truth.Start) || e.End.After(s.truth.End) ||
					e.End.Before(e.Start) || e.Open != e.End.Equal(s.truth.End) || len(e.Devices) == 0 || e.Region == "" {
					t.Errorf("%s, seed %d: %+v", r.name, seed, e)
				}
				if (e.Cause == "") != (e.Silent || e.Optional) {
					t.Errorf("%s, seed %d: cause %q of %+v", r.name, seed, e.Cause, e)
				}
			}
		}
	}
}

// A clock that is ahead leaves a hole and runs over the same stamps twice.
func TestClockStep(t *testing.T) {
	s := scenario(t, func(c *ScenarioConfig) { c.Name = "clock-step" })
	e := s.truth.Events[0]
	var times []time.Time
	for _, row := range scenarioRows(t, s, 1) {
		if s.Names().Devices.Name(row.Device).Raw == e.Devices[0] {
			times = append(times, time.Unix(0, row.Time).UTC())
		}
	}
	ahead, back := 0, 0
	for i := 1; i < len(times); i++ {
		switch gap := times[i].Sub(times[i-1]); gap {
		case 5 * time.Minute:
		case 100 * time.Minute:
			ahead++
			if !times[i-1].Equal(e.Start.Add(-5 * time.Minute)) {
				t.Errorf("hole after %s, truth %s", times[i-1], e.Start)
			}
		case -90 * time.Minute:
			back++
			if !times[i-1].Equal(e.End) {
				t.Errorf("back after %s, truth %s", times[i-1], e.End)
			}
		default:
			t.Errorf("%s after %s", times[i], times[i-1])
		}
	}
	if ahead != 1 || back != 1 {
		t.Errorf("%d holes, %d steps back", ahead, back)
	}
}

// Neighbouring samples are never both spikes, and their share is as asked.
func TestSpikesAreAlone(t *testing.T) {
	n, spikes, last := int64(400_000), 0, int64(-100)
	for tick := range n {
		if spikeAt(3, 1, tick, 0.004) > 0 {
			spikes++
			if tick-last < 2*spikeEdge {
				t.Fatalf("spikes at %d and %d", last, tick)
			}
			last = tick
		}
	}
	if share := float64(spikes) / float64(n); math.Abs(share-0.004) > 0.0003 {
		t.Errorf("share %g", share)
	}
}

// The slow curves and the hashes behind them have the moments they are made for.
func TestWander(t *testing.T) {
	var sum, square float64
	const n = 200_000
	for i := range uint64(n) {
		v := bellUnit(hash(7, i))
		sum += v
		square += v * v
	}
	if mean := sum / n; math.Abs(mean) > 0.01 || math.Abs(square/n-1) > 0.02 {
		t.Errorf("mean %g, square %g", mean, square/n)
	}
	for at := range 1000 {
		a, b := wander(1, 2, 3, float64(at)/100), wander(1, 2, 3, float64(at+1)/100)
		if math.Abs(a-b) > 0.1 {
			t.Errorf("jump from %g to %g", a, b)
		}
	}
}

func TestScenarioUse(t *testing.T) {
	for _, change := range []func(*ScenarioConfig){
		func(c *ScenarioConfig) { c.Name = "no such" },
		func(c *ScenarioConfig) { c.Days = -1 },
		func(c *ScenarioConfig) { c.Days = MaxDays + 1 },
		func(c *ScenarioConfig) { c.Step = 0 },
		func(c *ScenarioConfig) { c.Step = 1500 * time.Millisecond },
		func(c *ScenarioConfig) { c.Step = 2 * time.Hour },
		func(c *ScenarioConfig) { c.Devices = 0 },
		func(c *ScenarioConfig) { c.Regions = 21 },
		func(c *ScenarioConfig) { c.Strength = math.NaN() },
		func(c *ScenarioConfig) { c.Jitter = 0.5 },
		func(c *ScenarioConfig) { c.Days, c.Devices, c.Regions = 1, 1, 1 }, // no room
	} {
		c := DefaultScenario("mixed")
		change(&c)
		if _, err := NewScenario(c); record.KindOf(err) != record.KindUsage {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestTruthReadsBack(t *testing.T) {
	s := scenario(t, func(c *ScenarioConfig) {})
	var text bytes.Buffer
	if err := s.Truth().Write(&text); err != nil {
		t.Fatal(err)
	}
	var back Truth
	if err := json.Unmarshal(text.Bytes(), &back); err != nil || !reflect.DeepEqual(back, *s.Truth()) {
		t.Errorf("%v\n%+v\n%+v", err, back, *s.Truth())
	}
	if os.Getenv("SHOW_TRUTH") != "" {
		t.Log(text.String())
	}
}

func BenchmarkScenario(b *testing.B) {
	s := scenario(b, func(c *ScenarioConfig) {})
	rows := 0
	for b.Loop() {
		rows += len(scenarioRows(b, s, 2))
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
