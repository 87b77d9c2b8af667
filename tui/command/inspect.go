package command

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"network-analytics/analytics/inspect"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/export"
)

func inspectCommand() *cobra.Command {
	var (
		flags  inputFlags
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "inspect FILE...",
		Short: "Say how files are read and what is wrong with them",
		Long: `inspect says how each input is read: its format, encoding and delimiter, its time
column with format and zone, and of each column which field it is, in which
unit, how that was settled and why. Then it reads all of it and says how many
rows are used, which were rejected and why, which cells are missing, steps back
in time, equal times, gaps, and how much of the time each device covers. Last
comes the command line that reads it in the same way without a question.

Exit codes are those of network-analytics; 2 also tells that a question is open.`,
		Example: `  network-analytics inspect probes.csv.gz
  network-analytics inspect --json probes.csv.gz | jq .questions
  network-analytics inspect --rejects bad.csv 'probes/*.csv'`,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.MinimumNArgs(1)(cmd, args)) },
		RunE: func(cmd *cobra.Command, files []string) error {
			in, err := flags.open(files, cmd.InOrStdin())
			if err != nil {
				return err
			}
			progress := record.NewProgress()
			var r *quality.Reading
			err = withSignals(cmd.Context(), progress, func(ctx context.Context) error {
				r, err = inspectAll(ctx, in, progress)
				return err
			})
			if r == nil {
				return err
			}
			if wrote := writeReading(os.Stdout, r, asJSON); wrote != nil {
				return wrote
			}
			if open, ok := errors.AsType[*inspect.OpenQuestions](err); ok { // they stand in the reading
				return &record.Error{Kind: record.KindUsage, What: open.Error()}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object (schema "+export.InspectSchema+")")
	flags.RegisterFlags(cmd.Flags())
	cmd.Flags().SortFlags = false
	return cmd
}

// inspectAll reads the inputs through. The reading is nil when there is nothing
// to tell but the error.
func inspectAll(ctx context.Context, in *input, progress *record.Progress) (*quality.Reading, error) {
	err := in.ready(ctx)
	if err != nil && in.session.Unsettled() == nil {
		return nil, err
	}
	if err != nil { // questions: what is known so far
		return in.reading(), err
	}
	var load record.LoadReport
	err = in.read(ctx, func() (err error) {
		load, err = in.session.Feed(true).Read(ctx, 0, func(int, *record.Batch) error { return nil }, progress)
		return err
	})
	if ctx.Err() != nil {
		return nil, err
	}
	r := in.reading()
	r.Load, r.Done = load, true
	if err == nil {
		err = completeLoad(&load)
	}
	return r, err
}

func writeReading(w io.Writer, r *quality.Reading, asJSON bool) error {
	write := export.InspectText
	if asJSON {
		write = export.InspectJSON
	}
	if err := write(w, r); err != nil {
		return &record.Error{Kind: record.KindOutput, What: "the reading could not be printed", Err: err}
	}
	return nil
}
