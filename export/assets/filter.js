// The filter language of the program (--where and the dashboard's /): parser and
// verdict on rows. Texts are arrays of characters, so that positions are too.
const Lang = {fields: ['device', 'region', 'latency', 'loss', 'traffic', 'cpu', 'time', 'hour']};
const CANONICAL = {timestamp: 'time', device_id: 'device', traffic_mbps: 'traffic', latency_ms: 'latency',
  packet_loss_pct: 'loss', cpu_utilization_pct: 'cpu'};
const OPERATORS = ['!=', '<>', '<=', '>=', '==', '=', '<', '>'];
const OPPOSITE = {'=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>', in: 'not in', 'not in': 'in'};
const WORDS = ['and', 'or', 'not', 'in', 'none'];
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const NAME = /[_\p{L}\p{Nd}]/u;
const WANT_TIME = 'a time such as 2023-01-05, 2023-01-05 12:00 or -2h';
const NS_DAY = 86400000000000n, NS_SECOND = 1000000000n;

function isText(field) { return field === 'device' || field === 'region'; }
function isWord(s) { return WORDS.includes(s.toLowerCase()); }
function alike(a, b) { return a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase(); }
function own(o, k) { return Object.hasOwn(o, k); }

function findField(name) {
  name = name.toLowerCase();
  return Lang.fields.includes(name) ? name : own(CANONICAL, name) ? CANONICAL[name] : '';
}

// UNITS by metric: name, factor and power of ten to the unit of the metric.
const PERCENT = [['%', 1, 0], ['percent', 1, 0]];
const UNITS = {
  latency: [['ms', 1, 0], ['s', 1, 3], ['us', 1, -3], ['µs', 1, -3], ['μs', 1, -3], ['ns', 1, -6], ['min', 60, 3]],
  traffic: [['Mbps', 1, 0]], loss: PERCENT, cpu: PERCENT,
};
[['', -6], ['k', -3], ['M', 0], ['G', 3], ['T', 6]].forEach(([p, shift]) => {
  for (const n of ['bps', 'bit/s', 'b/s']) UNITS.traffic.push([p + n, 1, shift]);
  for (const n of ['B/s', 'Bps']) UNITS.traffic.push([p + n, 8, shift]);
});
['Ki', 'Mi', 'Gi', 'Ti'].forEach((p, i) => {
  const scale = pow(1024, i + 1);
  UNITS.traffic.push([p + 'B/s', 8 * scale, -6], [p + 'bit/s', scale, -6]);
});
const UNIT_HINT = {latency: 'ms, s, us, ns or min', traffic: 'bps, kbps, Mbps, Gbps, kB/s, MB/s or MiB/s', loss: '%', cpu: '%'};

function quoted(chars) {
  return JSON.stringify(chars.length > 24 ? chars.slice(0, 24).join('') + '…' : chars.join(''));
}

class Fault extends Error {
  constructor(at, what) { super(what); this.at = at; }
}

// distance counts the bytes to change between two words, as the program does.
function distance(a, b) {
  if (a.length > 64) return a.length;
  const row = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = row[0];
    row[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const cost = diagonal + (a[i] === b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = min(cost, row[j] + 1, row[j + 1] + 1);
    }
  }
  return row[b.length];
}

function nearest(word) {
  let best = '', least = 3;
  const bytes = Array.from(new TextEncoder().encode(word), b => String.fromCharCode(b));
  for (const f of Lang.fields) {
    const d = distance(bytes, f);
    if (d < least && d < f.length - 1) { best = f; least = d; }
  }
  return best;
}

// ExprParser reads one expression; see the grammar in the program's help.
class ExprParser {
  constructor(text) { this.c = [...text]; this.at = 0; this.depth = 0; }

  fail(at, what) { throw new Fault(at, what); }
  end() { return this.at >= this.c.length; }
  rest(n) { return this.c.slice(this.at, n == null ? undefined : this.at + n).join(''); }
  run(test, from) { let i = from; while (i < this.c.length && test(this.c[i])) i++; return i; }
  blanks() { this.at = this.run(r => SPACE.test(r), this.at); }
  name() { return this.c.slice(this.at, this.run(r => NAME.test(r), this.at)).join(''); }

