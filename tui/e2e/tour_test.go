//go:build linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// requireTmux is the variable that makes a missing tmux a failure.
const requireTmux = "NETWORK_ANALYTICS_REQUIRE_TMUX"

// window is the program in a terminal that draws: tmux, told what to press and
// asked what is on the screen.
type window struct {
	t      *testing.T
	socket string
	raw    string // file of all that the program has written
	last   string // keys pressed last, for failures
}

// openWindow starts the program in a terminal of w x h cells. When it ends, its
// exit code and the modes of the terminal are printed.
func openWindow(t *testing.T, w, h int, dir string, env []string, args ...string) *window {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv(requireTmux) != "" {
			t.Fatal("no tmux")
		}
		t.Skip("no tmux; " + requireTmux + "=1 makes it mandatory")
	}
	win := &window{t: t, socket: filepath.Join(t.TempDir(), "s"), raw: filepath.Join(t.TempDir(), "raw")}
	const script = `read -r x; "$0" "$@"; echo "code $?"; stty -a | tr ' ' '\n' | grep -E '^-?(icanon|echo|isig)' | tr '\n' ' '; read -r x; read -r x`
	words := append([]string{"new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h), "-c", dir, "--", "env", "-i",
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + filepath.Join(dir, "config"), "LANG=C.UTF-8"}, env...)
	words = append(words, "sh", "-c", script, binary)
	win.tmux(append(words, args...)...)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", win.socket, "kill-server").Run() })
	win.tmux("set-option", "-g", "status", "off")
	win.tmux("set-option", "-g", "escape-time", "0")
	win.tmux("pipe-pane", "cat >'"+win.raw+"'")
	win.tmux("send-keys", "Enter") // the script has waited for the pipe
	return win
}

func (w *window) tmux(words ...string) string {
	w.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-u", "-f", "/dev/null", "-S", w.socket}, words...)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("tmux %q: %v: %s", words, err, out)
	}
	return string(out)
}

func (w *window) screen() string {
	w.t.Helper()
	return w.tmux("capture-pane", "-p")
}

// until waits for a screen that fits.
func (w *window) until(what string, fits func(screen string) bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		screen := w.screen()
		if fits(screen) {
			break
		}
		if time.Now().After(end) {
			w.t.Fatalf("after %q: no %s:\n%s", w.last, what, screen)
		}
	}
	w.clean()
}

// sees waits for texts on the screen, and with "-" before one for its absence.
func (w *window) sees(texts ...string) {
	w.t.Helper()
	w.until(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			rest, absent := strings.CutPrefix(text, "-")
			if strings.Contains(screen, rest) == absent {
				return false
			}
		}
		return true
	})
}

// press sends keys by their tmux names and waits as sees does.
func (w *window) press(keys string, texts ...string) {
	w.t.Helper()
	w.last = keys
	w.tmux(append([]string{"send-keys"}, strings.Fields(keys)...)...)
	w.sees(texts...)
}

// types sends text as it is, and waits as sees does.
func (w *window) types(text string, texts ...string) {
	w.t.Helper()
	w.last = text
	w.tmux("send-keys", "-l", text)
	w.sees(texts...)
}

func (w *window) resize(width, height int, texts ...string) {
	w.t.Helper()
	w.last = "resize " + strconv.Itoa(width) + "x" + strconv.Itoa(height)
	w.tmux("resize-window", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height))
	w.sees(texts...)
}

func (w *window) written() string {
	w.t.Helper()
	raw, err := os.ReadFile(w.raw)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}

// own are the sequences that the program has a use for: modes, cursor, erasing,
// colours, text to copy, the question for the background.
var own = regexp.MustCompile("\x1b\\[\\?(25|1002|1003|1006|1049|2004|2026)[hl]|\x1b\\[[0-9;]*[ABCDGHJKm]|\x1b\\]52;c;[A-Za-z0-9+/=]*\x07|" +
	"\x1b\\]11;\\?(\x07|\x1b\\\\)|\x1b\\[6n|\x1b\\[c|[\r\n\t]")

// clean fails when something else than text and own sequences was written. What
// is only begun at the end may yet become one.
func (w *window) clean() {
	w.t.Helper()
	raw := own.ReplaceAllString(w.written(), "")
	if i := strings.LastIndexByte(raw, 0x1b); i >= 0 && len(raw)-i < 1<<12 && !strings.Contains(raw[:i], "\x1b") {
		raw = raw[:i]
	}
	if i := strings.IndexFunc(raw, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }); i >= 0 {
		w.t.Fatalf("after %q: foreign sequence in %q", w.last, raw[max(0, i-40):min(len(raw), i+40)])
	}
}

// quits waits for the end with exit code 0 and the terminal as it was.
func (w *window) quits(keys string) {
	w.t.Helper()
	w.press(keys, "code 0", "isig icanon", " echo")
	if got := w.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"); strings.TrimSpace(got) != "0 1 0" {
		w.t.Errorf("alternate screen, cursor, mouse: %s", got)
	}
}

