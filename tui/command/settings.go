package command

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
	"network-analytics/tui"
)

// Settings are the options of the command line, kept: a flag beats the
// environment, the environment beats the file, and the file beats the default.

const (
	envPrefix    = "NETWORK_ANALYTICS_"
	configFolder = "network-analytics"
	configName   = "config.toml"
	viewsName    = "views.toml"
	keysTable    = "keys"
)

// notKept are the options of one run: they are in no file and no variable.
var notKept = []string{"config", "demo", "export-only", "help", "plain", "rejects", "save-profile", "version", "view"}

// configFile is what a file of settings holds.
type configFile struct {
	path   string
	values []setting
	keys   map[string][]string // by the name of the action
}

// setting is one option of the file with its values as the command line spells them.
type setting struct {
	name   string
	values []string
	line   int64
}

// origin says where the value of an option comes from.
type origin struct {
	where string // "flag", "default", the name of a variable, or "file:line"
}

// configHome returns the folder of the program's files, "" when there is none.
func configHome(env func(string) string) string {
	if home := env("XDG_CONFIG_HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, configFolder)
	}
	home, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, configFolder)
}

// readConfig reads the file of settings. A file that is not there is an empty
// one, unless it was asked for by name. Its errors are of KindUsage or KindInput.
func readConfig(path string, named bool) (*configFile, error) {
	text, err := os.ReadFile(path)
	switch {
	case path == "" || errors.Is(err, fs.ErrNotExist) && !named:
		return &configFile{path: path}, nil
	case err != nil:
		return nil, &record.Error{Kind: record.KindUsage, Path: path, What: "the settings cannot be read", Err: err}
	}
	return parseConfig(path, text)
}

func parseConfig(path string, text []byte) (*configFile, error) {
	c := &configFile{path: path, keys: map[string][]string{}}
	var tables map[string]any
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&tables)
	if err != nil {
		return nil, tomlError(path, err)
	}
	for _, key := range meta.Keys() {
		line := mapping.KeyLine(text, key)
		bad := func(what string) error {
			return &record.Error{Kind: record.KindUsage, Path: path, Line: line, What: what}
		}
		switch {
		case len(key) == 1 && key[0] == keysTable:
			if _, ok := tables[keysTable].(map[string]any); !ok {
				return nil, bad("keys is a table: [keys], and below it an action and its keys")
			}
		case len(key) == 2 && key[0] == keysTable:
			list, ok := texts(tables[keysTable].(map[string]any)[key[1]])
			if !ok {
				return nil, bad(fmt.Sprintf("the keys of %s are texts", record.Clean(key[1])))
			}
			c.keys[key[1]] = list
			if name, err := tui.CheckKeys(map[string][]string{key[1]: list}); err != nil && name == key[1] {
				return nil, bad(err.Error())
			}
		case len(key) == 1:
			list, ok := texts(tables[key[0]])
			if !ok {
				return nil, bad(fmt.Sprintf("%s needs a text, a number, true or false, or a list of texts", record.Clean(key[0])))
			}
			c.values = append(c.values, setting{name: key[0], values: list, line: line})
		default:
			return nil, bad(fmt.Sprintf("no setting is called %s", record.Clean(key.String())))
		}
	}
	if name, err := tui.CheckKeys(c.keys); err != nil {
		return nil, &record.Error{Kind: record.KindUsage, Path: path, Line: mapping.KeyLine(text, []string{keysTable, name}), What: err.Error()}
	}
	return c, nil
}

// tomlError puts the error of the parser into our form.
func tomlError(path string, err error) error {
	e := &record.Error{Kind: record.KindUsage, Path: path, What: "not valid TOML: " + record.CleanText(strings.TrimPrefix(err.Error(), "toml: "))}
	if at, ok := errors.AsType[toml.ParseError](err); ok {
		e.Line = int64(at.Position.Line)
		if at.Message != "" {
			e.What = "not valid TOML: " + record.CleanText(at.Message)
		}
	}
	return e
}

// texts returns a value as the command line spells it.
func texts(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, true
	case bool:
		return []string{strconv.FormatBool(v)}, true
	case int64:
		return []string{strconv.FormatInt(v, 10)}, true
	case float64:
		return []string{strconv.FormatFloat(v, 'g', -1, 64)}, true
	case []any:
		var all []string
		for _, one := range v {
			t, ok := one.(string)
			if !ok {
				return nil, false
			}
			all = append(all, t)
		}
		return all, true
	}
	return nil, false
}

// variable returns the name of the environment variable of an option.
func variable(name string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// applySettings fills the options that the user did not give from the environment
// and the file, and returns where each comes from. known are the names of all
// options there are, of which flags may have a part only.
func applySettings(flags *pflag.FlagSet, known []string, c *configFile, env func(string) string) (map[string]origin, error) {
	from := map[string]origin{}
	flags.VisitAll(func(f *pflag.Flag) {
		from[f.Name] = origin{"default"}
		if f.Changed {
			from[f.Name] = origin{"flag"}
		}
	})
	var first error
	flags.VisitAll(func(f *pflag.Flag) {
		v := env(variable(f.Name))
		if f.Changed || v == "" || !isKept(f.Name) || first != nil {
			return
		}
		if err := flags.Set(f.Name, v); err != nil {
			first = &record.Error{Kind: record.KindUsage, What: variable(f.Name) + ": " + flagFault(err)}
		}
		from[f.Name] = origin{variable(f.Name)}
	})
	if first != nil {
		return nil, first
	}
	for _, s := range c.values {
		bad := func(what string) error {
			return &record.Error{Kind: record.KindUsage, Path: c.path, Line: s.line, What: what}
		}
		if !slices.Contains(known, s.name) || !isKept(s.name) {
			return nil, bad(fmt.Sprintf("no setting is called %s", record.Clean(s.name)))
		}
		f := flags.Lookup(s.name)
		if f == nil || f.Changed {
			continue
		}
		if _, list := f.Value.(pflag.SliceValue); !list && len(s.values) != 1 {
			return nil, bad(s.name + " takes one value")
		}
		for _, v := range s.values {
			if err := flags.Set(s.name, v); err != nil {
				return nil, bad(s.name + ": " + flagFault(err))
			}
		}
		from[s.name] = origin{c.path + ":" + strconv.FormatInt(s.line, 10)}
	}
	return from, nil
}

// flagFault is the text of a flag error without the words about flags.
func flagFault(err error) string {
	if fault, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return record.CleanText(fmt.Sprintf("%q is not valid: %v", fault.GetValue(), errors.Unwrap(fault)))
	}
	return record.CleanText(err.Error())
}
