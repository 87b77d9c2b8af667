//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const lossFile = "timestamp,host,loss\n2025-03-01T00:00:00Z,edge-a,0.5\n2025-03-01T00:01:00Z,edge-a,0.25\n"

// The terminal asks what is open, and then shows the dashboard of it.
func TestMappingDialog(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "loss.csv"), []byte(lossFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]options{
		"file": {dir: dir},
		"pipe": {dir: dir, shell: `cat loss.csv | "$0" -`},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"loss.csv"}
			if o.shell != "" {
				args = nil
			}
			s := start(t, o, args...)
			s.wait("--loss-unit fraction")
			s.wait("With this answer")
			s.send("\r")
			s.wait("Load")
			s.send("7")
			s.wait("header in line 1") // keys sent at once would be one
			s.send("q")
			select {
			case <-s.exited:
			case <-time.After(patience):
				t.Fatalf("it goes on: %q", s.text())
			}
			if code := s.cmd.ProcessState.ExitCode(); code != 0 {
				t.Errorf("exit code %d: %q", code, s.text())
			}
		})
	}
}

// Whoever leaves the dialog gets the questions in words.
func TestMappingDialogLeft(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "loss.csv"), []byte(lossFile), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, options{dir: dir}, "loss.csv")
	s.wait("With this answer")
	s.send("\x1b")
	select {
	case <-s.exited:
	case <-time.After(patience):
		t.Fatalf("it goes on: %q", s.text())
	}
	s.wait("percent: --loss-unit percent")
	if code := s.cmd.ProcessState.ExitCode(); code != 2 || !strings.Contains(s.text(), "\x1b[?1049l") {
		t.Errorf("exit code %d: %q", code, s.text())
	}
}
