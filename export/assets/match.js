// What a parsed filter means: patterns, times, verdicts on rows and on parts of
// charts.
const fold = c => [...c.toLowerCase()][0];

// pattern is a text with * and ?, in lower case: '*' and '?' as numbers.
function pattern(chars) {
  const parts = [];
  let escaped = false;
  for (const c of chars) {
    if (!escaped && c === '\\') { escaped = true; continue; }
    if (!escaped && c === '*') { if (parts[parts.length - 1] !== 0) parts.push(0); }
    else if (!escaped && c === '?') parts.push(1);
    else parts.push(fold(c));
    escaped = false;
  }
  if (escaped) parts.push('\\');
  return parts;
}

function fits(parts, name) {
  const s = [...name];
  let i = 0, star = -1, back = 0;
  for (let at = 0; at < s.length;) {
    if (parts[i] === 0) { star = ++i; back = at; continue; }
    if (i < parts.length && (parts[i] === 1 || parts[i] === fold(s[at]))) { i++; at++; continue; }
    if (star < 0) return false;
    i = star;
    at = ++back;
  }
  while (parts[i] === 0) i++;
  return i === parts.length;
}

// A moment has start and span in ns as BigInt, or before: its distance to the
// last record.
function momentEnd(m) { return m.start + m.span - 1n; }
function momentAt(m, last) { return m.before == null ? m : {start: last - m.before, span: 1n}; }

