package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"network-analytics/analytics"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/inspect"
	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
	"network-analytics/analytics/source"
	"network-analytics/analytics/source/mapping"
	"network-analytics/export"
	"network-analytics/gen"
	"network-analytics/tui"
)

// inputFlags are the flags that say what is read and how. All commands that
// read telemetry have them.
type inputFlags struct {
	mapping    mapping.Flags
	filter     filter.Flags
	rejects    string
	maxRejects string
	strict     bool
	memory     memorySize // of the main command only: for rows
	demo       bool       // of the main command only: read the demo scenario

	mappingSet, filterSet *pflag.FlagSet
}

// RegisterFlags adds the flags to fs.
func (f *inputFlags) RegisterFlags(fs *pflag.FlagSet) {
	f.mappingSet = pflag.NewFlagSet("", pflag.ContinueOnError)
	f.mapping.RegisterFlags(f.mappingSet)
	f.filterSet = pflag.NewFlagSet("", pflag.ContinueOnError)
	f.filter.RegisterFlags(f.filterSet)
	fs.AddFlagSet(f.filterSet)
	fs.StringVar(&f.rejects, "rejects", "", "`FILE` to write every rejected row to, with its reason")
	fs.StringVar(&f.maxRejects, "max-rejects", "", "`N` or P%: exit 5 when more rows are rejected")
	fs.BoolVar(&f.strict, "strict", false, "fail at the first rejected row")
	fs.AddFlagSet(f.mappingSet)
}

// changed returns the flags of a set that the user gave, as arguments.
func changed(set *pflag.FlagSet) []string {
	var out []string
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Changed {
			return
		}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range list.GetSlice() {
				out = append(out, "--"+f.Name+"="+v)
			}
			return
		}
		out = append(out, "--"+f.Name+"="+f.Value.String())
	})
	return out
}

// input is what the user named to be read.
type input struct {
	flags   *inputFlags
	files   []string
	title   string
	options inspect.Options
	session *inspect.Session
	stdin   stdinAgain
	busy    sync.Mutex // held while rejected rows are written
}

// apart returns an error when two outputs, the given ones among them, are the
// same file.
func (f *inputFlags) apart(others ...string) error {
	seen := map[string]bool{}
	for _, path := range append(others, f.rejects, f.mapping.SaveProfile) {
		if path == "" || path == export.Stdout {
			continue
		}
		full, err := filepath.Abs(path)
		if err != nil {
			full = path
		}
		if seen[full] {
			return &record.Error{Kind: record.KindUsage, Path: path, What: "is named for two outputs", Try: "give each its own path"}
		}
		seen[full] = true
	}
	return nil
}

// open checks the flags and the files.
func (f *inputFlags) open(files []string, stdin io.Reader) (*input, error) {
	in := &input{flags: f, files: files, stdin: stdinAgain{from: stdin}}
	var err error
	if in.options.Answers, err = f.mapping.Parse(); err != nil {
		return nil, err
	}
	if in.options.Where, err = f.filter.Parse(); err != nil {
		return nil, err
	}
	if f.maxRejects != "" {
		if in.options.MaxRejects, err = source.ParseLimit(f.maxRejects); err != nil {
			return nil, &record.Error{Kind: record.KindUsage, What: "--max-rejects: " + err.Error()}
		}
	}
	if err := f.apart(); err != nil {
		return nil, err
	}
	in.options.Strict, in.options.Rejects = f.strict, f.rejects != ""
	for _, o := range []struct{ flag, path string }{{"--rejects", f.rejects}, {"--save-profile", f.mapping.SaveProfile}} {
		if o.path != "" {
			if err := export.CheckOutput(o.flag, o.path, files); err != nil {
				return nil, err
			}
		}
	}
	if f.demo {
		if len(files) > 0 {
			return nil, usage(errors.New("--demo reads no file"))
		}
		scenario, err := gen.NewScenario(gen.DefaultScenario("demo"))
		if err != nil {
			return nil, err
		}
		in.title = "demo scenario"
		in.session = inspect.New(scenario, in.options)
		return in, nil
	}
	if len(files) == 0 {
		config := gen.DefaultConfig()
		in.title = fmt.Sprintf("sample, seed %d", config.Seed)
		in.session = inspect.New(gen.New(config), in.options)
		return in, nil
	}
	in.title = source.Title(files)
	in.session, err = inspect.Open(files, stdin, in.options)
	return in, err
}

