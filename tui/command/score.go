package command

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/analytics/score"
	"network-analytics/gen"
)

// scoreFlags are the flags of score.
type scoreFlags struct {
	input     inputFlags
	scenario  gen.ScenarioConfig
	seeds     int
	truth     string
	index     time.Duration
	threshold float64
	list      bool
}

// allScenarios is the name that stands for every scenario.
const allScenarios = "all"

func scoreCommand() *cobra.Command {
	var f scoreFlags
	cmd := &cobra.Command{
		Use:   "score [FILE...]",
		Short: "Measure what is found against what is known to be true",
		Long: `score says how good the incidents are, beside the reference rule (fixed limits and
z-score, flagged rows of a device joined over ten samples):

  --scenario NAME|all   on generated telemetry with planted incidents and traps
  --truth T.json FILE   on a file of telemetry whose incidents are known, in the form
                        that generate --truth writes
  FILE...               on labelled series: CSV with the columns timestamp, value and
                        label (1 for an anomaly), each file a series of its own

The table goes to standard output. Recall is the share of what was planted that is
found, precision the share of what is reported that is right.

Exit codes: 0 scored, whatever the score; 2 wrong usage; 3 a file unreadable, or not
of the form; 4 output could not be written; 128+n ended by signal n.`,
		Example: `  network-analytics score --scenario all --seeds 20
  network-analytics score --scenario mixed --strength 0.5 --seeds 5 --list
  network-analytics generate --scenario mixed --output m.csv --truth m.json
  network-analytics score --truth m.json m.csv
  network-analytics score labelled/*.csv`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, files []string) error {
			wrong := func(what, try string) error { return &record.Error{Kind: record.KindUsage, What: what, Try: try} }
			given := cmd.Flags().Changed
			switch {
			case given("scenario") && (len(files) > 0 || given("truth")):
				return wrong("a scenario is generated, it has no file", "give either --scenario or files")
			case given("scenario") && f.seeds < 1:
				return wrong("--seeds is below 1", "use --seeds with 1 or more")
			case given("truth") && len(files) == 0:
				return wrong("--truth without the file it tells about", "name the file of telemetry")
			case !given("scenario") && len(files) == 0:
				return wrong("nothing to score", "use --scenario all, or name labelled files")
			case !(f.threshold >= 0):
				return wrong("--threshold is below 0", "leave it out for the method's own")
			case f.index <= 0:
				return wrong("--index is not above 0", "use a duration such as 1h")
			}
			return withSignals(cmd.Context(), nil, func(ctx context.Context) error {
				switch {
				case given("scenario"):
					return f.scenarios(ctx, os.Stdout)
				case given("truth"):
					return f.known(ctx, os.Stdout, files, cmd.InOrStdin())
				}
				return f.labelled(ctx, os.Stdout, files)
			})
		},
	}
	f.scenario.RegisterFlags(cmd.Flags())
	cmd.Flags().IntVar(&f.seeds, "seeds", 5, "how often each scenario is made")
	cmd.Flags().Uint64Var(&f.scenario.Seed, "seed", gen.DefaultSeed, "the first seed; the others follow, also those of further scenarios")
	cmd.Flags().BoolVar(&f.list, "list", false, "also list each event missed, false alarm, wrong cause and inexact time")
	cmd.Flags().StringVar(&f.truth, "truth", "", "`FILE` that says what is planted in the telemetry")
	cmd.Flags().DurationVar(&f.index, "index", time.Hour, "time between rows of a labelled file that counts them")
	cmd.Flags().Float64Var(&f.threshold, "threshold", 0, "score from which a row of a labelled file is flagged (default the method's own)")
	f.input.RegisterFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

// scenarios scores generated telemetry, a line for each scenario.
func (f *scoreFlags) scenarios(ctx context.Context, w io.Writer) error {
	names := []string{f.scenario.Name}
	if f.scenario.Name == allScenarios {
		names = nil
		for _, s := range gen.Scenarios() {
			names = append(names, s.Name)
		}
	}
	var total score.Both
	list := ""
	for i, name := range names {
		var sum score.Both
		c := f.scenario
		c.Name = name
		for n := range f.seeds {
			// Each scenario has seeds of its own: the same seed is the same noise.
			c.Seed = f.scenario.Seed + uint64(i*f.seeds+n)
			one, err := score.Scenario(ctx, c)
			if err != nil {
				return err
			}
			sum.Add(one)
		}
		if i == 0 { // not above an error about the scenario
			if err := printText(w, score.Header); err != nil {
				return err
			}
		}
		if err := printText(w, sum.Lines(name)); err != nil {
			return err
		}
		list += sum.Incidents.List()
		total.Add(&sum)
	}
	end := ""
	if len(names) > 1 {
		end = total.Lines("all")
	}
	return f.end(w, end+"\n"+score.Legend, list)
}

// end prints what follows a table, and the list when it is asked for.
func (f *scoreFlags) end(w io.Writer, text, list string) error {
	if f.list && list != "" {
		text += "\n" + list
	}
	return printText(w, text)
}

// known scores files of telemetry against one truth.
func (f *scoreFlags) known(ctx context.Context, w io.Writer, files []string, stdin io.Reader) error {
	file, err := os.Open(f.truth)
	if err != nil {
		return &record.Error{Kind: record.KindInput, Path: f.truth, What: "cannot be opened", Err: err}
	}
	truth, err := gen.ReadTruth(file)
	file.Close() //nolint:errcheck // it was only read
	if err != nil {
		return inFile(f.truth, err)
	}
	in, err := f.input.open(files, stdin)
	if err != nil {
		return err
	}
	if err := in.ready(ctx); err != nil {
		return err
	}
	session, report, err := in.analyse(ctx, analytics.View{}, nil, false)
	if err != nil {
		return err
	}
	if err := session.Close(); err != nil {
		return err
	}
	both := score.Report(truth, report)
	if err := printText(w, score.Header+both.Lines(record.Clean(truth.Scenario))); err != nil {
		return err
	}
	return f.end(w, "\n"+score.Legend, both.Incidents.List())
}

// labelled scores labelled series, a line for each file.
func (f *scoreFlags) labelled(ctx context.Context, w io.Writer, files []string) error {
	if err := printText(w, score.LabelledHeader); err != nil {
		return err
	}
	var ours, rule score.Series
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return &record.Error{Kind: record.KindInput, Path: path, What: "cannot be opened", Err: err}
		}
		series, err := score.ReadLabelled(file, f.index)
		file.Close() //nolint:errcheck // it was only read
		if err != nil {
			return inFile(path, err)
		}
		one, other := series.Flagged(series.Usual(f.threshold)), series.Flagged(series.Rule())
		if err := printText(w, score.Lines(one, other, record.Clean(filepath.Base(path)))); err != nil {
			return err
		}
		ours.Add(one)
		rule.Add(other)
	}
	if len(files) > 1 {
		return printText(w, score.Lines(&ours, &rule, "all"))
	}
	return nil
}

// inFile names the file of an error.
func inFile(path string, err error) error {
	if e, ok := err.(*record.Error); ok {
		e.Path = path
	}
	return err
}

func printText(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return &record.Error{Kind: record.KindOutput, What: "the scores could not be printed", Err: err}
	}
	return nil
}
