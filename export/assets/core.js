// Data and helpers without a document: formatting, merging of buckets, CSV.
const D = JSON.parse(document.getElementById('data').textContent);
// unpack turns {e, v} into the numbers v / 10^e.
(function unpack(o) {
  for (const k in o) {
    const v = o[k];
    if (v && typeof v === 'object') {
      if (v.e) o[k] = v.v.map(n => n === null ? n : n / 10 ** v.e);
      else if (!Array.isArray(v) || typeof v[0] === 'object') unpack(v);
    }
  }
})(D);
const {max, min, floor, ceil, abs, round, log2, log10, pow} = Math;
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const NO_DATA = 'no data';

function has(v) { return v !== null && v !== undefined && !Number.isNaN(v); }

function num(v, decimals) {
  if (!has(v)) return NO_DATA;
  const [whole, fraction] = abs(v).toFixed(decimals).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? '.' + fraction : '');
  return v < 0 && /[1-9]/.test(text) ? '-' + text : text;
}

function plural(n, noun) { return num(n, 0) + ' ' + noun + (n === 1 ? '' : 's'); }

function two(n) { return String(n).padStart(2, '0'); }

// clock prints a time in UTC; seconds only where asked for or needed.
function clock(ms, seconds) {
  const d = new Date(ms);
  if (Number.isNaN(d.getTime())) return NO_DATA;
  let s = d.getUTCFullYear() + '-' + two(d.getUTCMonth() + 1) + '-' + two(d.getUTCDate()) +
    ' ' + two(d.getUTCHours()) + ':' + two(d.getUTCMinutes());
  if (seconds || d.getUTCSeconds()) s += ':' + two(d.getUTCSeconds());
  return s;
}

// between prints a time range, the date only once when it is one day.
function between(a, b) {
  const from = clock(a), to = clock(b);
  return from + ' to ' + (from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to);
}

function span(ms) {
  if (ms < SECOND) return num(ms, 0) + ' ms';
  const parts = [];
  for (const [size, name] of [[DAY, 'd'], [HOUR, 'h'], [MINUTE, 'min'], [SECOND, 's']]) {
    const n = floor(ms / size);
    if (n > 0 && parts.length < 2) {
      parts.push(num(n, 0) + ' ' + name);
      ms -= n * size;
    } else if (parts.length === 1) break;
  }
  return parts.join(' ');
}

function short(s, n) {
  const runes = [...s];
  return runes.length <= n ? s : runes.slice(0, n - 1).join('') + '…';
}

const ROUND_SPANS = [1, 5, 15, 30].map(n => n * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map(n => n * MINUTE), [1, 2, 3, 4, 6, 8, 12].map(n => n * HOUR),
    [1, 2, 3, 4, 7, 14, 28, 91, 364].map(n => n * DAY));

// merging returns how many buckets one drawn point stands for: at most want
// points, each of a round time where that is near.
function merging(n, width, want) {
  const k = ceil(n / want);
  if (k <= 1) return 1;
  for (const s of ROUND_SPANS) {
    if (s >= k * width && s <= 3 * k * width && s % width === 0) return s / width;
  }
  return k;
}

// skewOf returns how many buckets before start a group of k of them begins, so
// that groups begin at round times.
function skewOf(start, width, k) { return round((start - floor(start / (width * k)) * width * k) / width); }

// mergePoints joins the buckets i..j-1 of a line into one point. The 95th
// percentile is the largest of theirs, an upper bound.
function mergePoints(line, i, j) {
  const p = {from: line.s + i * line.w, to: line.s + j * line.w, n: 0, m: null, p: null, x: null, i: null, k: null};
  let sum = 0;
  i = max(0, i);
  j = min(j, line.n.length);
  p.mid = line.s + (i + j) / 2 * line.w; // of the part that the input covers
  for (; i < j; i++) {
    const n = line.n[i];
    if (!n || !timeShown(line.r, line.s + i * line.w, line.s + (i + 1) * line.w)) continue;
    p.n += n;
    sum += n * line.m[i];
    if (has(line.p[i]) && (p.p === null || line.p[i] > p.p)) p.p = line.p[i];
    if (p.x === null || line.x[i] > p.x) p.x = line.x[i];
    if (has(line.i[i]) && (p.i === null || line.i[i] < p.i)) p.i = line.i[i];
    if (line.k && has(line.k[i]) && (p.k === null || line.k[i] > p.k)) p.k = line.k[i];
  }
  if (p.n) p.m = sum / p.n;
  return p;
}

