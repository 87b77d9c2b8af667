package mapping

import (
	"fmt"
	"testing"
)

func BenchmarkPropose(b *testing.B) {
	in := Input{Format: "csv", Delimiter: ','}
	names := []string{"Date", "Time", "host", "interface", "region", "Ping (ms)", "Download (Mbit/s)", "loss", "cpu"}
	for i := range 20 {
		c := Candidate{Name: fmt.Sprint("other ", i)}
		if i < len(names) {
			c.Name = names[i]
		}
		for r := range MaxSamples {
			cell := fmt.Sprintf("%d.%02d", r%97, i)
			switch i {
			case 0:
				cell = fmt.Sprintf("%02d/%02d/2025", 1+r%28, 1+r%12)
			case 1:
				cell = fmt.Sprintf("%02d:%02d:%02d", r%24, r%60, r%59)
			case 2, 3, 4, 12, 13:
				cell = fmt.Sprint("name-", r%40)
			}
			c.Samples = append(c.Samples, cell)
		}
		in.Columns = append(in.Columns, c)
	}
	for b.Loop() {
		Propose(in)
	}
}

func BenchmarkReadValue(b *testing.B) {
	plain, us, cells := column(Latency, "ms"), column(Latency, "us"), Column{Field: Latency, CellUnits: true, unit: unit{mul: 1}}
	for _, c := range []struct {
		name, cell string
		column     *Column
	}{{"plain", "123.456", &plain}, {"micros", "20543.5", &us}, {"cell units", "30.5 ms", &cells}} {
		b.Run(c.name, func(b *testing.B) {
			cell := []byte(c.cell)
			b.ReportAllocs()
			for b.Loop() {
				c.column.Read(cell)
			}
		})
	}
}

func BenchmarkReadTime(b *testing.B) {
	for _, c := range []struct{ sample, zone string }{
		{"2025-03-01T10:20:30Z", ""}, {"2025-03-01 10:20:30.123+05:30", ""}, {"13/02/2025 10:00:00", ""}, {"1740787200.123456", ""},
		{"2025-06-02 21:05:00", "Europe/Berlin"}, {"Sat Mar  1 12:00:00 UTC 2025", ""},
	} {
		b.Run(c.sample+c.zone, func(b *testing.B) {
			a, err := (&Flags{TZ: c.zone}).Parse()
			if err != nil {
				b.Fatal(err)
			}
			p := Propose(Input{Columns: []Candidate{{Name: "timestamp", Samples: []string{c.sample}}, {Name: "latency_ms", Samples: []string{"1"}}}, Answers: a})
			cells := [][]byte{[]byte(c.sample)}
			b.ReportAllocs()
			for b.Loop() {
				p.Time.Read(cells)
			}
		})
	}
}
