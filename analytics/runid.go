package analytics

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// runID names a result: a hash of what determines it, 12 hexadecimal digits. The
// same rows under the same view have the same, whatever file they came in and in
// whatever order.
func (s *Session) runID(v *View) string {
	h := sha256.New()
	all := &s.all.report
	fmt.Fprintln(h, all.Load.Rejected, all.Load.Missing, all.First, all.Last)
	for i := range all.Cells {
		g := &all.Cells[i]
		fmt.Fprintf(h, "%q %q %d %d %d\n", g.Region.Raw, g.Device.Raw, g.Rows, g.First, g.Last)
		for m := range g.Metric {
			fmt.Fprintln(h, g.Metric[m].N, g.Metric[m].Sum, g.Metric[m].Std, g.Metric[m].Min, g.Metric[m].Max)
		}
	}
	fmt.Fprint(h, v.text())
	return hex.EncodeToString(h.Sum(nil))[:12]
}
