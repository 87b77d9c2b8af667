// Reading the latency chart: pointer, keys, zoom.
function hideReading() {
  Lines.at = -1;
  for (const e of [Lines.cross, Lines.tip]) if (e) e.hidden = true;
  Lines.rows = null;
  Lines.near = -1;
  if (Lines.band) Lines.band.setAttribute('d', '');
}

// read shows the values of the bucket i of the first line, in every line.
function read(i, speak) {
  const {f, series} = Lines.view;
  if (!series.length || i < 0 || i >= series[0].points.length) return;
  if (i === Lines.at) return;
  Lines.at = i;
  const p = series[0].points[i];
  if (!Lines.rows) {
    Lines.tip.textContent = '';
    Lines.title = el('b', {}, Lines.tip);
    const table = el('table', {}, Lines.tip), head = el('tr', {}, table);
    for (const h of ['ms', 'mean', 'p95', 'max', 'n', 'loss %']) el('th', {}, head, h);
    Lines.rows = series.map(s => {
      const tr = el('tr', {}, table);
      el('td', {}, tr, s.line.label);
      return [0, 1, 2, 3, 4].map(() => el('td', {}, tr));
    });
  }
  Lines.title.textContent = between(p.from, p.to) + ' UTC';
  const spoken = [];
  series.forEach((s, k) => {
    const q = s === series[0] ? p : s.points.find(o => o.from <= p.from && p.from < o.to);
    const texts = q && q.n ? [num(q.m, 2), num(q.p, 2), num(q.x, 2), num(q.n, 0), has(q.k) ? num(q.k, 2) : ''] : [NO_DATA, '', '', '0', ''];
    texts.forEach((t, j) => { Lines.rows[k][j].textContent = t; });
    Lines.rows[k][4].className = q && q.k > D.limits.Loss ? 'over' : '';
    spoken.push(s.line.label + ' ' + texts[0] + (q && q.n ? ' milliseconds' : ''));
  });
  const x = max(f.left, min(plotX(f, middle(p)), f.w - f.right));
  Lines.cross.hidden = Lines.tip.hidden = false;
  place(Lines.cross, x, f.top, 1, f.h - f.top - f.bottom);
  placeTip(Lines.tip, x, f.w, f.w < 560 ? 262 : 380);
  if (speak) say(Lines.title.textContent + ': ' + spoken.join(', '));
}

// nearBand shows the band of the line that the pointer is at.
function nearBand(y) {
  const {f, series} = Lines.view;
  let best = -1, least = 14;
  series.forEach((s, k) => {
    const p = s === series[0] ? s.points[Lines.at] : s.points.find(o => o.from <= series[0].points[Lines.at].from && series[0].points[Lines.at].from < o.to);
    const d = p && has(p.m) ? abs(plotY(f, p.m) - y) : Infinity;
    if (d < least) { best = k; least = d; }
  });
  if (best === Lines.near || !Lines.band) return;
  Lines.near = best;
  Lines.band.setAttribute('class', 'band-hover band ' + (best < 0 ? '' : slotClass(series[best].line.r)));
  Lines.band.setAttribute('d', best < 0 ? '' : bandPath(f, series[best].points));
  if (Lines.rows) Lines.rows.forEach((cells, k) => { cells[0].parentNode.className = k === best ? 'near' : ''; });
}

function readAt(x, y) {
  const {f, series} = Lines.view;
  if (!series.length) return;
  const t = plotT(f, x), points = series[0].points;
  const i = floor((t - points[0].from) / (series[0].k * series[0].line.w));
  read(max(0, min(points.length - 1, i)));
  if (y !== undefined) nearBand(y);
}

function startLines() {
  const host = $('lines-chart');
  if (!host) return;
  focusable(host);
  Lines.cross = el('div', {class: 'cross'}, host);
  Lines.sel = el('div', {class: 'sel'}, host);
  Lines.tip = el('div', {class: 'tip'}, host);
  Lines.cross.hidden = Lines.sel.hidden = Lines.tip.hidden = true;
  const xOf = e => e.clientX - boxOf(host).left;
  let drag = null;
  on(host, 'pointerdown', e => {
    if (e.button !== 0) return;
    if (e.pointerType === 'touch') { readAt(xOf(e)); return; }
    drag = {x: xOf(e), pan: e.shiftKey, t0: S.t0, t1: S.t1};
    host.setPointerCapture(e.pointerId);
  });
  on(host, 'pointermove', e => {
    const x = xOf(e), f = Lines.view.f;
    if (!drag) { readAt(x, e.clientY - boxOf(host).top); return; }
    if (drag.pan) {
      const d = (drag.x - x) / (f.w - f.left - f.right) * (drag.t1 - drag.t0);
      const a = max(FULL[0], min(drag.t0 + d, FULL[1] - (drag.t1 - drag.t0)));
      change(() => { S.t0 = a; S.t1 = a + drag.t1 - drag.t0; }, 'drag');
      return;
    }
    hideReading();
    const a = max(f.left, min(drag.x, x)), b = min(f.w - f.right, max(drag.x, x));
    Lines.sel.hidden = b - a < 4;
    place(Lines.sel, a, f.top, b - a, f.h - f.top - f.bottom);
  });
  const end = e => {
    if (!drag) return;
    const d = drag, x = xOf(e), f = Lines.view.f;
    drag = null;
    Lines.sel.hidden = true;
    if (d.pan || e.type === 'pointercancel' || abs(x - d.x) < 5) { changed(); return; }
    setRange(plotT(f, min(d.x, x)), plotT(f, max(d.x, x)));
  };
  on(host, 'pointerup', end);
  on(host, 'pointercancel', end);
  on(host, 'pointerleave', () => { if (!drag) hideReading(); });
  on(host, 'wheel', e => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    zoomBy(e.deltaY > 0 ? 1.25 : 0.8, plotT(Lines.view.f, xOf(e)));
  }, {passive: false});
  on(host, 'keydown', e => {
    const points = Lines.view.series.length ? Lines.view.series[0].points.length : 0;
    const step = {ArrowLeft: -1, ArrowRight: 1}[e.key];
    if (step && e.shiftKey) panBy(step * 0.2);
    else if (step) read(max(0, min(points - 1, Lines.at < 0 ? (step > 0 ? 0 : points - 1) : Lines.at + step)), true);
    else if (e.key === 'Home') read(0, true);
    else if (e.key === 'End') read(points - 1, true);
    else if (e.key === '+' || e.key === '=') zoomBy(0.6, readingTime());
    else if (e.key === '-') zoomBy(1 / 0.6, readingTime());
    else if (e.key === '0') setRange(FULL[0], FULL[1]);
    else if (e.key === 'Escape') hideReading();
    else return;
    e.preventDefault();
  });
  on($('lines-table'), 'toggle', () => { if ($('lines-table').open) tabulateLines(); });
  $('lines-how').hidden = false;
  startOverview();
}

function readingTime() {
  return Lines.at >= 0 ? middle(Lines.view.series[0].points[Lines.at]) : (S.t0 + S.t1) / 2;
}