function ticks(lo, hi, n) {
  if (!(hi > lo)) return [lo];
  const raw = (hi - lo) / n;
  let step = pow(10, floor(log10(raw)));
  step *= [1, 2, 5, 10].find(f => step * f >= raw) || 10;
  const out = [];
  for (let i = ceil(lo / step - 1e-9); i * step <= hi + step * 1e-9 && out.length < 50; i++) out.push(i * step);
  return out;
}

function tickDecimals(t) {
  return t.length < 2 ? 1 : max(0, min(6, ceil(-log10(t[1] - t[0]) - 1e-9)));
}

function timeTicks(lo, hi, n) {
  let step = ROUND_SPANS.find(s => (hi - lo) / s <= n) || 364 * DAY;
  while ((hi - lo) / step > n) step *= 2;
  const at = [];
  for (let t = ceil(lo / step) * step; t <= hi; t += step) at.push(t);
  return {at, step};
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function tickLabel(ms, step) {
  const d = new Date(ms), month = MONTHS[d.getUTCMonth()];
  if (step >= 91 * DAY) return month + ' ' + d.getUTCFullYear();
  if (step >= DAY || ms % DAY === 0) return month + ' ' + d.getUTCDate();
  return clock(ms, step < MINUTE).slice(11);
}

// valueRange returns a readable axis: zero and the limit are taken in when near.
function valueRange(lo, hi, limit) {
  if (has(limit) && hi >= 0.35 * limit) {
    hi = max(hi, limit * 1.04);
    lo = min(lo, limit);
  }
  if (lo >= 0 && lo < 0.2 * hi) lo = 0;
  if (hi <= lo) return [lo - 1, lo + 1];
  const pad = (hi - lo) * 0.05;
  return [lo === 0 ? 0 : lo - pad, hi + pad];
}

// --- bottleneck rows ---

function whyText(bits) { return D.why.filter((_, i) => bits & (1 << i)).join(', '); }

const ROW = {
  t: i => D.first + D.rows.t[i],
  r: i => D.regions[D.rows.r[i]],
  d: i => D.names[D.rows.d[i]],
  sev: i => D.rows.sev[i],
  lat: i => D.rows.lat[i],
  loss: i => D.rows.loss[i],
  cpu: i => D.rows.cpu[i],
  why: i => whyText(D.rows.why[i]),
};

// --- CSV ---

// csvText quotes a cell of text. A spreadsheet would run a text that begins like
// a formula, so such a cell gets a leading apostrophe; numbers never do.
function csvText(s) {
  const guarded = /^[=+\-@\t\r]/.test(s);
  if (guarded) s = "'" + s;
  return guarded || /[",\r\n]/.test(s) ? '"' + s.replace(/"/g, '""') + '"' : s;
}

function csvNumber(v) { return has(v) ? String(v) : ''; }

function csvOf(rows) {
  const lines = ['time,region,device_id,severity,latency_ms,packet_loss_pct,cpu_utilization_pct,traffic_mbps,broken_rules'];
  for (const i of rows) {
    lines.push([clock(ROW.t(i), true), csvText(ROW.r(i)), csvText(ROW.d(i)), csvNumber(ROW.sev(i)), csvNumber(ROW.lat(i)),
      csvNumber(ROW.loss(i)), csvNumber(ROW.cpu(i)), csvNumber(D.rows.tr[i]), csvText(ROW.why(i))].join(','));
  }
  return lines.join('\r\n') + '\r\n';
}
