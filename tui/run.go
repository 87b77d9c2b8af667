package tui

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"

	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// How long Run waits for background work when the user leaves. An analysis has
// nothing to lose; an export must take its temporary file away.
const (
	leaveLimit  = 120 * time.Millisecond
	exportLimit = 400 * time.Millisecond
)

// Run shows the dashboard until the user quits and returns nil then. Otherwise
// it returns Interrupted after a signal or ctrl+c, Crash after a panic, the
// analysis' error when there was no report to show, or ctx's error. Whatever it
// returns, the terminal is as it was before.
func Run(ctx context.Context, cfg Config) error {
	env := cfg.Env
	if env == nil {
		env = os.Getenv
	}
	out := cfg.Output
	if out == nil {
		out = os.Stdout
	}
	cfg.Title = record.CleanText(cfg.Title)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	var typed []byte
	dark := darkBackground(cfg.Theme, env, func() (dark, known bool) {
		dark, known, typed = queryBackground()
		return dark, known
	})
	end := &ending{stop: cancel}
	m := newModel(ctx, cfg, newTheme(cfg, env, dark), end)
	m.typed, m.tmux = typed, env("TMUX") != ""
	m.themeOf = func(choice ThemeChoice) *chart.Theme {
		c := cfg
		c.Theme = choice
		return newTheme(c, env, darkBackground(choice, env, func() (bool, bool) { return dark, true }))
	}

	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithAltScreen(), tea.WithoutSignalHandler()}
	var screen term.File = out
	if synchronised(env) {
		screen = syncOut{out}
	}
	m.out = screen
	options = append(options, tea.WithOutput(screen))
	if cfg.Input != nil {
		options = append(options, tea.WithInput(cfg.Input))
	}
	if cfg.Mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	defer watchSignals(ctx, end)()
	p := tea.NewProgram(&settled{Model: m}, options...)
	defer end.watchStops(func() { p.Send(suspendMsg{}) })()
	_, err := p.Run()
	callerErr := context.Cause(ctx)
	cancel()
	limit := leaveLimit
	if m.exporting {
		limit = exportLimit
	}
	end.wait(limit)
	if m.leave && err == nil {
		fmt.Fprintln(out, m.lastScreen())
	}
	switch reason := end.reason(); {
	case reason != nil:
		return reason
	case err == nil:
		return m.quitAfter
	case callerErr != nil:
		return callerErr
	}
	return err
}

// newTheme decides how to draw from the options and the environment.
func newTheme(cfg Config, env func(string) string, dark bool) *chart.Theme {
	profile := [...]chart.Profile{
		depthNone: chart.Mono, depth16: chart.ANSI16, depth256: chart.ANSI256, depthTrue: chart.TrueColor,
	}[colorDepth(env, cfg.NoColor)]
	if cfg.Theme == ThemeMono {
		profile = chart.Mono
	}
	return chart.NewTheme(chart.ThemeOptions{
		Profile: profile, Light: !dark, ASCII: asciiOnly(env, cfg.ASCII), Contrast: cfg.Theme == ThemeContrast || cfg.Theme == ThemeContrastLight,
	})
}

// watchSignals ends the program on the first signal through the library, so that
// the terminal is restored. The returned function stops watching.
func watchSignals(ctx context.Context, end *ending) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endingSignals...)
	end.safeGo(func() {
		select {
		case s := <-signals:
			signal.Stop(signals) // a second one ends a program that hangs
			end.end(Interrupted{signalNumber(s)})
		case <-ctx.Done():
		}
	})
	return func() { signal.Stop(signals) }
}
