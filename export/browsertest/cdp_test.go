//go:build unix

// Package browsertest opens written pages in a real Chromium and uses them as a
// reader would. The browser is driven over a pipe with the DevTools protocol.
package browsertest

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// requireBrowser is the variable that turns a missing browser into a failure.
const requireBrowser = "NETWORK_ANALYTICS_REQUIRE_BROWSER"

const patience = 60 * time.Second // for one answer on a busy machine

// process is the running Chromium that all tests share.
type process struct {
	cmd     *exec.Cmd
	profile string
	in      io.WriteCloser
	mu      sync.Mutex
	nextID  int
	pending map[int]chan message
	tabs    map[string]*tab // by session
}

// browser is a window of its own in the Chromium, with storage of its own.
type browser struct {
	*process
	context string
}

// message is what travels over the pipe, either way.
type message struct {
	ID        int             `json:"id,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// findChromium returns the browser's path and ends the test without one.
func findChromium(t testing.TB) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(requireBrowser) == "1" {
		t.Fatal("no Chromium found, and " + requireBrowser + "=1 asks for one")
	}
	t.Skip("no Chromium found; set " + requireBrowser + "=1 to fail instead")
	return ""
}

var shared struct {
	sync.Mutex
	*process
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.process != nil {
		shared.stop()
	}
	os.Exit(code)
}

// launch returns a browser with empty storage; it ends with the test.
func launch(t *testing.T) *browser {
	t.Helper()
	path := findChromium(t)
	shared.Lock()
	defer shared.Unlock()
	if shared.process == nil {
		shared.process = start(t, path)
	}
	var context struct{ BrowserContextID string }
	check(t, shared.call("", "Target.createBrowserContext", obj{"disposeOnDetach": true}, &context))
	b := &browser{shared.process, context.BrowserContextID}
	t.Cleanup(func() { b.call("", "Target.disposeBrowserContext", obj{"browserContextId": b.context}, nil) })
	return b
}

// start starts a Chromium with an empty profile.
func start(t *testing.T, path string) *process {
	t.Helper()
	commands, in, err := os.Pipe()
	check(t, err)
	out, answers, err := os.Pipe()
	check(t, err)
	profile, err := os.MkdirTemp("", "browsertest")
	check(t, err)
	p := &process{in: in, profile: profile, pending: map[int]chan message{}, tabs: map[string]*tab{}}
	p.cmd = exec.Command(path, "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--force-color-profile=srgb", "--user-data-dir="+profile, "about:blank")
	p.cmd.ExtraFiles = []*os.File{commands, answers} // fds 3 and 4
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	check(t, p.cmd.Start())
	commands.Close()
	answers.Close()
	go p.listen(out)
	return p
}

func (p *process) stop() {
	p.in.Close()
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	p.cmd.Wait()
	for range 20 { // its children may still write into the profile
		if os.RemoveAll(p.profile) == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// listen sorts what the browser says into answers and events until it ends.
func (b *process) listen(out io.Reader) {
	r := bufio.NewReaderSize(out, 1<<20)
	for {
		raw, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(raw[:len(raw)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if answer, ok := b.pending[m.ID]; ok && m.ID != 0 {
			delete(b.pending, m.ID)
			answer <- m
		} else if tab := b.tabs[m.SessionID]; tab != nil {
			tab.event(m)
		}
		b.mu.Unlock()
	}
}

// call sends a command and decodes its answer into result, which may be nil.
func (b *process) call(session, method string, params, result any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return err
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	b.nextID++
	m := message{ID: b.nextID, Method: method, Params: raw, SessionID: session}
	b.pending[m.ID] = answer
	raw, err = json.Marshal(m)
	if err == nil {
		_, err = b.in.Write(append(raw, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case m = <-answer:
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer", method)
	}
	if m.Error != nil {
		return fmt.Errorf("%s: %s", method, m.Error.Message)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(m.Result, result)
}

// tab is one page of the browser with what it complained about.
type tab struct {
	t        *testing.T
	b        *browser
	session  string
	requests []string
	problems []string // console messages and uncaught errors
	loaded   chan struct{}
}

type obj = map[string]any

// open loads a URL in a new tab of a size. setup runs before the page loads.
func (b *browser) open(t *testing.T, url string, width, height int, setup func(*tab)) *tab {
	t.Helper()
	var target struct{ TargetID string }
	check(t, b.call("", "Target.createTarget", obj{"url": "about:blank", "browserContextId": b.context}, &target))
	var attached struct{ SessionID string }
	check(t, b.call("", "Target.attachToTarget", obj{"targetId": target.TargetID, "flatten": true}, &attached))
	tb := &tab{t: t, b: b, session: attached.SessionID, loaded: make(chan struct{}, 8)}
	b.mu.Lock()
	b.tabs[tb.session] = tb
	b.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		tb.do(domain+".enable", obj{})
	}
	tb.size(width, height)
	if setup != nil {
		setup(tb)
	}
	tb.load(url)
	t.Cleanup(func() { b.call("", "Target.closeTarget", obj{"targetId": target.TargetID}, nil) })
	return tb
}

func (tb *tab) size(width, height int) {
	tb.do("Emulation.setDeviceMetricsOverride", obj{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

func (tb *tab) load(url string) {
	tb.t.Helper()
	tb.do("Page.navigate", obj{"url": url})
	select {
	case <-tb.loaded:
	case <-time.After(patience):
		tb.t.Fatal("the page does not load: " + url)
	}
}

// event keeps what tests ask about. The browser's lock is held.
func (tb *tab) event(m message) {
	switch m.Method {
	case "Page.loadEventFired":
		tb.loaded <- struct{}{}
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		json.Unmarshal(m.Params, &p)
		tb.requests = append(tb.requests, p.Request.URL)
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
		tb.problems = append(tb.problems, m.Method+" "+string(m.Params))
	}
}

// seen returns copies of the requests and complaints so far.
func (tb *tab) seen() (requests, problems []string) {
	tb.b.mu.Lock()
	defer tb.b.mu.Unlock()
	return append([]string(nil), tb.requests...), append([]string(nil), tb.problems...)
}

func (tb *tab) do(method string, params obj) {
	tb.t.Helper()
	check(tb.t, tb.b.call(tb.session, method, params, nil))
}

// eval runs an expression in the page and decodes its JSON value into v.
func (tb *tab) eval(expression string, v any) {
	tb.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
		}
	}
	check(tb.t, tb.b.call(tb.session, "Runtime.evaluate", obj{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r))
	if r.ExceptionDetails != nil {
		tb.t.Fatalf("%s\n%s", expression, r.ExceptionDetails.Exception.Description)
	}
	if v != nil && len(r.Result.Value) > 0 {
		check(tb.t, json.Unmarshal(r.Result.Value, v))
	}
}

func (tb *tab) text(expression string) (s string) {
	tb.t.Helper()
	tb.eval("String("+expression+")", &s)
	return s
}

func (tb *tab) number(expression string) (f float64) {
	tb.t.Helper()
	tb.eval("Number("+expression+")", &f)
	return f
}

// screenshot writes a PNG; full takes the whole page.
func (tb *tab) screenshot(path string, full bool) {
	tb.t.Helper()
	tb.file("Page.captureScreenshot", obj{"format": "png", "captureBeyondViewport": full}, path)
}

// file calls a method that answers with data and writes that to a file.
func (tb *tab) file(method string, params obj, path string) []byte {
	tb.t.Helper()
	if params["captureBeyondViewport"] == true {
		height := tb.number("document.documentElement.scrollHeight")
		params["clip"] = obj{"x": 0, "y": 0, "width": tb.number("innerWidth"), "height": height, "scale": 1}
	}
	var r struct{ Data string }
	check(tb.t, tb.b.call(tb.session, method, params, &r))
	data, err := base64.StdEncoding.DecodeString(r.Data)
	check(tb.t, err)
	if path != "" {
		check(tb.t, os.WriteFile(path, data, 0o644))
	}
	return data
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil && !strings.Contains(err.Error(), "already closed") {
		t.Fatal(err)
	}
}

// settle waits until the page has drawn what was asked of it.
func (tb *tab) settle() {
	tb.t.Helper()
	tb.do("Page.bringToFront", obj{}) // one in the background draws nothing
	tb.eval("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(1))))", nil)
}
