package source

import (
	"fmt"
	"strings"
	"testing"
)

// TestQuoting fixes what becomes of quotes, where encoding/csv only says no.
func TestQuoting(t *testing.T) {
	const head = "timestamp,device_id,latency_ms\n"
	for _, tc := range []struct {
		name, body string
		devices    []string // names of the rows that are used
		faults     []string // line:column and detail
	}{
		{"plain", "2025-03-01,\"a\",1\n", []string{"a"}, nil},
		{"comma and line end", "2025-03-01,\"a,\nb\",1\n", []string{"a,\nb"}, nil},
		{"doubled quote", "2025-03-01,\"a\"\"b\"\"\",1\n", []string{`a"b"`}, nil},
		{"blanks around", "2025-03-01, \"a\" ,1\n", []string{"a"}, nil},
		{"NUL bytes in front", "\x00\x00\"2025-03-01\",\"a\nb\",1\n", []string{"a\nb"}, nil},
		{"NUL bytes and a line end in the first field", "\x00\"2025-03-01\nx\",b,1\n2025-03-01,c,1\n", []string{"c"}, []string{"2:1 " + timeShape.String()}},
		{"inside a plain field", "2025-03-01,5\" disk,1\n2025-03-01,b,1\n", []string{`5" disk`, "b"}, nil},
		{"text behind", "2025-03-01,\"a\"b,1\n2025-03-01,c,1\n", []string{"c"}, []string{"2:2 " + textAfterQuote}},
		{"text behind, CR", "2025-03-01,\"a\"\rb,1\n2025-03-01,c,1\n", []string{"c"}, []string{"2:2 " + textAfterQuote}},
		{"never closed", "2025-03-01,\"a,1\n2025-03-01,b,1\n2025-03-01,c,1\n", []string{"b", "c"}, []string{"2:2 " + neverClosed}},
		{"never closed on the last line", "2025-03-01,b,1\n2025-03-01,\"a,1", []string{"b"}, []string{"3:2 " + neverClosed}},
		{"closed by the next quote", "2025-03-01,\"a,1\n2025-03-01,b,1\n2025-03-01,\"c\",1\n", []string{"b", "c"}, []string{"2:2 " + neverClosed}},
		{"never closed behind a line end", "2025-03-01,\"a\nb\",\"1\n2025-03-01,c,1\n", []string{"c"}, []string{"3:3 " + neverClosed}},
		{"CR LF", "2025-03-01,\"a\",\"1\"\r\n2025-03-01,\"b\",1\r\r\n", []string{"a", "b"}, nil},
	} {
		for _, size := range []int{16, 0} {
			s, err := Open([]string{"-"}, strings.NewReader(head+tc.body), Options{BlockSize: size})
			if err != nil {
				t.Fatal(err)
			}
			got := collect(t, s, 2)
			var devices, faults []string
			for _, row := range got.rows {
				var at, device string
				if _, err := fmt.Sscanf(row, "%s %q", &at, &device); err != nil {
					t.Fatal(row, err)
				}
				devices = append(devices, device)
			}
			for _, f := range got.rep.Faults {
				faults = append(faults, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Detail))
			}
			if fmt.Sprintf("%q", devices) != fmt.Sprintf("%q", tc.devices) || fmt.Sprint(faults) != fmt.Sprint(tc.faults) {
				t.Errorf("%s: devices %q, want %q; faults %q, want %q", tc.name, devices, tc.devices, faults, tc.faults)
			}
		}
	}
}
