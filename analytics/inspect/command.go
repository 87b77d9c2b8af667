package inspect

import (
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/source"
	"network-analytics/analytics/source/mapping"
)

// Command returns the command line that reads the inputs in the same way and
// without a question. more are further arguments that belong to it.
func Command(plans []source.InputPlan, more, files []string) string {
	words := []string{"network-analytics"}
	var flags [][]string
	for i := range plans {
		line := plans[i].Plan.CommandLine()
		for k := 0; k+1 < len(line); k += 2 {
			pair := line[k : k+2]
			if !slices.ContainsFunc(flags, func(f []string) bool { return slices.Equal(f, pair) }) {
				flags = append(flags, pair)
			}
		}
	}
	for _, f := range flags {
		words = append(words, f...)
	}
	words = append(words, more...)
	if slices.ContainsFunc(files, func(f string) bool { return len(f) > 1 && f[0] == '-' }) {
		words = append(words, "--")
	}
	words = append(words, files...)
	for i, w := range words {
		words[i] = mapping.ShellQuote(w)
	}
	return strings.Join(words, " ")
}

// SplitFlags cuts a text of flags, as an Option has it, into arguments the way
// a shell does.
func SplitFlags(text string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, begun, escaped := rune(0), false, false
	for _, r := range text {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 || escaped {
		return nil, fmt.Errorf("a quote is never closed in %q", text)
	}
	if begun {
		out = append(out, word.String())
	}
	return out, nil
}
