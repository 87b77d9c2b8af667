//go:build unix

package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// childMode names the variable that makes the test binary run the dashboard.
const childMode = "TUI_TEST_CHILD"

// child runs the dashboard as a program would and exits as one would.
func child(mode string) {
	cfg := Config{Title: "network.csv"}
	cfg.Analyse = func(ctx context.Context, _ analytics.View, _ *record.Progress) (*analytics.Report, error) {
		switch mode {
		case "slow":
			<-ctx.Done()
			return nil, ctx.Err()
		case "stuck": // an analysis that does not listen
			time.Sleep(time.Minute)
		case "crash":
			panic("analysis broke")
		case "fail":
			return nil, &record.Error{Kind: record.KindInput, What: "nothing in it"}
		}
		return fixture(), nil
	}
	cfg.Look = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
		return fixture(), nil
	}
	cfg.Export = func(ctx context.Context, _ *analytics.Report) ([]string, error) {
		<-ctx.Done()
		fmt.Fprintln(os.Stderr, "export cleaned up")
		return nil, ctx.Err()
	}
	err := error(nil)
	if mode == "questions" {
		_, err = AskMapping(context.Background(), MappingConfig{Title: "network.csv", Look: lookAt})
	} else {
		err = Run(context.Background(), cfg)
	}
	var code interface{ ExitCode() int }
	switch {
	case err == nil:
		os.Exit(0)
	case errors.As(err, &code):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(code.ExitCode())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// terminal is a child on a terminal that answers nothing.
type terminal struct {
	*testing.T
	cmd  *exec.Cmd
	file *os.File // the user's end
	tty  *os.File // the program's end, to look at its mode
	was  *term.State

	mu  sync.Mutex
	out bytes.Buffer
}

func start(t *testing.T, mode string, env ...string) *terminal {
	t.Helper()
	return startCommand(t, exec.Command(os.Args[0]), mode, env...)
}

func startCommand(t *testing.T, cmd *exec.Cmd, mode string, env ...string) *terminal {
	t.Helper()
	file, tty, err := pty.Open()
	if err != nil {
		t.Skip("no pty:", err)
	}
	if err := pty.Setsize(file, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	// Setting the size has put the file into blocking mode, in which closing it
	// waits for the read under way; a quiet program would never see it closed.
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	file.Close()
	file = os.NewFile(uintptr(fd), "pty")
	s := &terminal{T: t, file: file, tty: tty, cmd: cmd}
	if s.was, err = term.GetState(tty.Fd()); err != nil {
		t.Fatal(err)
	}
	s.cmd.Env = append([]string{childMode + "=" + mode, "GORACE=atexit_sleep_ms=0", "LANG=C.UTF-8", "TERM=xterm-256color", "COLORFGBG=15;0"}, env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, err := file.Read(buf)
			s.mu.Lock()
			s.out.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		file.Close()
		tty.Close()
	})
	return s
}

func (s *terminal) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

func (s *terminal) wait(text string) { s.Helper(); s.waitFor(text, 1) }

// waitFor waits until text has come n times.
func (s *terminal) waitFor(text string, n int) {
	s.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Count(s.output(), text) >= n {
			return
		}
	}
	s.Fatalf("never saw %q %d times in %q", text, n, s.output())
}

func (s *terminal) keys(keys string) { s.file.WriteString(keys) }

// exit waits for the end and checks the exit code, the time since the cause and
// that the terminal is as it was.
func (s *terminal) exit(code int) {
	s.Helper()
	since := time.Now()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		s.Fatal("does not end")
	}
	if took := time.Since(since); took > 3*time.Second { // TestLeavesAtOnce measures
		s.Errorf("took %v to end", took)
	}
	if got := s.cmd.ProcessState.ExitCode(); got != code {
		s.Errorf("exit code %d, want %d", got, code)
	}
	now, err := term.GetState(s.tty.Fd())
	if err != nil {
		s.Fatal(err)
	}
	if *now != *s.was {
		s.Error("the terminal is not in the mode it was in")
	}
	s.drain()
	s.undone()
}

// drain waits until all that was written to the terminal has been read.
func (s *terminal) drain() {
	s.Helper()
	const end = "\x1e" // nothing else writes it
	if _, err := s.tty.WriteString(end); err != nil {
		s.Fatal(err)
	}
	s.wait(end)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Truncate(bytes.LastIndex(s.out.Bytes(), []byte(end)))
}