// demoFile writes the demo scenario.
func demoFile(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.Command(binary, "generate", "--scenario", "demo", "--output", "demo.csv")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// TestTour plays the whole dashboard in a terminal, as an engineer would who
// looks at everything.
func TestTour(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{"256 colours", []string{"TERM=xterm-256color"}, nil},
		{"no colour", []string{"TERM=xterm-256color", "NO_COLOR=1"}, nil},
		{"light", []string{"TERM=xterm-256color", "COLORTERM=truecolor"}, []string{"--theme", "light"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			demoFile(t, dir)
			w := openWindow(t, 120, 40, dir, c.env, append(c.args, "demo.csv")...)
			w.sees("2 open incidents; worst: ap-south", "q quit")
			tourFindings(w)
			tourTime(w)
			tourTables(w)
			tourWords(w)
			w.press("e", "wrote", ".html")
			if found, _ := filepath.Glob(filepath.Join(dir, "reports", "*")); len(found) == 0 {
				t.Error("no exported file")
			}
			tourSizes(w)
			w.quits("q")
			if out := w.written(); c.name == "no colour" && strings.Contains(out, "\x1b[38;") {
				t.Error("colours in spite of NO_COLOR")
			}
		})
	}
}

// tourFindings goes from what is wrong down to the rows, and back.
func tourFindings(w *window) {
	w.t.Helper()
	w.press("Enter", "Overview > ap-south > incident I-5", "Evidence:")
	w.press("Enter", "rows around the incident")
	w.press("Escape", "Evidence:")
	w.press("Escape", "-Evidence:")
	w.press("2", "1 of 5 incidents, 2 open")
	w.press("j", "2 of 5 incidents")
	w.press("Y", "copied")
	w.press("v", "Lone samples")
	w.press("Escape", "2 of 5 incidents")
	w.press("n", "3 of 5 incidents")
	w.press("T", "[3 Latency]", "at 2025-03-04 09:15")
	if n := strings.Count(w.written(), "\x1b]52;c;"); n != 1 {
		w.t.Errorf("%d texts to copy, want 1", n)
	}
}

// tourTime moves the time cursor, marks a range, looks closer, and comes back.
func tourTime(w *window) {
	w.t.Helper()
	w.press("l", "-at 2025-03-04 09:15")
	w.press("m", "begin of a range")
	w.press("l l l l l l m", "range 2025-03-04")
	w.press("=", "time 2025-03-04")
	w.press("L", "time 2025-03-04")
	w.press("0", "-time 2025-03-04")
	w.press("o", "limit 120 ms")
	w.press("s", "regions")
	w.press("j Enter", "edge-16")
	w.press("Escape", "us-west")
	w.press("4", "region x hour")
	w.press("v", "mean latency")
	w.press("w", "of the day")
	w.press("a", "hour")
	w.press("v v v", "highest traffic")
}

// tourTables sorts, hides, keeps, and tries limits.
func tourTables(w *window) {
	w.t.Helper()
	w.press("5", "of 2,546 bottlenecks")
	w.press("g", "1 of 2,546 bottlenecks")
	w.press("Enter", "bottleneck 03-09 23:00")
	w.press("Escape", "1 of 2,546 bottlenecks")
	w.press("<", "[device")
	w.press("s", "[device▲]")
	w.press("y", "copied 1 line")
	w.press("x", "show/hide")
	w.press("j j Space", "show/hide")
	w.press("d", "default")
	w.press("Escape", "[device▲]")
	w.press("+", "device = ")
	w.press("Escape", "-device = ")
	w.press("t", "next limit")
	w.press("Up Up Up", "next limit")
	w.press("Escape", "-next limit")
	w.press("6", "20 devices")
	w.press("Enter", "Devices > edge-", "coverage")
	w.press("Escape", "20 devices")
	w.press("7", "40,280 used")
	w.press("G", "of ")
}

// tourWords types filters and commands, and looks into the help.
func tourWords(w *window) {
	w.t.Helper()
	w.press("/", "tab: not device")
	w.types("regoin = us-east", "no field \"regoin\"")
	w.press("C-u")
	w.types("region = us-east", "region = us-east")
	w.press("Enter", "region = us-east")
	w.types(":save tour")
	w.press("Enter", "saved")
	w.press("Escape", "-region = us-east")
	w.types(":view tour")
	w.press("Enter", "region = us-east")
	w.press("Escape", "-region = us-east")
	w.types(":pane lat", "latency")
	w.press("Tab Enter", "[3 Latency]")
	w.types(":nonsense")
	w.press("Enter", "nonsense")
	w.press("Escape", "-nonsense")
	w.types(":theme contrast")
	w.press("Enter", "[3 Latency]")
	w.types(":slo 99% latency<=120")
	w.press("Enter", "budget")
	w.press("Escape", "[3 Latency]")
	w.press("?", "Keys")
	w.types("/copy")
	w.press("Enter", "OSC 52", "-pgup")
	w.press("Escape", "-OSC 52")
	w.press("z", "-[3 Latency]")
	w.press("z", "[3 Latency]")
	w.press("F2", "mouse on")
	w.press("F2", "mouse off")
}

// tourSizes resizes the terminal on every pane.
func tourSizes(w *window) {
	w.t.Helper()
	w.resize(40, 10, "?")
	for _, pane := range []string{"1 Overview", "2 Incidents", "3 Latency", "4 Capacity", "5 Bottlenecks", "6 Devices", "7 Load"} {
		w.press(pane[:1], "["+pane+"]")
	}
	w.resize(20, 5, "terminal too small")
	w.resize(200, 60, "[7 Load]", "40,280 used")
	w.press("1", "Worst bottlenecks of 2,546", "Capacity: mean traffic")
	w.press("C-l", "2 open incidents")
	w.resize(80, 24, "2 open incidents", "q quit")
}
