package tui

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/incident"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// Config is everything the dashboard needs from its surroundings.
type Config struct {
	Title   string // what is analysed in a few words; made safe by Run
	Version string

	// Analyse reads the input and makes the report of a view. It runs in the
	// background, counts into p and should return soon after ctx ends. It is called
	// once, and again for each reload when Reload is true.
	Analyse func(ctx context.Context, v analytics.View, p *record.Progress) (*analytics.Report, error)
	// Look makes the report of another view of what Analyse read, without reading
	// again. It runs in the background, one call at a time. Nil: the view is fixed.
	Look func(ctx context.Context, v analytics.View, p *record.Progress) (*analytics.Report, error)
	// Rows returns rows of a view in time order, at most limit of them, and how many
	// there are; device and region narrow it, empty names do not. Nil: no rows to show.
	Rows func(ctx context.Context, v analytics.View, device, region record.Name, limit int) ([]record.Row, int64, error)
	View analytics.View // to begin with
	// Export writes the files and returns the lines to show, one per file, such
	// as "wrote out.html, 148 KB, replaced previous". It runs in the background,
	// never twice at a time, and leaves no half-written file when ctx ends. Nil
	// takes the key away.
	Export func(ctx context.Context, r *analytics.Report) ([]string, error)
	// Reading returns how the input was read, for the Load pane. It is called after
	// each Analyse that gave a report, in the same goroutine. Nil leaves the pane
	// with what the report itself knows.
	Reading func() *quality.Reading
	Reload  bool // allow to analyse again
	// Handoff returns a text about an incident, to be given to somebody else. Nil:
	// there is none.
	Handoff func(r *analytics.Report, i *incident.Incident) string
	// SaveView keeps a view under a name, LoadView brings it back and Views lists
	// the names. Nil: views are not kept.
	SaveView func(name string, v ViewText) error
	LoadView func(name string) (ViewText, error)
	Views    func() []string
	// Begin is the saved view to begin with, nil for none.
	Begin *ViewText
	// Keys are the user's keys for actions by their names; see CheckKeys.
	Keys map[string][]string

	Theme   ThemeChoice
	ASCII   bool // draw with ASCII only; also chosen from the environment
	NoColor bool // no colours; also chosen from the environment
	Mouse   bool // start with the mouse on

	Output *os.File                 // the terminal; nil is standard output
	Input  io.Reader                // keys; nil is standard input or, when that is no terminal, /dev/tty
	Env    func(name string) string // environment; nil is os.Getenv
}

// ThemeChoice says which background the colours must suit.
type ThemeChoice string

// The themes. ThemeAuto finds out from COLORFGBG or by asking the terminal, and
// takes dark when neither answers; ThemeContrast does so too and takes the
// strongest colours, ThemeContrastLight those for a light background, ThemeMono
// takes none.
const (
	ThemeAuto          ThemeChoice = "auto"
	ThemeDark          ThemeChoice = "dark"
	ThemeLight         ThemeChoice = "light"
	ThemeContrast      ThemeChoice = "contrast"
	ThemeContrastLight ThemeChoice = "contrast-light"
	ThemeMono          ThemeChoice = "mono"
)

// themeNames lists the themes as the command line spells them.
func themeNames() []string {
	return []string{string(ThemeAuto), string(ThemeDark), string(ThemeLight), string(ThemeContrast), string(ThemeContrastLight), string(ThemeMono)}
}

// DefaultTheme is the theme when the user chooses none.
const DefaultTheme = ThemeAuto

// String returns the theme as the command line spells it.
func (t *ThemeChoice) String() string { return string(*t) }

// Set parses a theme for the command line.
func (t *ThemeChoice) Set(s string) error {
	if !slices.Contains(themeNames(), s) {
		return fmt.Errorf("%q is no theme; use one of %s", s, strings.Join(themeNames(), ", "))
	}
	*t = ThemeChoice(s)
	return nil
}

// Type names the kind of value in the command line's help.
func (t *ThemeChoice) Type() string { return strings.Join(themeNames(), "|") }

// Options are the dashboard's command line options.
type Options struct {
	Theme   ThemeChoice
	ASCII   bool
	NoColor bool
	Mouse   bool
}

// Defaults of the command line options.
const (
	DefaultASCII   = false
	DefaultNoColor = false
	DefaultMouse   = false
)

// RegisterFlags adds the options to a flag set and sets their defaults.
func (o *Options) RegisterFlags(fs *pflag.FlagSet) {
	o.Theme = DefaultTheme
	fs.Var(&o.Theme, "theme", "colours for a dark or a light background, of high contrast, or none")
	fs.BoolVar(&o.ASCII, "ascii", DefaultASCII, "draw with ASCII characters only")
	fs.BoolVar(&o.NoColor, "no-color", DefaultNoColor, "use no colours (as the variable NO_COLOR does)")
	fs.BoolVar(&o.Mouse, "mouse", DefaultMouse, "start with the mouse on (F2 switches it)")
}

// Apply copies the options into c.
func (o *Options) Apply(c *Config) {
	c.Theme, c.ASCII, c.NoColor, c.Mouse = o.Theme, o.ASCII, o.NoColor, o.Mouse
}
