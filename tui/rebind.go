package tui

import (
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
)

// CheckKeys finds what is wrong with the keys that a user chose for actions, by
// the name of the action: an unknown action, an action without a key, or a key
// that two actions would have at the same moment. It returns the action's name
// with the error.
func CheckKeys(keys map[string][]string) (name string, err error) {
	_, name, err = newKeymap().rebind(keys)
	return name, err
}

// ActionNames returns the names of the actions that have keys, with the keys
// they have by themselves, in the order of the help.
func ActionNames() (names []string, keys [][]string) {
	for _, b := range bindings {
		name := actionNames[b.act]
		switch i := slices.Index(names, name); {
		case name == "":
		case i < 0:
			names, keys = append(names, name), append(keys, slices.Clone(b.keys))
		default:
			for _, k := range b.keys {
				if !slices.Contains(keys[i], k) {
					keys[i] = append(keys[i], k)
				}
			}
		}
	}
	return names, keys
}

// rebind returns the key table with the user's keys in place of those of the
// table, and the first action that cannot have its keys.
func (k keymap) rebind(keys map[string][]string) (keymap, string, error) {
	names := make([]string, 0, len(keys))
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	known, _ := ActionNames()
	changed := slices.Clone(k)
	for _, name := range names {
		if !slices.Contains(known, name) {
			near := slices.MinFunc(known, func(a, b string) int { return record.Distance(a, name) - record.Distance(b, name) })
			return nil, name, fmt.Errorf("there is no action %q; the nearest is %q", record.Clean(name), near)
		}
		if len(keys[name]) == 0 {
			return nil, name, fmt.Errorf("%s needs a key", name)
		}
		for _, key := range keys[name] {
			if key == "" || key != record.Clean(key) {
				return nil, name, fmt.Errorf("%q is no key", record.Clean(key))
			}
		}
		for i := range changed {
			if b := &changed[i]; actionNames[b.act] == name {
				b.keys, b.label = keys[name], strings.Join(keys[name], " ")
			}
		}
	}
	for _, s := range situations {
		owner := map[string]string{}
		for i := range changed {
			b := &changed[i]
			if b.in&s.scopes == 0 {
				continue
			}
			name := actionNames[b.act]
			for _, key := range b.keys {
				if other, taken := owner[key]; taken && other != name {
					if _, mine := keys[name]; !mine {
						name, other = other, name
					}
					return nil, name, fmt.Errorf("the key %q of %s is also that of %s (%s)", record.Clean(key), name, orTyping(other), s.title)
				}
				owner[key] = name
			}
		}
	}
	return changed, "", nil
}

// orTyping names an action without a name, which belongs to typing a line.
func orTyping(name string) string {
	if name == "" {
		return "editing a line"
	}
	return name
}
