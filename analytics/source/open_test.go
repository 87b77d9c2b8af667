package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"network-analytics/analytics/record"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.csv")
	for path, data := range map[string]string{
		good:                               canonicalHeader + "\n" + goodRow + "\n",
		filepath.Join(dir, "\x1b[2Jx.csv"): "",
	} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	soft, hard := filepath.Join(dir, "soft.csv"), filepath.Join(dir, "hard.csv")
	if err := errors.Join(os.Symlink(good, soft), os.Link(good, hard)); err != nil {
		t.Skip("no links here:", err)
	}
	for _, tc := range []struct {
		name  string
		paths []string
		want  string
		kind  record.Kind
	}{
		{"nothing", nil, "no input named", record.KindUsage},
		{"missing", []string{filepath.Join(dir, "none.csv")}, "none.csv: cannot be opened: no such file", record.KindInput},
		{"directory that holds a file twice", []string{dir}, "counted twice", record.KindInput},
		{"directory without files", []string{t.TempDir()}, "is a directory without files", record.KindInput},
		{"pattern", []string{filepath.Join(dir, "*.tsv")}, "no file fits this pattern", record.KindInput},
		{"device", []string{"/dev/null"}, "neither a file nor a pipe", record.KindInput},
		{"twice", []string{good, good}, "counted twice", record.KindInput},
		{"twice by symbolic link", []string{good, soft}, "counted twice", record.KindInput},
		{"twice by hard link", []string{hard, good}, "counted twice", record.KindInput},
		{"no standard input", []string{"-"}, "standard input is not available", record.KindInput},
		{"name with an escape", []string{filepath.Join(dir, "\x1b[2Jx.csv")}, `\x1b[2Jx.csv: file is empty`, record.KindInput},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Open(tc.paths, nil, Options{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || record.KindOf(err) != tc.kind {
				t.Fatalf("got %v, want %q", err, tc.want)
			}
			if strings.ContainsRune(err.Error(), 0x1b) {
				t.Errorf("an escape in %q", err)
			}
		})
	}
	_, err := Open([]string{filepath.Join(dir, "none.csv")}, nil, Options{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v does not wrap its cause", err)
	}
	if _, err := Open([]string{"-", "-"}, strings.NewReader(""), Options{}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("standard input twice: %v", err)
	}
	f, err := os.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Open([]string{soft, "-"}, f, Options{}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a file and standard input from it: %v", err)
	}
}

// TestStdinFile reads a file that was redirected to standard input: its size is
// known, and reading begins where the file stands.
func TestStdinFile(t *testing.T) {
	path := write(t, "in.csv", "skipped\n"+canonicalHeader+"\n"+goodRow+"\n")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(int64(len("skipped\n")), 0); err != nil {
		t.Fatal(err)
	}
	s, err := Open([]string{"-"}, f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	progress := record.NewProgress()
	rep, err := s.Read(context.Background(), 1, discard, progress)
	snap := progress.Snapshot()
	if err != nil || rep.Rows != 1 || snap.TotalBytes != int64(len(canonicalHeader)+len(goodRow)+2) || snap.Bytes != snap.TotalBytes {
		t.Errorf("%+v, %v, %+v", rep, err, snap)
	}
}

func TestHeaderErrors(t *testing.T) {
	many := "timestamp,latency_ms"
	for range 30 {
		many += ",extra"
	}
	for _, tc := range []struct{ header, want string }{
		{"when,latency_ms", "no usable time"},
		{"timestamp,device_id", "not telemetry: no metric column found; columns: timestamp, device_id"},
		{`"timestamp,latency_ms`, "the quote in the header is not closed"},
		{`"timestamp"x,latency_ms`, "text follows a quoted column name in the header"},
		{"\x1b]0;x\x07,latency_ms", `\x1b]0;x\x07`},
		{"\x1f\x8b\x08", "gzip data is cut off"}, {"\x28\xb5\x2f\xfd", "zstd data"}, {"PK\x03\x04", "zip"},
		{"\xff\xfet\x00", "not telemetry"}, {` {"a":1}`, "not telemetry"},
		{byteOrder, "file is empty"}, {"\n\r\n \n", "nothing but blank lines"},
		{strings.Repeat("x", 2<<20), "longer than 1048576 bytes"},
		{many[10:], "19 more"},
	} {
		path := write(t, "in.csv", tc.header+"\n")
		if tc.header == byteOrder {
			path = write(t, "in.csv", tc.header)
		}
		_, err := Open([]string{path}, nil, Options{})
		if err == nil || !strings.Contains(err.Error(), tc.want) || record.KindOf(err) != record.KindInput {
			t.Errorf("%.60q: got %v, want %q", tc.header, err, tc.want)
			continue
		}
		if strings.ContainsAny(err.Error(), "\x1b\x07\n") || len(err.Error()) > 700 {
			t.Errorf("%.60q: not fit for a screen: %q", tc.header, err)
		}
		// A pipe is told the same, only later.
		data, _ := os.ReadFile(path)
		if got := pipe(t, string(data), 2, Options{}); got.err == nil || strings.TrimPrefix(got.err.Error(), "-") != strings.TrimPrefix(err.Error(), path) {
			t.Errorf("%.60q: as a pipe %v, as a file %v", tc.header, got.err, err)
		}
	}
}

func TestUnusedColumnsDoNotStop(t *testing.T) {
	for _, header := range []string{"timestamp,latency_ms,jitter", "timestamp,latency_ms,lat,lon", "timestamp,latency_ms,id,"} {
		if _, err := Open([]string{write(t, "in.csv", header+"\n")}, nil, Options{}); err != nil {
			t.Errorf("%s: %v", header, err)
		}
	}
}
