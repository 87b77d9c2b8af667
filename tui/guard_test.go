package tui

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
)

// A goroutine of ours that panics would leave the terminal in raw mode, so the
// package has one go statement, in safeGo.
func TestNoBareGoStatement(t *testing.T) {
	set := token.NewFileSet()
	packages, err := parser.ParseDir(set, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, p := range packages {
		for _, file := range p.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name == "safeGo" {
					found++
					return false
				}
				if g, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s: bare go statement; use safeGo or a command", set.Position(g.Pos()))
				}
				return true
			})
		}
	}
	if found != 1 {
		t.Errorf("%d functions named safeGo", found)
	}
}

func TestPanicsEndTheProgram(t *testing.T) {
	boom := func() { panic("boom") }
	for name, do := range map[string]func(e *ending){
		"command": func(e *ending) { e.guard(func() tea.Msg { boom(); return nil })() },
		"work":    func(e *ending) { e.work(func() tea.Msg { boom(); return nil })() },
		"goroutine": func(e *ending) {
			done := make(chan bool)
			e.safeGo(func() { defer close(done); boom() })
			<-done
			time.Sleep(10 * time.Millisecond)
		},
		"analysis": func(e *ending) {
			m := testModel(80, 24)
			m.end = e
			m.cfg.Analyse = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) {
				boom()
				return nil, nil
			}
			m.analyse()()
		},
		"export": func(e *ending) {
			m := shown(fixture(), 80, 24)
			m.end = e
			m.cfg.Export = func(context.Context, *analytics.Report) ([]string, error) { boom(); return nil, nil }
			press(m, "e")
		},
		"update": func(e *ending) {
			m := shown(fixture(), 80, 24)
			m.end, m.panes = e, nil
			press(m, "3", "j")
		},
		"view": func(e *ending) {
			m := shown(fixture(), 80, 24)
			m.end, m.panes = e, nil
			m.View()
		},
	} {
		t.Run(name, func(t *testing.T) {
			stopped := make(chan bool, 10)
			e := &ending{stop: func() { stopped <- true }}
			do(e)
			crash, ok := e.reason().(Crash)
			if !ok || len(crash.Stack) == 0 || crash.ExitCode() != 70 {
				t.Fatalf("the reason to end is %v", e.reason())
			}
			if len(stopped) == 0 {
				t.Error("the program was not stopped")
			}
		})
	}
}

func TestFirstReasonToEndWins(t *testing.T) {
	e := &ending{}
	e.end(Interrupted{15})
	e.end(Crash{Value: "later"})
	if got, ok := e.reason().(Interrupted); !ok || got.ExitCode() != 143 {
		t.Errorf("reason is %v", e.reason())
	}
}

func TestWaitForWork(t *testing.T) {
	e := &ending{}
	e.wait(time.Minute) // nothing to wait for
	e = &ending{}
	release, began := make(chan bool), make(chan bool)
	go e.work(func() tea.Msg { close(began); <-release; return nil })()
	<-began
	start := time.Now()
	e.wait(20 * time.Millisecond)
	if time.Since(start) < 20*time.Millisecond {
		t.Error("did not wait")
	}
	close(release)
	if msg := e.work(func() tea.Msg { return tickMsg{} })(); msg != nil {
		t.Error("work began after the end")
	}
}
