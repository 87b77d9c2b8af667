package tui

import (
	"strings"
	"testing"
)

func TestRebind(t *testing.T) {
	for _, c := range []struct {
		keys map[string][]string
		name string // of the action in the error
		want string // in the error, "" for none
	}{
		{map[string][]string{"sort-here": {"S"}, "quit": {"ctrl+q"}}, "", ""},
		{map[string][]string{"sort-here": {"q"}, "quit": {"s"}}, "", ""}, // an exchange
		{map[string][]string{"quit": {}}, "quit", "needs a key"},
		{map[string][]string{"quti": {"x"}}, "quti", `nearest is "quit"`},
		{map[string][]string{"sort-here": {"q"}}, "sort-here", `"q" of sort-here is also that of quit`},
		{map[string][]string{"quit": {"1"}, "export": {"E"}}, "quit", `"1" of quit is also that of pane-1`},
		{map[string][]string{"quit": {"\x1b"}}, "quit", "no key"},
	} {
		name, err := CheckKeys(c.keys)
		if c.want == "" {
			if err != nil {
				t.Errorf("%v: %v", c.keys, err)
			}
			continue
		}
		if err == nil || name != c.name || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %q %v, want %q %q", c.keys, name, err, c.name, c.want)
		}
	}
}

// The keys of the user do what they say, and those they replace do nothing.
func TestRebindHolds(t *testing.T) {
	k, _, err := newKeymap().rebind(map[string][]string{"sort-here": {"S", "f5"}})
	if err != nil {
		t.Fatal(err)
	}
	in := inAlways | inApp | inReport | inMove | inTable | inBottlenecks
	for key, want := range map[string]action{"S": actSort, "f5": actSort, "s": actNone, "q": actQuit} {
		if got := k.find(key, in); got != want {
			t.Errorf("%s does %d, want %d", key, got, want)
		}
	}
	names, keys := ActionNames()
	all := map[string][]string{}
	for i, name := range names {
		all[name] = keys[i]
	}
	if name, err := CheckKeys(all); err != nil {
		t.Errorf("the keys as they are: %s: %v", name, err)
	}
}
