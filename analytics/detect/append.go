package detect

import (
	"bytes"
	"strconv"
	"time"

	"network-analytics/analytics/record"
)

// AppendDescription appends what Description returns, without allocating, for
// files of many rows.
func AppendDescription(dst []byte, r *record.Row, wholeLatency, wholeLoss bool) []byte {
	dst = append(dst, "High latency and loss event observed at "...)
	dst = time.Unix(0, r.Time).UTC().AppendFormat(dst, time.DateTime)
	dst = append(dst, " (latency "...)
	dst = appendValue(dst, r.Value[record.Latency], wholeLatency, " ms")
	dst = append(dst, ", loss "...)
	dst = appendValue(dst, r.Value[record.Loss], wholeLoss, "%")
	return append(dst, ")."...)
}

func appendValue(dst []byte, v float64, wholeColumn bool, unit string) []byte {
	if record.IsMissing(v) {
		return append(dst, "no data"...)
	}
	return append(AppendNumber(dst, v, wholeColumn), unit...)
}

// AppendNumber appends what Number returns.
func AppendNumber(dst []byte, v float64, wholeColumn bool) []byte {
	begin := len(dst)
	dst = strconv.AppendFloat(dst, v, 'f', -1, 64)
	if !wholeColumn && bytes.IndexByte(dst[begin:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}
