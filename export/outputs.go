package export

import "network-analytics/analytics/record"

// CheckOutput finds what is wrong with the path of a flag that names a file to
// be written: it is empty, standard output, or one of the inputs. The error is a
// *record.Error of KindUsage.
func CheckOutput(flag, path string, inputs []string) error {
	if path == Stdout {
		return &record.Error{Kind: record.KindUsage, What: flag + " cannot be standard output", Try: "give a path"}
	}
	for _, in := range inputs {
		if sameFile(path, in) {
			return &record.Error{Kind: record.KindUsage, Path: path, What: "is also an input and would be overwritten", Try: "choose another path with " + flag}
		}
	}
	return nil
}
