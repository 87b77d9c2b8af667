package source

import "bytes"

// omSample is a parsed sample line.
type omSample struct {
	name        []byte
	labels      []lpPair
	value, time []byte
	scratch     []byte
}

// parse reads `name{label="value",...} value [time] [# exemplar]` and returns
// what is wrong with it, "" when it is right.
func (s *omSample) parse(line []byte) string {
	s.labels, s.time, s.scratch = s.labels[:0], nil, s.scratch[:0]
	n := 0
	for n < len(line) && isMetricByte(line[n], n) {
		n++
	}
	if n == 0 {
		return "no metric name"
	}
	s.name, line = line[:n], line[n:]
	if len(line) > 0 && line[0] == '{' {
		rest, ok := s.readLabels(line[1:])
		if !ok {
			return "labels that are not closed or not quoted"
		}
		line = rest
	} else if len(line) > 0 && line[0] != ' ' && line[0] != '\t' {
		return "no metric name"
	}
	if i := bytes.Index(line, []byte(" # ")); i >= 0 {
		line = line[:i] // an exemplar
	}
	f := bytes.Fields(line)
	if len(f) < 1 || len(f) > 2 || !lpValue(f[0]) && string(f[0]) != "Nan" {
		return "no number behind the metric name"
	}
	s.value = f[0]
	if len(f) == 2 {
		if !isNumber(f[1]) {
			return "the time behind the value is no number"
		}
		s.time = f[1]
	}
	return ""
}

// readLabels reads `label="value",...}` and returns what follows.
func (s *omSample) readLabels(line []byte) ([]byte, bool) {
	if cap(s.scratch) < len(line) {
		s.scratch = make([]byte, 0, 2*len(line))
	}
	for {
		line = bytes.TrimLeft(line, " ,")
		if len(line) > 0 && line[0] == '}' {
			return line[1:], true
		}
		eq := bytes.IndexByte(line, '=')
		if eq <= 0 {
			return nil, false
		}
		key := bytes.TrimSpace(line[:eq])
		line = bytes.TrimLeft(line[eq+1:], " ")
		if len(line) == 0 || line[0] != '"' {
			return nil, false
		}
		start, closed := len(s.scratch), false
		i := 1
		for ; i < len(line) && !closed; i++ {
			switch c := line[i]; {
			case c == '"':
				closed = true
			case c == '\\' && i+1 < len(line):
				i++
				c = line[i]
				if c == 'n' {
					c = '\n'
				}
				s.scratch = append(s.scratch, c)
			default:
				s.scratch = append(s.scratch, c)
			}
		}
		if !closed {
			return nil, false
		}
		s.labels = append(s.labels, lpPair{key: key, value: s.scratch[start:len(s.scratch):len(s.scratch)], text: true})
		line = line[i:]
	}
}

func isMetricByte(c byte, at int) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || at > 0 && (c >= '0' && c <= '9' || c == '.')
}
