package source

import "bytes"

// splitQuoted appends the fields of a line to dst; quotes are taken off and
// doubled ones made single in buf, which is returned for use again. A quote
// that is not closed reaches to the end of the line.
func splitQuoted(dst [][]byte, buf, line []byte, sep byte) ([][]byte, []byte) {
	if bytes.IndexByte(line, '"') < 0 {
		return splitPlain(dst, line, sep), buf
	}
	if cap(buf) < len(line) {
		buf = make([]byte, 0, 2*len(line))
	}
	buf = buf[:0]
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, sep)
			if i < 0 {
				return append(dst, line), buf
			}
			dst = append(dst, line[:i])
			line = line[i+1:]
			continue
		}
		start := len(buf)
		line = line[1:]
		for len(line) > 0 {
			if line[0] == '"' {
				if len(line) < 2 || line[1] != '"' {
					line = line[1:]
					break
				}
				line = line[1:]
			}
			buf = append(buf, line[0])
			line = line[1:]
		}
		i := bytes.IndexByte(line, sep)
		if i < 0 {
			buf = append(buf, line...)
			return append(dst, buf[start:]), buf
		}
		buf = append(buf, line[:i]...)
		dst = append(dst, buf[start:len(buf):len(buf)])
		line = line[i+1:]
	}
}

// splitPlain appends the fields of a line without quotes to dst.
func splitPlain(dst [][]byte, line []byte, sep byte) [][]byte {
	for {
		i := bytes.IndexByte(line, sep)
		if i < 0 {
			return append(dst, line)
		}
		dst = append(dst, line[:i])
		line = line[i+1:]
	}
}