// ready waits until it is known what the inputs are, and returns an error when
// something must be answered first. It saves the profile that was asked for.
func (in *input) ready(ctx context.Context) error {
	if err := in.session.Prepare(ctx); err != nil {
		return err
	}
	if err := in.session.Unsettled(); err != nil {
		return err
	}
	return in.saveProfile(ctx)
}

func (in *input) saveProfile(ctx context.Context) error {
	path, plans := in.flags.mapping.SaveProfile, in.session.Plans()
	at := slices.IndexFunc(plans, func(p source.InputPlan) bool { return !p.Empty })
	if path == "" || at < 0 {
		return nil
	}
	return export.WriteFile(ctx, path, func(w io.Writer) error { return mapping.WriteProfile(w, plans[at].Plan.Settled()) })
}

// read runs a job that reads, while rejected rows go to the file for them. They
// are kept also when the job fails, unless it is cancelled.
func (in *input) read(ctx context.Context, job func() error) error {
	path := in.flags.rejects
	if path == "" {
		return job()
	}
	in.busy.Lock()
	defer in.busy.Unlock()
	var failed error
	err := export.WriteFile(ctx, path, func(w io.Writer) error {
		in.session.RejectsTo(w)
		defer in.session.RejectsTo(nil)
		failed = job()
		return ctx.Err()
	})
	if failed != nil {
		return failed
	}
	return err
}

// rest waits, not for long, until a reading that was cancelled has taken the file
// for rejected rows away.
func (in *input) rest() {
	for end := time.Now().Add(restLimit); !in.busy.TryLock(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return
		}
	}
	in.busy.Unlock()
}

// restLimit is how long rest waits.
const restLimit = time.Second

// analyse reads and makes the report of a view. With judge, reading tells about
// the times too. The session is nil when there is an error.
func (in *input) analyse(ctx context.Context, v analytics.View, p *record.Progress, judge bool) (s *analytics.Session, r *analytics.Report, err error) {
	err = in.read(ctx, func() (err error) {
		o := analytics.Options{Spool: openSpool, Keep: int64(in.flags.memory)}
		if o.Keep == 0 {
			o.Keep = max(1, rowMemory(os.DirFS("/")))
		}
		if s, err = analytics.OpenSession(ctx, in.session.Feed(judge), o, p); err != nil {
			return err
		}
		r, err = s.Report(ctx, v, p)
		return err
	})
	if err != nil && s != nil {
		s.Close() //nolint:errcheck // a temporary file: nothing in it is needed any more
		s = nil
	}
	return s, r, err
}

// reading tells how the inputs are read, with the command line for it.
func (in *input) reading() *quality.Reading {
	r := in.session.Reading()
	switch {
	case len(r.Questions()) > 0: // no command line does without an answer
	case len(in.files) > 0:
		r.Command = inspect.Command(in.session.Plans(), changed(in.flags.filterSet), in.files)
	default:
		r.Inputs = []quality.Input{{Path: in.title, Format: "records made by this program"}}
	}
	return r
}

// settle makes the inputs ready and asks on the terminal what is open.
func (in *input) settle(ctx context.Context, apply func(*tui.Config)) error {
	if err := in.stdin.keep(in); err != nil {
		return err
	}
	err := withSignals(ctx, record.NewProgress(), in.ready)
	open, ok := errors.AsType[*inspect.OpenQuestions](err)
	if !ok || !in.askable() {
		in.stdin.stay()
		return err
	}
	config := tui.MappingConfig{Title: in.title, Look: in.look}
	apply(&config.Screen)
	flags, err := tui.AskMapping(ctx, config)
	if tui.Unanswered(err) {
		return open
	}
	if err != nil {
		return err
	}
	if in.options.Answers, err = in.answers(flags); err != nil {
		return err
	}
	if in.session, err = inspect.Open(in.files, in.stdin.last(), in.options); err != nil {
		return err
	}
	return withSignals(ctx, record.NewProgress(), in.ready)
}

