//go:build unix

package export

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"network-analytics/analytics/record"
)

// killTarget names, for a child of this test, the file to write over and over.
const killTarget = "NETWORK_ANALYTICS_TEST_KILL_TARGET"

func init() {
	if path := os.Getenv(killTarget); path != "" {
		writeForEver(path)
	}
}

// version returns the n-th content of the file: its length and nothing but one letter.
func version(n int) []byte {
	size := 200_000 + n%7*10_000
	head := fmt.Appendf(nil, "%d\n", size)
	return append(head, bytes.Repeat([]byte{'a' + byte(n%26)}, size)...)
}

// whole reports whether b is a version from its first to its last byte.
func whole(b []byte) bool {
	head, body, _ := bytes.Cut(b, []byte("\n"))
	return len(body) > 0 && string(head) == fmt.Sprint(len(body)) &&
		bytes.Count(body, body[:1]) == len(body)
}

// writeForEver writes one version after the other until it is killed, or for a
// minute when nobody is left to do that.
func writeForEver(path string) {
	end := time.Now().Add(time.Minute)
	for n := 0; time.Now().Before(end); n++ {
		text := version(n)
		err := WriteFile(context.Background(), path, func(w io.Writer) error {
			for len(text) > 0 { // in small parts, so that the kill falls between two
				k := min(len(text), 8000)
				if _, err := w.Write(text[:k]); err != nil {
					return err
				}
				text = text[k:]
			}
			return nil
		})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if n == 0 {
			fmt.Println("ready")
		}
	}
	os.Exit(1)
}

// A process that is killed at any moment leaves a whole file. What it leaves
// beside it is swept an hour later.
func TestKilledWriterLeavesWholeFiles(t *testing.T) {
	if whole(version(1)[:50_000]) || whole([]byte{}) || !whole(version(3)) {
		t.Fatal("the check sees no difference")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	for i := range 40 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), killTarget+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		line := make([]byte, 100)
		if n, _ := out.Read(line); string(line[:n]) != "ready\n" {
			child.Process.Kill()
			child.Wait()
			t.Fatalf("child says %q", line[:n])
		}
		time.Sleep(time.Duration(rand.IntN(8000)) * time.Microsecond)
		child.Process.Kill()
		child.Wait()
		if b, err := os.ReadFile(path); err != nil || !whole(b) {
			t.Fatalf("after kill %d: torn file of %d bytes, %v", i+1, len(b), err)
		}
	}
	stale := leftovers(t, dir)
	t.Logf("40 kills left %d temporary files", len(stale))
	old := time.Now().Add(-2 * staleAfter)
	for _, name := range stale {
		os.Chtimes(filepath.Join(dir, name), old, old)
	}
	if err := WriteFile(t.Context(), path, text("x")); err != nil || leftovers(t, dir) != nil {
		t.Errorf("%v, left: %v", err, leftovers(t, dir))
	}
}

// Pipes are refused at once instead of waiting for a reader.
func TestPipeIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if err := WriteFile(t.Context(), path, text("x")); record.KindOf(err) != record.KindOutput {
		t.Errorf("got %v", err)
	}
}
