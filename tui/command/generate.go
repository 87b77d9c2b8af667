package command

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"network-analytics/analytics/record"
	"network-analytics/export"
	"network-analytics/gen"
)

// generated is telemetry that can be written as a file.
type generated interface {
	WriteCSV(ctx context.Context, w io.Writer, progress *record.Progress) error
}

func generateCommand() *cobra.Command {
	var (
		config   gen.Config
		scenario gen.ScenarioConfig
		output   string
		truth    string
	)
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write reproducible sample telemetry as CSV",
		Long: `generate writes sample telemetry of 20 devices in 4 regions, one record a minute.
The same seed gives the same bytes on every machine. Any number of records needs
the same memory.

With --scenario it writes a network with daily and weekly load and planted
incidents instead, and with --truth a JSON file that says what was planted, where
and when: to learn with, or to score a detector against.

Scenarios:
` + scenarioList(),
		Example: `  network-analytics generate
  network-analytics generate --records 1000000 --seed 7 --output big.csv
  network-analytics generate --output - | head
  network-analytics generate --scenario demo --output demo.csv
  network-analytics generate --scenario mixed --seed 3 --output m.csv --truth m.json`,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.NoArgs(cmd, args)) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := cmd.Flags().Changed
			if !given("scenario") {
				for _, flag := range []string{"truth", "days", "step", "devices", "regions", "strength", "jitter"} {
					if given(flag) {
						return &record.Error{Kind: record.KindUsage, What: "--" + flag + " is for scenarios", Try: "add --scenario NAME"}
					}
				}
				if err := config.Validate(); err != nil {
					return err
				}
				return writeGenerated(cmd.Context(), gen.New(config), output, "")
			}
			if given("records") {
				return &record.Error{Kind: record.KindUsage, What: "a scenario has no --records", Try: "use --days and --step"}
			}
			scenario.Seed = config.Seed
			s, err := gen.NewScenario(scenario)
			if err != nil {
				return err
			}
			if truth == "" {
				return writeGenerated(cmd.Context(), s, output, "")
			}
			if truth == output || truth == export.Stdout {
				return &record.Error{Kind: record.KindUsage, Path: truth, What: "cannot take the truth", Try: "give --truth a file of its own"}
			}
			if err := writeGenerated(cmd.Context(), s, output, ", planted: "+record.Clean(truth)); err != nil {
				return err
			}
			return export.WriteFile(cmd.Context(), truth, s.Truth().Write)
		},
	}
	config.RegisterFlags(cmd.Flags())
	cmd.Flags().StringVar(&output, "output", gen.DefaultOutput, `file to write, "-" for standard output`)
	scenario.RegisterFlags(cmd.Flags())
	cmd.Flags().StringVar(&truth, "truth", "", "`FILE` to write what a scenario plants to, as JSON")
	cmd.Flags().SortFlags = false
	return cmd
}

// scenarioList lists the scenarios for the help.
func scenarioList() (text string) {
	for _, s := range gen.Scenarios() {
		text += fmt.Sprintf("  %-14s %s\n", s.Name, s.About)
	}
	return text[:len(text)-1]
}

// writeGenerated writes telemetry to a file, or to standard output, and says so.
func writeGenerated(ctx context.Context, g generated, output, more string) error {
	progress := record.NewProgress()
	return withSignals(ctx, progress, func(ctx context.Context) error {
		if output == export.Stdout {
			return g.WriteCSV(ctx, os.Stdout, progress)
		}
		err := export.WriteFile(ctx, output, func(w io.Writer) error { return g.WriteCSV(ctx, w, progress) })
		if err == nil {
			fmt.Printf("wrote %s, %s records%s\n", record.Clean(output), record.Count(progress.Snapshot().Rows), more)
		}
		return err
	})
}
