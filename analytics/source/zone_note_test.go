package source

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

// Times without a zone are UTC by the definition of the canonical format; with
// any other header that is an assumption, which is told.
func TestCanonicalHeaderHasNoNoteOnTheZone(t *testing.T) {
	const all = "timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct"
	for header, want := range map[string]bool{
		all: false,
		"region,device_id,timestamp,cpu_utilization_pct,packet_loss_pct,latency_ms,traffic_mbps": false,
		all + ",comment": true,
		strings.TrimSuffix(all, ",cpu_utilization_pct"): true,
		strings.Replace(all, "timestamp", "time", 1):    true,
		strings.Replace(all, "latency_ms", "rtt_ms", 1): true,
		strings.Replace(all, "region", "country_eu", 1): true,
	} {
		row := make([]string, 0, 8)
		for _, name := range strings.Split(header, ",") {
			cell := "1"
			switch name {
			case "timestamp", "time":
				cell = "2023-01-01 00:00:00"
			case "device_id", "region", "comment", "country_eu":
				cell = name + "-a"
			}
			row = append(row, cell)
		}
		path := filepath.Join(t.TempDir(), "t.csv")
		if err := os.WriteFile(path, []byte(header+"\n"+strings.Join(row, ",")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open([]string{path}, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		load, err := s.Read(context.Background(), 1, func(int, *record.Batch) error { return nil }, nil)
		if err != nil {
			t.Fatalf("%s: %v", header, err)
		}
		if got := strings.Contains(strings.Join(load.Notes, "\n"), "no zone"); got != want {
			t.Errorf("%s: %q, want a note on the zone: %v", header, load.Notes, want)
		}
		if !want && !load.Clean() {
			t.Errorf("%s: not clean: %q", header, load.Notes)
		}
		if plan := s.Plans()[0].Plan; plan.Time.Zone != "UTC" {
			t.Errorf("%s: zone %q", header, plan.Time.Zone)
		}
	}
}
