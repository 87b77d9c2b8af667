package source

// Again reports whether Read may be called more than once: every input is a
// regular file.
func (s *Scan) Again() bool {
	for _, f := range s.files {
		if f.kind != regularFile {
			return false
		}
	}
	return true
}
