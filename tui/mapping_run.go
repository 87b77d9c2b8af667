package tui

import (
	"context"
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

// AskMapping asks the user, on the terminal, everything that is open about how
// the inputs are to be read, and returns the flags that say it. It returns an
// error for which Unanswered is true when the user leaves a question open,
// Interrupted after a signal or ctrl+c, Crash after a panic, and what Look
// returned when nothing could be asked. The terminal is as it was before.
func AskMapping(ctx context.Context, cfg MappingConfig) ([]string, error) {
	env, out := cfg.Screen.Env, cfg.Screen.Output
	if env == nil {
		env = os.Getenv
	}
	if out == nil {
		out = os.Stdout
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dark := darkBackground(cfg.Screen.Theme, env, func() (dark, known bool) {
		dark, known, _ = queryBackground() // what was typed before a question is no answer
		return dark, known
	})
	end := &ending{stop: cancel}
	d := newDialog(ctx, cfg, newTheme(cfg.Screen, env, dark), end)
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithAltScreen(), tea.WithoutSignalHandler()}
	if synchronised(env) {
		options = append(options, tea.WithOutput(syncOut{out}))
	} else {
		options = append(options, tea.WithOutput(out))
	}
	if cfg.Screen.Input != nil {
		options = append(options, tea.WithInput(cfg.Screen.Input))
	}
	defer watchSignals(ctx, end)()
	p := tea.NewProgram(d, options...)
	defer end.watchStops(func() { p.Send(suspendMsg{}) })()
	_, err := p.Run()
	callerErr := context.Cause(ctx)
	cancel()
	end.wait(leaveLimit)
	switch reason := end.reason(); {
	case reason != nil:
		return nil, reason
	case err == nil:
		return d.taken, d.err
	case callerErr != nil:
		return nil, callerErr
	}
	return nil, err
}
