package mapping

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestHostileHeaders holds Propose to a bounded time for headers that nobody
// sane writes.
func TestHostileHeaders(t *testing.T) {
	const columns = 8192
	for name, make := range map[string]func(i int) (string, string){
		"devices":         func(i int) (string, string) { return fmt.Sprintf("edge-%d latency", i), "0.5" },
		"devices, shares": func(i int) (string, string) { return fmt.Sprintf("edge-%d loss", i), "0.5" },
		"kinds":           func(i int) (string, string) { return fmt.Sprintf("edge-%d p%d", i%50, []int{50, 90, 95, 99}[i%4]), "1" },
		"one name":        func(int) (string, string) { return "latency", "1" },
		"no names":        func(int) (string, string) { return "", "2025-03-01" },
		"times":           func(int) (string, string) { return "time", "01/02/2025 10:00" },
		"interfaces":      func(i int) (string, string) { return []string{"host", "interface"}[i%2], fmt.Sprint("x", i) },
		"idle":            func(int) (string, string) { return "idle", "0.5" },
		"bytes":           func(int) (string, string) { return "rx_bytes", "5" },
		"long names":      func(i int) (string, string) { return strings.Repeat("a b ", 100) + "rtt", "5" },
		"units":           func(i int) (string, string) { return []string{"download", "unit"}[i%2], "5" },
	} {
		in := Input{Columns: []Candidate{{Name: "timestamp", Samples: []string{"2025-03-01 10:00:00", "2025-03-01 10:01:00"}}}}
		for i := range columns {
			n, cell := make(i)
			in.Columns = append(in.Columns, Candidate{Name: n, Samples: []string{cell, cell + "1"}})
		}
		start := time.Now()
		p := Propose(in)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
		if len(p.Questions) > 100 || len(p.Notes) > 100 {
			t.Errorf("%s: %d questions and %d notes", name, len(p.Questions), len(p.Notes))
		}
	}
}
