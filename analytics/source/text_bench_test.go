package source

import (
	"bufio"
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkTextTables reads inputs of 50,000 lines with each format.
func BenchmarkTextTables(b *testing.B) {
	const lines = 50_000
	for _, c := range []struct {
		name   string
		format format
		head   string
		line   func(i int) string
	}{
		{"ping", pingFormat, "PING a.example (192.0.2.8) 56(84) bytes of data.\n", func(i int) string {
			return fmt.Sprintf("[%d.261953] 64 bytes from 192.0.2.8: icmp_seq=%d ttl=64 time=%d.%d ms\n", 1740787200+i, i%65536, i%40, i%10)
		}},
		{"line protocol", lineProtocolFormat, "", func(i int) string {
			return fmt.Sprintf("ping,host=lab1,url=edge-%02d average_response_ms=%d.5,percent_packet_loss=0,packets_transmitted=5i %d000000000\n", i%20, i%50, 1740787200+i)
		}},
		{"influx csv", influxCSVFormat, ",result,table,_time,_value,_field,_measurement,target\n", func(i int) string {
			return fmt.Sprintf(",,%d,2025-03-01T%02d:%02d:%02dZ,%d.25,average_response_ms,ping,edge-%02d\n", i%20, i/3600%24, i/60%60, i%60, i%50, i/86400)
		}},
		{"zeek", zeekFormat, "#separator \\x09\n#fields\tts\tuid\tid.orig_h\trtt\n#types\ttime\tstring\taddr\tinterval\n", func(i int) string {
			return fmt.Sprintf("%d.865716\tCqKst53mF3det3eDV9\t192.0.2.%d\t0.0%d\n", 1740787200+i, i%200, 100+i%800)
		}},
		{"sadf", sadfFormat, "# hostname;interval;timestamp;CPU;%user;%system;%idle\n", func(i int) string {
			return fmt.Sprintf("lab1;10;2025-03-01 %02d:%02d:%02d UTC;-1;2.28;1.93;%d.31\n", i/3600%24, i/60%60, i%60, i%100)
		}},
		{"openmetrics", openMetricsFormat, "# TYPE ping_rtt_seconds gauge\n", func(i int) string {
			return fmt.Sprintf("ping_rtt_seconds{target=\"edge-%02d\",type=\"mean\"} 0.0%d %d000\n", i%20, 100+i%800, 1740787200+i)
		}},
	} {
		var in bytes.Buffer
		in.WriteString(c.head)
		for i := range lines {
			in.WriteString(c.line(i))
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(in.Len()))
			b.ReportAllocs()
			for b.Loop() {
				table, err := c.format.open(bufio.NewReaderSize(bytes.NewReader(in.Bytes()), 64<<10), tableInput{})
				if err != nil {
					b.Fatal(err)
				}
				var row tableRow
				n := 0
				for table.next(&row) == nil {
					n++
				}
				if n != lines {
					b.Fatalf("%d rows", n)
				}
			}
			b.ReportMetric(lines*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