  // bare returns the bare word at a place; what follows a backslash belongs to it.
  bare(from) {
    let escaped = false, i = from;
    for (; i < this.c.length; i++) {
      if (!escaped && (SPACE.test(this.c[i]) || '(),\'"=<>!&|'.includes(this.c[i]))) break;
      escaped = !escaped && this.c[i] === '\\';
    }
    return this.c.slice(from, i);
  }

  found() {
    const word = this.bare(this.at);
    return quoted(word.length ? word : this.c.slice(this.at, this.at + 1));
  }

  unexpected(want) {
    if (this.end()) this.fail(this.at, 'the expression ends here; expected ' + want);
    const c = this.c[this.at];
    if (c === '&') this.fail(this.at, 'write "and" for &');
    if (c === '|') this.fail(this.at, 'write "or" for |');
    if (c === '!' && this.c[this.at + 1] !== '=') this.fail(this.at, 'write "not" for !');
    this.fail(this.at, 'expected ' + want + ', found ' + this.found());
  }

  word(w) {
    this.blanks();
    const n = this.name();
    if (!alike(n, w)) return false;
    this.at += [...n].length;
    return true;
  }

  sign(s) {
    this.blanks();
    if (this.rest(s.length) !== s) return false;
    this.at += s.length;
    return true;
  }

  parse() {
    const n = this.expression();
    this.blanks();
    if (!this.end()) this.unexpected('"and" or "or"');
    return n;
  }

  expression() { return this.list('or', () => this.list('and', () => this.factor())); }

  list(kind, read) {
    const kids = [];
    do kids.push(read()); while (this.word(kind));
    return kids.length === 1 ? kids[0] : {kind, kids};
  }

  factor() {
    if (++this.depth > 100) this.fail(this.at, 'more than 100 parentheses in each other');
    let n;
    if (this.word('not')) n = {kind: 'not', kids: [this.factor()]};
    else if (this.sign('(')) {
      const open = this.at - 1;
      n = this.expression();
      this.blanks();
      if (this.end()) this.fail(open, 'this parenthesis is never closed');
      if (!this.sign(')')) this.unexpected('"and", "or" or ")"');
    } else n = this.test();
    this.depth--;
    return n;
  }

  test() {
    this.blanks();
    const word = this.name(), field = findField(word), fields = Lang.fields.join(', ');
    if (!field) {
      if (!word || isWord(word)) this.unexpected('a field (' + fields + ')');
      const near = nearest(word.toLowerCase());
      this.fail(this.at, 'no field ' + this.found() + (near ? '; did you mean "' + near + '"?' : '; the fields are ' + fields));
    }
    this.at += [...word].length;
    const t = {kind: 'test', field, op: this.operator(field), items: []};
    if (t.op.endsWith('in')) { this.set(t); return t; }
    this.blanks();
    const from = this.at, it = this.item(field);
    if (it.range) this.fail(from, 'a range needs "in": ' + field + ' in ' + this.c.slice(from, this.at).join('').trim());
    if (it.none && t.op !== '=' && t.op !== '!=') this.fail(from, 'none can be compared with = and != only');
    t.items.push(it);
    return t;
  }

  operator(field) {
    this.blanks();
    const from = this.at;
    if (this.word('in')) return 'in';
    if (this.word('not')) {
      if (!this.word('in')) this.unexpected('"in"');
      return 'not in';
    }
    for (const sign of OPERATORS) {
      if (!this.sign(sign)) continue;
      const op = {'<>': '!=', '==': '='}[sign] || sign;
      if (isText(field) && op !== '=' && op !== '!=') this.fail(from, field + ' is a text and knows =, != and in only');
      return op;
    }
    return this.unexpected(isText(field) ? '=, != or in' : '=, !=, <, <=, >, >= or in');
  }

