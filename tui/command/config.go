package command

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
	"network-analytics/export"
	"network-analytics/tui"
)

// keptSettings are the settings of a command: where its options come from.
type keptSettings struct {
	path  string // of the file, as --config has it
	home  string
	known []string // names of all options
	from  map[string]origin
	keys  map[string][]string
}

// RegisterFlags adds --config to fs.
func (k *keptSettings) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringVar(&k.path, "config", "", "`FILE` with settings (default config.toml in the folder that config explain names)")
}

// apply fills the options that the user did not give. flags must be parsed.
func (k *keptSettings) apply(flags *pflag.FlagSet) error {
	k.home = configHome(os.Getenv)
	path, named := k.path, k.path != ""
	if !named {
		if path = os.Getenv(variable("config")); path != "" {
			named = true
		} else if k.home != "" {
			path = filepath.Join(k.home, configName)
		}
	}
	c, err := readConfig(path, named)
	if err != nil {
		return err
	}
	k.path, k.keys = path, c.keys
	k.from, err = applySettings(flags, k.known, c, os.Getenv)
	return err
}

func (k *keptSettings) views() savedViews {
	if k.home == "" {
		return savedViews{}
	}
	return savedViews{filepath.Join(k.home, viewsName)}
}

// configCommand looks at the options of the main command.
func configCommand(options func(*pflag.FlagSet)) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Keep settings in a file, and tell where each comes from",
		Long: `Every option can be kept: a flag beats the environment variable
NETWORK_ANALYTICS_NAME (NETWORK_ANALYTICS_THEME for --theme), the variable beats the
file of settings, and the file beats the default. The file is config.toml in the
folder network-analytics of $XDG_CONFIG_HOME, or where the system keeps settings.
Nothing is written there unless config init or :save is asked to.`,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.NoArgs(cmd, args)) },
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(configInit(options), configExplain(options))
	return cmd
}

func configInit(options func(*pflag.FlagSet)) *cobra.Command {
	var kept keptSettings
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a file of settings with every option as a comment",
		Args:  func(cmd *cobra.Command, args []string) error { return usage(cobra.NoArgs(cmd, args)) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags := pflag.NewFlagSet("", pflag.ContinueOnError)
			options(flags)
			home := configHome(os.Getenv)
			path := kept.path
			if path == "" {
				if home == "" {
					return &record.Error{Kind: record.KindUsage, What: "there is no folder for settings", Try: "name a file with --config"}
				}
				path = filepath.Join(home, configName)
			}
			if _, err := os.Lstat(path); err == nil {
				return &record.Error{Kind: record.KindUsage, Path: path, What: "is there already and is left as it is", Try: "edit it, or name another file with --config"}
			} else if !os.IsNotExist(err) {
				return &record.Error{Kind: record.KindOutput, Path: path, What: "cannot be looked at", Err: err}
			}
			err := export.WriteFile(cmd.Context(), path, func(w io.Writer) error { return writeTemplate(w, flags) })
			if err == nil {
				fmt.Printf("wrote %s\n", record.Clean(path))
			}
			return err
		},
	}
	kept.RegisterFlags(cmd.Flags())
	return cmd
}

// writeTemplate writes a file of settings in which all is a comment.
func writeTemplate(w io.Writer, flags *pflag.FlagSet) error {
	var b strings.Builder
	b.WriteString("# Settings of network-analytics. Take the # away to set one; a flag or an\n# environment variable beats what is here. network-analytics config explain tells\n# where each value comes from.\n")
	flags.SortFlags = false
	flags.VisitAll(func(f *pflag.Flag) {
		if !isKept(f.Name) {
			return
		}
		_, text := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "\n# %s\n# %s = %s\n", text, f.Name, tomlValue(f))
	})
	b.WriteString("\n# Keys of actions in the dashboard, in place of those shown.\n[keys]\n")
	names, keys := tui.ActionNames()
	for i, name := range names {
		quoted := make([]string, len(keys[i]))
		for j, k := range keys[i] {
			quoted[j] = strconv.Quote(k)
		}
		fmt.Fprintf(&b, "# %s = [%s]\n", name, strings.Join(quoted, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tomlValue is the default of an option as the file spells it.
func tomlValue(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool", "int", "int64", "uint64", "float64":
		return f.DefValue
	}
	if _, list := f.Value.(pflag.SliceValue); list {
		return "[]"
	}
	return strconv.Quote(f.DefValue)
}

func isKept(name string) bool { return !slices.Contains(notKept, name) }

func configExplain(options func(*pflag.FlagSet)) *cobra.Command {
	var kept keptSettings
	cmd := &cobra.Command{
		Use:   "explain",
		Short: "List every option, its value and where it comes from",
		Long: `explain lists the options of the main command with their values and where these
come from. Flags given to it count, so that a whole command line can be tried.`,
		Args: func(cmd *cobra.Command, args []string) error { return usage(cobra.NoArgs(cmd, args)) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			kept.known = flagNames(cmd.Flags())
			if err := kept.apply(cmd.Flags()); err != nil {
				return err
			}
			return explain(os.Stdout, &kept, cmd.Flags())
		},
	}
	options(cmd.Flags())
	kept.RegisterFlags(cmd.Flags())
	return cmd
}

func explain(w io.Writer, kept *keptSettings, flags *pflag.FlagSet) error {
	state := "not there, so nothing comes from it"
	if _, err := os.Stat(kept.path); err == nil {
		state = "read"
	}
	fmt.Fprintf(w, "file of settings: %s (%s)\nsaved views:      %s\n\n", record.Clean(kept.path), state, record.Clean(kept.views().path))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "setting\tvalue\tfrom")
	flags.VisitAll(func(f *pflag.Flag) {
		if isKept(f.Name) {
			fmt.Fprintf(table, "%s\t%s\t%s\n", f.Name, record.Clean(f.Value.String()), record.Clean(kept.from[f.Name].where))
		}
	})
	for _, name := range sortedNames(kept.keys) {
		fmt.Fprintf(table, "keys.%s\t%s\t%s\n", name, record.Clean(strings.Join(kept.keys[name], " ")), record.Clean(kept.path))
	}
	return table.Flush()
}

func flagNames(flags *pflag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

func sortedNames(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }
