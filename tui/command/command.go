// Package command is the command line: it wires flags to a source of records,
// the analysis, and the screen or the files, and picks the exit code.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/inspect"
	"network-analytics/analytics/record"
	"network-analytics/export"
	"network-analytics/tui"
)

// Run runs the command line of this process and returns the exit code. release
// names the version, "" for a build without one.
func Run(release string) int {
	version = release
	return exitCode(execute(), os.Stderr)
}

// version is what --version says, "" where the build has to tell.
var version string

// execute runs the command line under a context that ends with a signal.
func execute() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = tui.Crash{Value: v, Stack: debug.Stack()}
		}
	}()
	root := rootCommand()
	root.AddCommand(inspectCommand(), configCommand(mainOptions), generateCommand(), scoreCommand())
	return root.ExecuteContext(context.Background())
}

func rootCommand() *cobra.Command {
	var (
		exportOnly bool
		plain      bool
		flags      inputFlags
		looks      viewFlags
		targets    export.Targets
		screen     tui.Options
		kept       keptSettings
		viewName   string
	)
	cmd := &cobra.Command{
		Use:   "network-analytics [FILE...]",
		Short: "Find and explain bottlenecks in network telemetry",
		Long: `network-analytics reads network telemetry and shows what is wrong, where and
since when: a dashboard in the terminal, or with --export-only a web page that
opens without a network and a table of bottlenecks.

FILE may be CSV, JSON, Parquet or the output of a known tool, also compressed; a
directory or a pattern stands for the files in it. Several files are read as one.
"-" is standard input. What cannot be told from a file is asked, or answered by
flags; network-analytics inspect FILE says how it is read. The format without a
question is CSV with the columns timestamp, device_id, region, traffic_mbps,
latency_ms, packet_loss_pct and cpu_utilization_pct, in any order, and times in
UTC. Without FILE a sample of 12,000 records is generated; --demo takes a week of
a small network with planted incidents instead.

Exit codes: 0 done, 2 wrong usage, 3 input unreadable or without a usable row,
4 output could not be written, 5 result incomplete, 70 internal error, 128+n
ended by signal n.`,
		Example: `  network-analytics                                  look at the built-in sample
  network-analytics --demo                           look at a week with incidents
  network-analytics telemetry.csv                    dashboard of a file
  ssh probe cat telemetry.csv | network-analytics -  dashboard of a pipe
  network-analytics --export-only telemetry.csv      write reports/ and a summary
  network-analytics --plain telemetry.csv | less     the whole report as text
  network-analytics --export-only --dashboard - --bottlenecks b.csv t.csv > page.html
  network-analytics generate --records 1000000 --output big.csv`,
		Args:          cobra.ArbitraryArgs,
		Version:       versionText(),
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, files []string) error {
			kept.known = flagNames(cmd.Flags())
			if err := kept.apply(cmd.Flags()); err != nil {
				return err
			}
			if err := targets.Check(files); err != nil {
				return err
			}
			if err := flags.apart(targets.Paths()...); err != nil {
				return err
			}
			view, err := looks.view()
			if err != nil {
				return err
			}
			in, err := flags.open(files, cmd.InOrStdin())
			if err != nil {
				return err
			}
			var begin *tui.ViewText
			if viewName != "" {
				saved, err := kept.views().load(viewName)
				if err != nil {
					return err
				}
				begin = &saved
			}
			ok, why := tui.Usable(os.Getenv, term.IsTerminal(os.Stdout.Fd()))
			if plain && targets.UsesStdout() {
				return usage(errors.New("--plain and a file are both standard output"))
			}
			if begin != nil && (exportOnly || plain || targets.UsesStdout() || !ok) {
				if view, err = narrow(view, *begin); err != nil {
					return err
				}
			}
			if exportOnly || targets.UsesStdout() || (plain || !ok) && targets.Asked() {
				if !exportOnly {
					targets = targets.Given()
				}
				return headless(cmd.Context(), in, view, func(ctx context.Context, r *analytics.Report) error {
					targets.About = export.About{Version: versionText(), Reading: in.reading()}
					return writeAll(ctx, r, targets, plain)
				})
			}
			if plain || !ok {
				if !plain {
					fmt.Fprintf(os.Stderr, "network-analytics: %s: printed a summary; use --plain for the whole report, --export-only for files\n", why)
				}
				return headless(cmd.Context(), in, view, func(_ context.Context, r *analytics.Report) error {
					return printed(os.Stdout, r, export.About{Version: versionText(), Reading: in.reading()}, plain)
				})
			}
			return dashboard(cmd.Context(), in, view, targets, func(c *tui.Config) {
				screen.Apply(c)
				views := kept.views()
				c.Keys, c.Begin = kept.keys, begin
				c.SaveView, c.LoadView, c.Views = views.save, views.load, views.names
			})
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	cmd.SetVersionTemplate("network-analytics {{.Version}}\n")
	cmd.Flags().BoolVar(&exportOnly, "export-only", false, "write the files without a terminal, print a summary and the paths")
	cmd.Flags().BoolVar(&plain, "plain", false, "print the whole report as text that reads well aloud, and show no screen")
	cmd.Flags().Var(&flags.memory, "memory", memoryHelp)
	cmd.Flags().BoolVar(&flags.demo, "demo", false, "without FILE: a week of 20 devices with planted incidents, to look around in")
	targets.RegisterFlags(cmd.Flags())
	screen.RegisterFlags(cmd.Flags())
	looks.RegisterFlags(cmd.Flags())
	flags.RegisterFlags(cmd.Flags())
	cmd.Flags().StringVar(&viewName, "view", "", "begin with the view saved as `NAME` (in the dashboard: :save NAME)")
	kept.RegisterFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

// mainOptions registers the options of the main command that can be kept.
func mainOptions(fs *pflag.FlagSet) {
	new(export.Targets).RegisterFlags(fs)
	new(tui.Options).RegisterFlags(fs)
	new(viewFlags).RegisterFlags(fs)
	new(inputFlags).RegisterFlags(fs)
	fs.Var(new(memorySize), "memory", memoryHelp)
}

// headless analyses without a screen, hands the report on, and says when it is
// incomplete.
func headless(ctx context.Context, in *input, view analytics.View, use func(context.Context, *analytics.Report) error) error {
	progress := record.NewProgress()
	return withSignals(ctx, progress, func(ctx context.Context) error {
		if err := in.ready(ctx); err != nil {
			return err
		}
		session, report, err := in.analyse(ctx, view, progress, false)
		if err != nil {
			return err
		}
		session.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
		if err := use(ctx, report); err != nil {
			return err
		}
		return complete(report)
	})
}

func writeAll(ctx context.Context, r *analytics.Report, targets export.Targets, plain bool) error {
	written, err := targets.Write(ctx, r, os.Stdout)
	if err != nil {
		return err
	}
	out := os.Stdout
	if targets.UsesStdout() {
		out = os.Stderr // standard output is a report
	}
	if err := printed(out, r, targets.About, plain); err != nil {
		return err
	}
	for _, w := range written {
		fmt.Fprintln(out, w)
	}
	return nil
}

// printed prints the summary of a report, or with plain all of it.
func printed(w io.Writer, r *analytics.Report, about export.About, plain bool) error {
	write := export.Text
	if plain {
		write = func(w io.Writer, r *analytics.Report) error { return export.Plain(w, r, about) }
	}
	if err := write(w, r); err != nil {
		return &record.Error{Kind: record.KindOutput, What: "the report could not be printed", Err: err}
	}
	return nil
}

func dashboard(ctx context.Context, in *input, view analytics.View, targets export.Targets, apply func(*tui.Config)) error {
	if err := in.settle(ctx, apply); err != nil {
		return err
	}
	var seen atomic.Pointer[analytics.Report] // an analysis may outlive the screen
	var kept keptSession
	note := func(r *analytics.Report, err error) (*analytics.Report, error) {
		if err == nil {
			seen.Store(r) // after a failed reload the report before is still the one in sight
		}
		return r, err
	}
	config := tui.Config{
		Title: in.title, Version: versionText(), Reading: in.reading, Reload: in.session.Again(), View: view,
		Analyse: func(ctx context.Context, v analytics.View, p *record.Progress) (*analytics.Report, error) {
			s, r, err := in.analyse(ctx, v, p, true)
			kept.replace(s)
			return note(r, err)
		},
		Look: func(ctx context.Context, v analytics.View, p *record.Progress) (r *analytics.Report, err error) {
			err = kept.use(func(s *analytics.Session) error {
				r, err = s.Report(ctx, v, p)
				return err
			})
			return note(r, err)
		},
		Rows: func(ctx context.Context, v analytics.View, device, region record.Name, limit int) (rows []record.Row, total int64, err error) {
			err = kept.use(func(s *analytics.Session) error {
				rows, total, err = s.Rows(ctx, v, device, region, limit)
				return err
			})
			return rows, total, err
		},
		Handoff: export.Handoff,
		Export: func(ctx context.Context, r *analytics.Report) ([]string, error) {
			targets.About = export.About{Version: versionText(), Reading: in.reading()}
			written, err := targets.Write(ctx, r, io.Discard)
			lines := make([]string, len(written))
			for i, w := range written {
				lines[i] = w.String()
			}
			return lines, err
		},
	}
	apply(&config)
	err := tui.Run(ctx, config)
	in.rest()
	kept.close()
	if err != nil {
		return err
	}
	return complete(seen.Load())
}

// complete returns an error when the report does not cover all of its input.
func complete(r *analytics.Report) error {
	if r == nil {
		return nil
	}
	return completeLoad(&r.Load)
}

func completeLoad(l *record.LoadReport) error {
	switch {
	case l.Truncated:
		return &record.Error{Kind: record.KindPartial, Path: l.Source, What: "the input is cut off; the result covers what came before"}
	case l.OverLimit != "":
		return &record.Error{Kind: record.KindPartial, Path: l.Source, What: l.OverLimit, Try: "see network-analytics inspect, or raise --max-rejects"}
	}
	return nil
}

// withSignals runs a job without a screen: a signal cancels it, and progress is
// shown on standard error when that is a terminal. progress may be nil.
func withSignals(ctx context.Context, progress *record.Progress, job func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)
	go func() {
		select {
		case s := <-signals:
			cancel(tui.Interrupted{Signal: int(s.(syscall.Signal))})
		case <-ctx.Done():
		}
	}()
	stop := func() {}
	if progress != nil {
		stop = tui.ShowProgress(os.Stderr, os.Getenv, progress)
	}
	err := job(ctx)
	stop()
	if cause, ok := errors.AsType[tui.Interrupted](context.Cause(ctx)); ok && err != nil {
		return cause
	}
	return err
}

func usage(err error) error {
	if err == nil {
		return nil
	}
	return &record.Error{Kind: record.KindUsage, What: err.Error(), Try: "see network-analytics --help"}
}

// exitCode prints err, if any, and returns the code to exit with.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if interrupted, ok := errors.AsType[tui.Interrupted](err); ok {
		return interrupted.ExitCode()
	}
	fmt.Fprintf(stderr, "network-analytics: %s\n", record.CleanText(err.Error()))
	for _, line := range details(err) {
		fmt.Fprintln(stderr, line)
	}
	if crash, ok := errors.AsType[tui.Crash](err); ok {
		fmt.Fprintf(stderr, "this is a fault of the program; please report it with what follows\n%s", crash.Stack)
		return crash.ExitCode()
	}
	return record.KindOf(err).ExitCode()
}

// details returns what is to be printed below an error: the place in an
// expression, or open questions with their flags.
func details(err error) []string {
	if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
		text, caret := wrong.Caret(ansi.StringWidth)
		return []string{"  " + text, "  " + caret}
	}
	if open, ok := errors.AsType[*inspect.OpenQuestions](err); ok {
		return open.Lines()
	}
	return nil
}

// versionText returns the release, or what the build knows of its source.
func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "development " + info.GoVersion
}