  set(t) {
    if (!this.sign('(')) {
      this.blanks();
      const from = this.at;
      if (this.end() || isText(t.field)) this.unexpected('"("');
      const it = this.item(t.field);
      if (!it.range) this.fail(from, 'expected "(" or a range such as 9..17');
      t.items.push(it);
      return;
    }
    const open = this.at - 1;
    for (;;) {
      t.items.push(this.item(t.field));
      if (this.sign(',')) continue;
      if (this.sign(')')) return;
      if (this.end()) this.fail(open, 'this parenthesis is never closed');
      this.unexpected('"," or ")"');
    }
  }

  item(f) {
    this.blanks();
    const from = this.at, word = this.bare(from);
    if (alike(word.join(''), 'none')) {
      if (f === 'time' || f === 'hour') this.fail(from, 'a record always has a time');
      this.at += word.length;
      return {none: true};
    }
    const a = this.value(f);
    if (isText(f) || !this.sign('..')) return {from: a, to: a};
    const b = this.value(f);
    const backwards = f === 'time' ? (a.before == null) === (b.before == null) && momentAt(a, 0n).start > momentEnd(momentAt(b, 0n))
      : f !== 'hour' && a > b;
    if (backwards) this.fail(from, 'the range ends before it begins');
    return {range: true, from: a, to: b};
  }

  value(f) {
    this.blanks();
    if (isText(f)) return this.textValue(f);
    if (f !== 'time') return this.numberValue(f);
    const r = readMoment(this.rest());
    if (r.wrong) {
      if (this.end()) this.unexpected(WANT_TIME);
      this.fail(this.at, r.wrong);
    }
    this.at += r.length;
    if (this.name() && !SPACE.test(this.c[this.at - 1])) this.fail(this.at, this.found() + ' does not belong to a time');
    return r;
  }

  numberValue(f) {
    const from = this.at, m = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?/.exec(this.rest());
    if (!m) this.unexpected(f === 'hour' ? 'an hour from 0 to 23' : 'a number');
    this.at += m[0].length;
    let unit = ['', 1, 0];
    if (f === 'hour') {
      if (this.name()) this.fail(this.at, this.found() + ' does not belong to an hour');
    } else {
      const at = this.run(r => SPACE.test(r), this.at);
      const name = this.c.slice(at, this.run(r => r === '%' || r === '/' || NAME.test(r), at)).join('');
      if (name && !(at > this.at && (isWord(name) || findField(name)))) {
        unit = this.unit(f, name, at);
        this.at = at + [...name].length;
      }
    }
    const [digits, exponent] = m[0].toLowerCase().split('e');
    const v = Number(digits + 'e' + (Number(exponent || 0) + unit[2])) * unit[1] + 0;
    if (!Number.isFinite(v)) this.fail(from, 'the number is too large');
    if (f === 'hour' && !(v >= 0 && v <= 23 && Number.isInteger(v))) this.fail(from, 'an hour is a whole number from 0 to 23');
    return v;
  }

  unit(f, name, at) {
    const exact = UNITS[f].find(u => u[0] === name);
    if (exact) return exact;
    const like = [];
    for (const u of UNITS[f]) {
      if (alike(u[0], name) && (!like.length || like[0][1] !== u[1] || like[0][2] !== u[2])) like.push(u);
    }
    if (like.length === 1) return like[0];
    return this.fail(at, 'no unit ' + quoted([...name]) + ' here: ' +
      (like.length ? 'it can mean ' + like[0][0] + ' or ' + like[1][0] : f + ' knows ' + UNIT_HINT[f]));
  }

  textValue(f) {
    const quote = this.c[this.at];
    if (quote === '"' || quote === '\'') {
      for (let i = this.at + 1, escaped = false; i < this.c.length; i++) {
        if (this.c[i] === quote && !escaped) {
          const text = this.c.slice(this.at + 1, i);
          if (!text.length) this.fail(this.at, 'an empty text fits no name; write none for records without one');
          this.at = i + 1;
          return pattern(text);
        }
        escaped = !escaped && this.c[i] === '\\';
      }
      this.fail(this.at, 'this quote is never closed');
    }
    const word = this.bare(this.at);
    if (!word.length) this.unexpected('a name for ' + f);
    if (isWord(word.join(''))) this.fail(this.at, 'expected a name for ' + f + '; ' + this.found() + ' must be quoted to be one');
    this.at += word.length;
    return pattern(word);
  }
}
