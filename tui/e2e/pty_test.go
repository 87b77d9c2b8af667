//go:build linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience is how long a step may take before the test gives up. It is no
// measure of speed, only the end of hope on a busy machine.
const patience = 20 * time.Second

// session is the program in a pseudo-terminal that answers no query, as serial
// consoles and automation do not.
type session struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	slave  *os.File
	before unix.Termios

	mu     sync.Mutex
	output bytes.Buffer
	exited chan struct{}
}

type options struct {
	env   []string
	dir   string
	stdin *os.File
	size  pty.Winsize
	shell string // a script to run instead of the program, which is its $0
}

func start(t *testing.T, o options, args ...string) *session {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if o.size == (pty.Winsize{}) {
		o.size = pty.Winsize{Rows: 24, Cols: 80}
	}
	if err := pty.Setsize(master, &o.size); err != nil {
		t.Fatal(err)
	}
	// Setting the size has put master into blocking mode, in which closing it waits
	// for the read under way: a program that is quiet would never see it closed.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	master.Close()
	master = os.NewFile(uintptr(fd), "pty")
	s := &session{t: t, master: master, slave: slave, exited: make(chan struct{})}
	termios, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	s.before = *termios
	s.cmd = exec.Command(binary, args...)
	if o.shell != "" {
		s.cmd = exec.Command("bash", append([]string{"-c", o.shell, binary}, args...)...)
	}
	s.cmd.Dir = o.dir
	if s.cmd.Dir == "" {
		s.cmd.Dir = t.TempDir()
	}
	s.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.cmd.Dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, o.env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = slave, slave, slave
	if o.stdin != nil {
		s.cmd.Stdin = o.stdin
	}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		chunk := make([]byte, 1<<16)
		for {
			n, err := master.Read(chunk)
			s.mu.Lock()
			s.output.Write(chunk[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	go func() {
		_ = s.cmd.Wait()
		close(s.exited)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.exited
		slave.Close()
		master.Close()
	})
	return s
}

func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

// wait returns when the output holds text.
func (s *session) wait(text string) {
	s.t.Helper()
	s.until(fmt.Sprintf("output of %q", text), func() bool { return strings.Contains(s.text(), text) })
}

func (s *session) until(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("no %s; the output is %q", what, s.text())
		}
	}
}