// askable reports whether the inputs can be looked at several times.
func (in *input) askable() bool {
	for _, path := range in.files {
		if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
			return false
		}
	}
	return true
}

// answers adds flags, as a question offers them, to those of the command line.
func (in *input) answers(flags []string) (mapping.Answers, error) {
	args := changed(in.flags.mappingSet)
	for _, f := range flags {
		words, err := inspect.SplitFlags(f)
		if err != nil {
			return mapping.Answers{}, usage(err)
		}
		args = append(args, words...)
	}
	var all mapping.Flags
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SetOutput(io.Discard)
	all.RegisterFlags(set)
	if err := set.Parse(args); err != nil {
		return mapping.Answers{}, usage(err)
	}
	if rest := set.Args(); len(rest) > 0 {
		return mapping.Answers{}, usage(fmt.Errorf("%q is no flag", rest[0]))
	}
	return all.Parse()
}

// previewRows is how many records, or rows of the input, the dialog shows.
const previewRows = 12

// firstRows returns the names of the columns and the first rows of the first
// input that asks something.
func firstRows(plans []source.InputPlan) (names []string, rows [][]string) {
	for i := range plans {
		columns := plans[i].Plan.Columns
		if len(plans[i].Plan.Questions) == 0 {
			continue
		}
		n := 0
		for k := range columns {
			names = append(names, columns[k].Name)
			n = max(n, len(columns[k].First))
		}
		for r := range min(n, previewRows) {
			row := make([]string, len(columns))
			for k := range columns {
				if r < len(columns[k].First) {
					row[k] = columns[k].First[r]
				}
			}
			rows = append(rows, row)
		}
		return names, rows
	}
	return nil, nil
}

// look tells how the inputs would be read with some flags.
func (in *input) look(ctx context.Context, flags []string) (*tui.Preview, error) {
	options := in.options
	var err error
	if options.Answers, err = in.answers(flags); err != nil {
		return nil, err
	}
	s, err := inspect.Open(in.files, in.stdin.again(), options)
	if err != nil {
		return nil, err
	}
	if err := s.Prepare(ctx); err != nil {
		return nil, err
	}
	p := &tui.Preview{Reading: s.Reading(), Head: inspect.FirstHead}
	if s.Unsettled() != nil {
		p.Names, p.Cells = firstRows(s.Plans())
		return p, nil
	}
	p.Rows, err = s.First(ctx, previewRows)
	if record.KindOf(err) == record.KindInput { // no usable row: the dialog says so
		err = nil
	}
	return p, err
}

// stdinAgain gives standard input to one session after the other.
type stdinAgain struct {
	from   io.Reader
	start  int64 // where a regular file began
	file   *os.File
	replay *inspect.Replay
	first  io.Reader // what the first session reads of replay
}

// keep lets in read standard input so that it can be read again.
func (s *stdinAgain) keep(in *input) error {
	named := false
	for _, f := range in.files {
		named = named || f == "-"
	}
	if !named || s.from == nil {
		return nil
	}
	if f, ok := s.from.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			s.file = f
			s.start, _ = f.Seek(0, io.SeekCurrent)
			return nil
		}
	}
	s.replay = inspect.NewReplay(s.from)
	s.first = s.replay.Reader()
	var err error
	in.session, err = inspect.Open(in.files, s.first, in.options)
	return err
}

// stay says that the first session reads all, so that nothing need be kept.
func (s *stdinAgain) stay() {
	if s.replay != nil {
		s.replay.Stay(s.first)
	}
}

func (s *stdinAgain) again() io.Reader {
	switch {
	case s.file != nil:
		s.file.Seek(s.start, io.SeekStart) //nolint:errcheck // a failure shows when it is read
		return s.file
	case s.replay != nil:
		return s.replay.Reader()
	}
	return s.from
}

// last is again for the session that reads all.
func (s *stdinAgain) last() io.Reader {
	if s.replay != nil {
		return s.replay.Last()
	}
	return s.again()
}
