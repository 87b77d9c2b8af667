package analytics_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// memory is a Spool that counts, and fails when told to.
type memory struct {
	mu     sync.Mutex
	data   []byte
	closed bool
	full   int // bytes after which writing fails, 0 for never
}

func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	end := int(at) + len(p)
	if m.full > 0 && end > m.full {
		return 0, errors.New("no space left")
	}
	if end > len(m.data) {
		m.data = append(m.data, make([]byte, end-len(m.data))...)
	}
	return copy(m.data[at:], p), nil
}

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if int(at)+len(p) > len(m.data) {
		return 0, io.ErrUnexpectedEOF
	}
	return copy(p, m.data[at:]), nil
}

func (m *memory) Close() error { m.closed = true; return nil }

// TestSpoolChangesNothing: rows in memory, in the spool or in both give the same
// report, and the spool is let go.
func TestSpoolChangesNothing(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	f.size = 500
	want := fingerprint(run(t, f, 2))
	for _, keep := range []int64{1, 100_000, 1 << 30} {
		spool := &memory{}
		opened := 0
		r, err := analytics.Run(t.Context(), f, analytics.Options{Workers: 3, Keep: keep, Spool: func() (analytics.Spool, error) {
			opened++
			return spool, nil
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if fingerprint(r) != want {
			t.Errorf("keeping %d bytes gives another report", keep)
		}
		if needed := keep < 1<<30; (opened == 1) != needed || spool.closed != needed || (len(spool.data) > 0) != needed {
			t.Errorf("keeping %d bytes: opened %d times, closed %v, %d bytes", keep, opened, spool.closed, len(spool.data))
		}
	}
}

func TestSpoolFails(t *testing.T) {
	f := readTable(t, filepath.Join(oracleDir, "telemetry_12000.csv"))
	for name, open := range map[string]func() (analytics.Spool, error){
		"open":  func() (analytics.Spool, error) { return nil, errors.New("read-only") },
		"write": func() (analytics.Spool, error) { return &memory{full: 100_000}, nil },
	} {
		_, err := analytics.Run(t.Context(), f, analytics.Options{Keep: 1, Spool: open}, nil)
		if record.KindOf(err) != record.KindOutput || !strings.Contains(err.Error(), "TMPDIR") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