function readMoment(s) {
  if (s[0] === '-') {
    const m = /^-((?:\d{1,9}[wdhms])+)(?!\d)/.exec(s);
    if (!m) return {wrong: 'expected ' + WANT_TIME};
    let before = 0n;
    for (const [, n, u] of m[1].matchAll(/(\d+)([wdhms])/g)) {
      before += BigInt(n) * NS_SECOND * {w: 604800n, d: 86400n, h: 3600n, m: 60n, s: 1n}[u];
    }
    return before > NS_DAY * 73000n ? {wrong: 'expected ' + WANT_TIME} : {before, span: 1n, length: m[0].length};
  }
  const day = /^(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(s);
  if (!day) {
    return {wrong: /^\d\d:\d\d(?!\d)/.test(s) ? 'a time of day without a date; write the date too, or use hour' : 'expected ' + WANT_TIME};
  }
  let length = 10, span = NS_DAY, h = '0', mins = '0', sec = '0', frac = '', zone = '';
  const clock = /^(?:[Tt]| +)(\d\d):(\d\d)(?!\d)(?::(\d\d)(?!\d)(?:\.(\d{1,9}))?)?/.exec(s.slice(10));
  if (clock) {
    [h, mins] = [clock[1], clock[2]];
    span = clock[3] == null ? NS_SECOND * 60n : clock[4] == null ? NS_SECOND : 1n;
    sec = clock[3] || '0';
    frac = clock[4] || '';
    length += clock[0].length;
    const z = /^(?:[Zz]|[+-]\d\d:\d\d(?!\d))/.exec(s.slice(length));
    if (z) { zone = z[0].toUpperCase(); length += zone.length; }
  } else if (/^[Tt]/.test(s.slice(10))) return {wrong: 'a date must be followed by a time of day such as T12:00'};
  const t = new Date(0);
  t.setUTCFullYear(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  const valid = t.getUTCMonth() === day[2] - 1 && t.getUTCDate() === Number(day[3]) && h < 24 && mins < 60 && sec < 60 &&
    (zone.length < 2 || (zone.slice(1, 3) <= 24 && zone.slice(4) <= 60));
  if (!valid) return {wrong: 'no such date or time of day'};
  let ms = t.getTime() + h * HOUR + mins * MINUTE + sec * SECOND;
  if (zone.length > 1) ms -= (zone[0] === '-' ? -1 : 1) * (zone.slice(1, 3) * HOUR + zone.slice(4) * MINUTE);
  const year = new Date(ms).getUTCFullYear();
  if (year < 1678 || year > 2261) return {wrong: 'a year outside 1678 to 2261'};
  return {start: BigInt(ms) * 1000000n + BigInt(frac.padEnd(9, '0')), span, length};
}

// compile takes "not" out of an expression: an unknown stays unknown under it, so
// every comparison is turned into its opposite and unknown can count as false.
function compile(n, not, last) {
  if (n.kind === 'not') return compile(n.kids[0], !not, last);
  if (n.kind !== 'test') {
    return {kind: (n.kind === 'and') === !not ? 'and' : 'or', kids: n.kids.map(k => compile(k, not, last))};
  }
  const op = not ? OPPOSITE[n.op] : n.op, items = n.items.filter(i => !i.none);
  const r = {kind: 'test', field: n.field, not: op === '!=' || op === 'not in', none: n.items.some(i => i.none), items};
  if (n.field === 'time') r.items = items.map(i => timeSpan(op, momentAt(i.from, last), momentAt(i.to, last)));
  else if (n.field === 'hour') r.items = [Array.from({length: 24}, (_, h) => items.some(i => hourIn(op, i, h)))];
  else if (isText(n.field)) r.items = items.map(i => i.from);
  else r.items = items.map(i => ({op, lo: i.from, hi: i.to}));
  return r;
}

function timeSpan(op, from, to) {
  return op === '<' ? {hi: from.start - 1n} : op === '<=' ? {hi: momentEnd(from)} : op === '>' ? {lo: momentEnd(from) + 1n} :
    op === '>=' ? {lo: from.start} : {lo: from.start, hi: momentEnd(to)};
}

function numberIn({op, lo, hi}, v) {
  return op === '<' ? v < lo : op === '<=' ? v <= lo : op === '>' ? v > lo : op === '>=' ? v >= lo : v >= lo && v <= hi;
}

function hourIn(op, i, h) {
  if (/[<>]/.test(op)) return numberIn({op, lo: i.from}, h);
  return i.from > i.to ? h >= i.from || h <= i.to : h >= i.from && h <= i.to;
}

function inSpan(s, t) { return (s.lo == null || t >= s.lo) && (s.hi == null || t <= s.hi); }

// nameFits tries a name as it is shown and, where it differs, as the input has it:
// raw, '' for a missing name.
function nameFits(r, text, raw) {
  if (raw === '') return r.none && !r.not;
  return r.items.some(p => fits(p, text) || (raw != null && fits(p, raw))) !== r.not;
}

const FIRST_NS = BigInt(D.firstNs);
function rowNs(i) {
  const t = D.rows.t[i], whole = floor(t);
  return FIRST_NS + BigInt(whole) * 1000000n + BigInt(round((t - whole) * 1e6));
}

function hourOf(ms) { return ((floor(ms / HOUR) % 24) + 24) % 24; }

// matches is the verdict of a compiled filter on a row.
function matches(r, i) {
  if (r.kind === 'and') return r.kids.every(k => matches(k, i));
  if (r.kind === 'or') return r.kids.some(k => matches(k, i));
  switch (r.field) {
    case 'device': return nameFits(r, D.names[D.rows.d[i]], D.rawNames[D.rows.d[i]]);
    case 'region': return nameFits(r, D.regions[D.rows.r[i]], D.rawRegions[D.rows.r[i]]);
    case 'time': return r.items.some(s => inSpan(s, rowNs(i))) !== r.not;
    case 'hour': return r.items[0][Number((rowNs(i) / (NS_SECOND * 3600n) % 24n + 24n) % 24n)] !== r.not;
  }
  const v = {latency: D.rows.lat, loss: D.rows.loss, cpu: D.rows.cpu, traffic: D.rows.tr}[r.field][i];
  if (!has(v)) return r.none && !r.not;
  return r.items.some(s => numberIn(s, v)) !== r.not;
}

// maybe tells whether rows of a region, of a device there, and of a time range can
// match: false only where none can. device and the times may be undefined.
function maybe(r, region, device, a, b) {
  if (r.kind === 'and') return r.kids.every(k => maybe(k, region, device, a, b));
  if (r.kind === 'or') return r.kids.some(k => maybe(k, region, device, a, b));
  if (r.field === 'region' && region >= 0) return nameFits(r, D.regions[region], D.rawRegions[region]);
  if (r.field === 'device' && device != null) return nameFits(r, D.names[device], D.rawNames[device]);
  if (a == null) return true;
  if (r.field === 'hour') {
    for (let t = floor(a / HOUR); t * HOUR < b && t < a / HOUR + 24; t++) if (r.items[0][hourOf(t * HOUR)] !== r.not) return true;
    return false;
  }
  if (r.field === 'time') {
    const lo = BigInt(floor(a)) * 1000000n, hi = BigInt(ceil(b)) * 1000000n - 1n;
    if (r.not) return !r.items.some(s => inSpan(s, lo) && inSpan(s, hi));
    return r.items.some(s => (s.hi == null || s.hi >= lo) && (s.lo == null || s.lo <= hi));
  }
  return true;
}

// readFilter reads what was typed: an expression, or plain words that must each
// be part of the device's or the region's name, "!" before it for the opposite.
// It returns {rule}, null for no filter, or {at, what}.
function readFilter(text) {
  text = text.trim();
  if (!text) return {rule: null};
  const last = BigInt(D.lastNs), rule = t => compile(new ExprParser(t).parse(), false, last);
  try {
    return {rule: rule(text)};
  } catch (e) {
    if (!(e instanceof Fault)) throw e;
    const words = text.split(/\s+/);
    if (!plainWords(words)) return {at: e.at, what: e.message};
    const kids = words.map(w => {
      const word = w.replace(/^!/, ''), test = '(device = *' + word + '* or region = *' + word + '*)';
      return rule(w[0] === '!' ? 'not ' + test : test);
    });
    return {rule: {kind: 'and', kids}};
  }
}

function plainWords(words) {
  return words.every((w, i) => {
    w = w.replace(/^!/, '');
    return w && !/[(),'"=<>!&|\\]/.test(w) && !(i === 0 && (isWord(w) || Lang.fields.includes(w.toLowerCase())));
  });
}