func (s *session) send(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the end and returns the exit code.
func (s *session) exit() int {
	s.t.Helper()
	select {
	case <-s.exited:
	case <-time.After(patience):
		s.t.Fatalf("does not end; the output is %q", s.text())
	}
	time.Sleep(20 * time.Millisecond) // let the reader take what is left
	return s.cmd.ProcessState.ExitCode()
}

// restored fails unless the terminal is as it was: line mode with echo, the main
// screen, the cursor shown, no mouse.
func (s *session) restored() {
	s.t.Helper()
	now, err := unix.IoctlGetTermios(int(s.slave.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	if *now != s.before {
		s.t.Errorf("the terminal's mode is not restored: %+v, was %+v", *now, s.before)
	}
	out := s.text()
	for _, m := range []struct{ what, on, off string }{
		{"alternate screen", "\x1b[?1049h", "\x1b[?1049l"},
		{"hidden cursor", "\x1b[?25l", "\x1b[?25h"},
		{"mouse", "\x1b[?1002h", "\x1b[?1002l"},
		{"bracketed paste", "\x1b[?2004h", "\x1b[?2004l"},
		{"synchronised output", "\x1b[?2026h", "\x1b[?2026l"},
	} {
		if strings.LastIndex(out, m.on) > strings.LastIndex(out, m.off) {
			s.t.Errorf("left on: %s", m.what)
		}
	}
}

const escape = "\x1b"

// TestNoQueryWithoutScreen: what prints and ends must not talk to the terminal.
func TestNoQueryWithoutScreen(t *testing.T) {
	for _, args := range [][]string{
		{"--version"}, {"--help"}, {"--export-only"}, {"generate", "--records", "10"}, {"no-such-file.csv"}, {"--no-such-flag"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			s := start(t, options{}, args...)
			s.exit()
			out := strings.ReplaceAll(s.text(), "\r"+escape+"[K", "") // the progress line's own
			if strings.Contains(out, escape) {
				t.Errorf("escape sequence in %q", out)
			}
			if out == "" {
				t.Error("says nothing")
			}
		})
	}
}

func TestPlainSummaryWhereNoScreenWorks(t *testing.T) {
	for _, env := range [][]string{{"TERM=dumb"}, {"TERM="}} {
		s := start(t, options{env: env})
		if code := s.exit(); code != 0 {
			t.Errorf("%v: exit code %d", env, code)
		}
		if out := s.text(); strings.Contains(out, escape) || !strings.Contains(out, "12,000") || !strings.Contains(out, "--export-only") {
			t.Errorf("%v: %q", env, out)
		}
	}
}

func TestDashboardStartsAndQuits(t *testing.T) {
	for keys, code := range map[string]int{"q": 0, "\x03": 130} {
		s := start(t, options{})
		s.wait("12,000")
		s.send(keys)
		if got := s.exit(); got != code {
			t.Errorf("%q exits with %d, want %d", keys, got, code)
		}
		s.restored()
	}
}

// slowInput returns the reading end of a pipe that got some rows and stays open.
func slowInput(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	if _, err := w.WriteString("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n2023-01-01 00:00:00,a,b,1,2,3,4\n"); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSignals ends the program at several moments with every signal that asks
// it to go.
func TestSignals(t *testing.T) {
	moments := []struct {
		name string
		at   func(t *testing.T) *session
	}{
		{"loading", func(t *testing.T) *session {
			s := start(t, options{stdin: slowInput(t)}, "-")
			s.wait(escape + "[?1049h")
			s.wait("reading")
			return s
		}},
		{"report", func(t *testing.T) *session {
			s := start(t, options{})
			s.wait("12,000")
			return s
		}},
		{"help", func(t *testing.T) *session {
			s := start(t, options{})
			s.wait("12,000")
			s.send("?")
			s.wait("uit") // "quit", whatever its first letter looks like
			return s
		}},
	}
	for _, m := range moments {
		for sig, code := range map[syscall.Signal]int{
			syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGQUIT: 131,
		} {
			t.Run(m.name+" "+unix.SignalName(sig), func(t *testing.T) {
				t.Parallel()
				s := m.at(t)
				s.signal(sig)
				if got := s.exit(); got != code {
					t.Errorf("exit code %d, want %d", got, code)
				}
				s.restored()
			})
		}
	}
}

// TestSignalsWithoutScreen: a cancelled export leaves no file behind.
func TestSignalsWithoutScreen(t *testing.T) {
	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGQUIT: 131} {
		dir := t.TempDir()
		s := start(t, options{stdin: slowInput(t), dir: dir}, "--export-only", "-")
		s.wait("1 rows") // the progress line
		s.signal(sig)
		if got := s.exit(); got != code {
			t.Errorf("%s: exit code %d, want %d", unix.SignalName(sig), got, code)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "reports", "*")); len(left) > 0 {
			t.Errorf("%s leaves %v", unix.SignalName(sig), left)
		}
		s.restored()
	}
}

// TestSuspend stops with ctrl+z under a shell with job control and comes back.
func TestSuspend(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	s := start(t, options{shell: `set -m; "$0"; echo "status $?"; read -r; fg; echo "end $?"`})
	s.wait("12,000")
	s.send("\x1a")
	s.wait("status 147") // 128 + SIGSTOP
	s.restored()
	before := len(s.text())
	s.send("\n")
	s.until("new frame", func() bool { return strings.Contains(s.text()[before:], "12,000") })
	s.send("q")
	s.wait("end 0")
	s.exit()
	s.restored()
}

// TestClosedTerminal: when the window goes, so does the program.
func TestClosedTerminal(t *testing.T) {
	s := start(t, options{})
	s.wait("12,000")
	s.slave.Close()
	s.master.Close()
	select {
	case <-s.exited:
	case <-time.After(patience):
		t.Error("goes on without a terminal")
	}
}

// TestHostileNames lets names from data try every control byte, and allows no
// escape sequence that the program does not write for ordinary names.
func TestHostileNames(t *testing.T) {
	dir := t.TempDir()
	var rows strings.Builder
	rows.WriteString("timestamp,device_id,region,traffic_mbps,latency_ms,packet_loss_pct,cpu_utilization_pct\n")
	for i, evil := range []string{"\x1b]0;owned\x07", "\x1b[5;1HMOVED", "\x9b31m", "\u009b31m", "\x07\x08\x0b\x7f", "\u202egnp", "\x1bP1;2|x\x1b\\"} {
		fmt.Fprintf(&rows, "2023-01-01 00:%02d:00,dev%s,reg%s,1,500,9,99\n", i, evil, evil)
	}
	path := filepath.Join(dir, "evil\x1b]2;t\x07.csv")
	if err := os.WriteFile(path, []byte(rows.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	s := start(t, options{dir: dir}, path)
	s.wait("dev")
	for _, key := range "12345" {
		s.send(string(key))
		time.Sleep(50 * time.Millisecond)
	}
	s.send("q")
	s.exit()
	for _, bad := range []string{"\x1b]0", "\x1b]2", "\x07", "\x1b[5;1HMOVED", "\u009b", "\u202e", "\x1bP"} {
		if strings.Contains(s.text(), bad) {
			t.Errorf("%q reaches the terminal", bad)
		}
	}
}