// undone checks that the screen, the cursor, the paste mode and the mouse are
// given back.
func (s *terminal) undone() {
	s.Helper()
	out := s.output()
	for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}, {"\x1b[?1002h", "\x1b[?1002l"}} {
		if strings.LastIndex(out, pair[0]) > strings.LastIndex(out, pair[1]) {
			s.Errorf("%q is not undone", pair[0])
		}
	}
}

const (
	loading = "reading network.csv"
	ready   = "[1 Overview]"
)

func TestSignals(t *testing.T) {
	for _, c := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}, {syscall.SIGQUIT, 131}} {
		for stage, prepare := range map[string]func(*terminal){
			"loading": func(s *terminal) { s.wait(loading) },
			"report":  func(s *terminal) { s.wait("level") },
			"export":  func(s *terminal) { s.wait("level"); s.keys("e"); s.wait("exporting") },
			"help":    func(s *terminal) { s.wait("level"); s.keys("?"); s.wait("Keys") },
		} {
			t.Run(c.signal.String()+"/"+stage, func(t *testing.T) {
				t.Parallel()
				s := start(t, map[string]string{"loading": "slow"}[stage]+"report"[:6*btoi(stage != "loading")])
				prepare(s)
				s.cmd.Process.Signal(c.signal)
				s.exit(c.code)
				if stage == "export" {
					s.wait("export cleaned up")
				}
			})
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestLeaving(t *testing.T) {
	for _, c := range []struct {
		name, mode, see, keys string
		code                  int
	}{
		{"q while loading", "slow", loading, "q", 0},
		{"q while the analysis does not listen", "stuck", loading, "q", 0},
		{"ctrl+c while loading", "slow", loading, "\x03", 130},
		{"q with a report", "report", "severity", "q", 0},
		{"q closes the help first", "report", "severity", "?qq", 0},
		{"ctrl+c in the help", "report", "severity", "?\x03", 130},
		{"ctrl+c in a filter", "report", "severity", "4/edge\x03", 130},
		{"q is text in a filter", "report", "severity", "4/q\rq", 0},
		{"with the mouse on", "report", "severity", "\x1bOQq", 0},
		{"without a report", "fail", "nothing in it", "q", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, c.mode)
			s.wait(c.see)
			for _, k := range strings.SplitAfter(c.keys, "") {
				if k == "" {
					continue
				}
				s.keys(k)
				if k != "\x1b" && k != "O" {
					time.Sleep(30 * time.Millisecond)
				}
			}
			s.exit(c.code)
		})
	}
}

// The program is gone 200 ms after the key, even when the analysis does not
// listen. The quickest of a few tries is taken, since the machine may be busy.
func TestLeavesAtOnce(t *testing.T) {
	best := time.Minute
	for range 4 {
		s := start(t, "stuck")
		s.wait(loading)
		begin := time.Now()
		s.keys("q")
		s.cmd.Wait()
		best = min(best, time.Since(begin))
	}
	if best > leaveLimit+150*time.Millisecond {
		t.Errorf("leaves after %v", best)
	}
	t.Log("leaves after", best)
}

func TestCrashRestoresTheTerminal(t *testing.T) {
	s := start(t, "crash")
	s.wait("internal error: analysis broke")
	s.exit(70)
	if out := s.output(); strings.LastIndex(out, "\x1b[?1049l") > strings.LastIndex(out, "internal error") {
		t.Error("the message was printed on the alternate screen")
	}
}

// A terminal that answers nothing holds the first frame up by no more than the
// limit, and is asked only when nothing else tells the background.
func TestSilentTerminal(t *testing.T) {
	begin := time.Now()
	s := start(t, "slow", "COLORFGBG=")
	s.wait(loading)
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("first frame after %v", took)
	}
	if n := strings.Count(s.output(), "\x1b]11;?"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	s.keys("q")
	s.exit(0)

	s = start(t, "slow")
	s.wait(loading)
	if strings.Contains(s.output(), "\x1b]11;?") || strings.Contains(s.output(), "\x1b[6n") {
		t.Error("asked although COLORFGBG tells")
	}
	s.keys("q")
	s.exit(0)
}

