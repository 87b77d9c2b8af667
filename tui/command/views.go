package command

import (
	"errors"
	"math"
	"sync"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/analytics/usual"
)

// viewFlags are the flags that say how the records are judged.
type viewFlags struct {
	limits    []string
	objective slo.Flags
	capacity  float64
}

// RegisterFlags adds the flags to fs.
func (f *viewFlags) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&f.limits, "limit", nil, "raise an incident beyond a limit: 'latency > 80', 'loss > 3x usual where region = ap-*'; may be repeated")
	f.objective.RegisterFlags(fs)
	fs.Float64Var(&f.capacity, "capacity", 0, "traffic in `MBPS` at which a link is full, for the forecast of the days left")
}

// view returns the view to begin with. Its errors are of KindUsage and name the
// flag.
func (f *viewFlags) view() (analytics.View, error) {
	v := analytics.View{Capacity: f.capacity}
	for _, text := range f.limits {
		limit, err := usual.ParseLimit(text)
		if err != nil {
			if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
				wrong.Flag = "--limit"
			}
			return v, err
		}
		v.AddRule(limit)
	}
	if !(f.capacity >= 0) || math.IsInf(f.capacity, 1) {
		return v, &record.Error{Kind: record.KindUsage, What: "--capacity must be a number of Mbps, 0 or more"}
	}
	var err error
	v.Objective, err = f.objective.Parse()
	return v, err
}

// keptSession is the session that the screen looks at.
type keptSession struct {
	mu      sync.RWMutex
	session *analytics.Session // nil before the first reading
	closed  bool
}

// replace puts another session in the place of the one there is; nil changes
// nothing.
func (k *keptSession) replace(s *analytics.Session) {
	if s == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.closed {
		k.session, s = s, k.session
	}
	if s != nil {
		s.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
	}
}

// close lets go of the session, also of one that a reading under way brings.
func (k *keptSession) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	if k.session != nil {
		k.session.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
	}
	k.session = nil
}

// use calls do with the session, which stays open meanwhile.
func (k *keptSession) use(do func(*analytics.Session) error) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.session == nil {
		return &record.Error{Kind: record.KindInternal, What: "nothing was read yet"}
	}
	return do(k.session)
}
