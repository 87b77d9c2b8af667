package termguard

import (
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain doubles as the program that TestRestore runs: it prints TERM before
// and after Restore.
func TestMain(m *testing.M) {
	if os.Getenv("TERMGUARD_CHILD") == "1" {
		show := func() string {
			v, ok := os.LookupEnv("TERM")
			if !ok {
				return "unset"
			}
			return "[" + v + "]"
		}
		before := show()
		Restore()
		once := show()
		Restore()
		os.Stdout.WriteString(before + " " + once + " " + show())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRestore(t *testing.T) {
	for _, c := range []struct {
		env  []string
		want string
	}{
		{[]string{"TERM=xterm-256color"}, "[dumb] [xterm-256color] [xterm-256color]"},
		{[]string{"TERM="}, "[dumb] [] []"},
		{nil, "[dumb] unset unset"},
	} {
		cmd := exec.Command(os.Args[0])
		for _, e := range os.Environ() {
			if !strings.HasPrefix(e, "TERM=") {
				cmd.Env = append(cmd.Env, e)
			}
		}
		cmd.Env = append(append(cmd.Env, "TERMGUARD_CHILD=1"), c.env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if string(out) != c.want {
			t.Errorf("%v: got %s, want %s", c.env, out, c.want)
		}
	}
}

// Any other import could make this package initialise after the library it is
// there to be ahead of.
func TestImportsOnlyOS(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "termguard.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Imports) != 1 || f.Imports[0].Path.Value != `"os"` {
		t.Errorf("termguard imports more than os: %d imports", len(f.Imports))
	}
}