func TestAnsweredBackground(t *testing.T) {
	s := start(t, "report", "COLORFGBG=")
	s.wait("\x1b]11;?")
	s.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c5")
	s.wait("[5 Bottlenecks]") // typed behind the answer, and not lost
	if !strings.Contains(s.output(), "38;5;25m") {
		t.Error("no colour of the light theme")
	}
	s.keys("q")
	s.exit(0)
}

func TestClosedTerminal(t *testing.T) {
	for mode, text := range map[string]string{"slow": loading, "report": "severity"} {
		s := start(t, mode)
		s.wait(text)
		s.tty.Close()
		s.file.Close()
		done := make(chan error, 1)
		go func() { done <- s.cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(3 * time.Second):
			t.Errorf("%s: lives on without a terminal", mode)
		}
	}
}

// Nothing of what the data hold reaches the terminal but printable text.
func TestFramesAreSynchronised(t *testing.T) {
	s := start(t, "report")
	s.wait("level")
	s.keys("q")
	s.exit(0)
	out := s.output()
	if strings.Count(out, syncBegin) == 0 || strings.Count(out, syncBegin) != strings.Count(out, syncEnd) {
		t.Errorf("%d begins, %d ends", strings.Count(out, syncBegin), strings.Count(out, syncEnd))
	}
}

// A copy is one write of its own, and Q leaves the last screen behind.
func TestCopyAndLastScreen(t *testing.T) {
	s := start(t, "report")
	s.wait("level")
	s.keys("5")
	s.wait("[5 Bottlenecks]")
	s.keys("y")
	s.wait("copied 1 line")
	// It stands between two frames.
	if !strings.Contains(s.output(), syncEnd+"\x1b]52;c;") || !strings.Contains(s.output(), "\a"+syncBegin) {
		t.Errorf("no copy in %q", s.output())
	}
	s.keys("Q")
	s.exit(0)
	out := s.output()
	if left := out[strings.LastIndex(out, "\x1b[?1049l"):]; !strings.Contains(left, "[5 Bottlenecks]") || strings.Contains(left, "copied") {
		t.Errorf("left behind: %q", left)
	}
}

func TestASessionWithoutShellIsNotSuspended(t *testing.T) {
	s := start(t, "report")
	s.wait("level")
	s.keys("\x1a")
	time.Sleep(50 * time.Millisecond)
	s.keys("5")
	s.wait("[5 Bottlenecks]")
	s.keys("q")
	s.exit(0)
}

// ctrl+z and SIGTSTP give the terminal back to the shell; fg comes back to the
// same place, with the mouse still on.
func TestSuspend(t *testing.T) {
	testSuspend(t, "report", "level", "\x1bOQ5", "[5 Bottlenecks]")
}

// The questions before the dashboard can be left for the shell, too.
func TestSuspendQuestions(t *testing.T) {
	testSuspend(t, "questions", "Question 1", "\x1b[B", "--loss-unit fraction")
}

// testSuspend types keys when begin is there, and expects to see text then and
// whenever the program comes back.
func testSuspend(t *testing.T, mode, begin, keys, text string) {

	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	for name, stop := range map[string]func(s *terminal){
		"key": func(s *terminal) { s.keys("\x1a") },
		"signal": func(s *terminal) {
			group, err := 0, error(nil)
			raw, _ := s.file.SyscallConn()
			raw.Control(func(fd uintptr) { group, err = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP) })
			if err != nil {
				s.Fatal(err)
			}
			syscall.Kill(-group, syscall.SIGTSTP)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := startCommand(t, exec.Command(bash, "--norc", "--noprofile", "-i"), mode, "PATH="+os.Getenv("PATH"))
			// The shell's own paste mode would hide what the dashboard leaves on.
			s.keys("bind 'set enable-bracketed-paste off'\n")
			s.keys(os.Args[0] + "\n")
			s.wait(begin)
			s.keys(keys)
			s.wait(text)
			for round := 1; round <= 2; round++ {
				stop(s)
				s.waitFor("Stopped", round)
				s.undone()
				s.keys("echo out$((40+" + fmt.Sprint(round) + "))\n")
				s.wait("out4" + fmt.Sprint(round))
				s.keys("fg\n")
				s.waitFor("\x1b[?1049h", round+1)
				if mode == "report" {
					s.waitFor("\x1b[?1002h", round+1)
				}
				s.waitFor(text, round+1)
			}
			s.keys("q")
			s.waitFor("\x1b[?1049l", 3)
			s.keys("exit 7\n")
			s.exit(7)
		})
	}
}
