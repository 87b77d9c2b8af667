package tui

// KeyRow is one line of the key table, for documents and their tests.
type KeyRow struct {
	Where   string // chapter of the help
	Keys    string // as the help shows them
	Meaning string
}

// KeyTable returns all keys as the help shows them, in its order.
func KeyTable() []KeyRow {
	var out []KeyRow
	for _, part := range helpParts {
		for _, b := range bindings {
			if b.in&part.of != 0 && b.long != "" {
				out = append(out, KeyRow{part.title, b.label, b.long})
			}
		}
	}
	return out
}
