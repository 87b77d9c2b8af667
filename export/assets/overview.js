// The strip under the latency chart: all of the input, coarse.
function overviewFrame() {
  return {w: max(240, $('overview').clientWidth), h: 46, left: 48, right: $('overview').clientWidth < 560 ? 8 : 132, top: 4, bottom: 4, t0: FULL[0], t1: FULL[1]};
}

function drawOverview() {
  const host = $('overview'), o = D.overall;
  if (!host || !o) return;
  host.hidden = false;
  const f = overviewFrame();
  host.textContent = '';
  const root = svg('svg', {viewBox: '0 0 ' + f.w + ' 46', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, host);
  const most = max(1, ...D.flagged);
  D.flagged.forEach((n, i) => {
    if (!n) return;
    const x = plotX(f, o.s + i * o.w), h = max(1.5, n / most * 34);
    svg('rect', {class: 'flag', x: x, y: (42 - h), width: max(1, plotX(f, o.s + (i + 1) * o.w) - x - 0.5), height: h}, root);
  });
  const points = o.m.map((m, i) => ({mid: o.s + (i + 0.5) * o.w, m}));
  const means = o.m.filter(has);
  [f.lo, f.hi] = means.length ? valueRange(min(...means), max(...means), null) : [0, 1];
  tracePath(f, root, points, 'm', {class: 'base'}, 1.5);
  const a = plotX(f, S.t0), b = plotX(f, S.t1);
  svg('rect', {class: 'shade', x: f.left, y: 0, width: max(0, a - f.left), height: 46}, root);
  svg('rect', {class: 'shade', x: b, y: 0, width: max(0, f.w - f.right - b), height: 46}, root);
  svg('rect', {class: 'window', x: a, y: 1, width: max(2, b - a), height: 44, rx: 3}, root);
}

function startOverview() {
  const host = $('overview');
  let drag = null;
  const at = e => plotT(overviewFrame(), e.clientX - boxOf(host).left);
  on(host, 'pointerdown', e => {
    const t = at(e);
    drag = {t, x: e.clientX, move: !whole() && t >= S.t0 && t <= S.t1, t0: S.t0, t1: S.t1};
    host.setPointerCapture(e.pointerId);
  });
  on(host, 'pointermove', e => {
    if (!drag || !drag.move) return;
    const a = max(FULL[0], min(drag.t0 + at(e) - drag.t, FULL[1] - (drag.t1 - drag.t0)));
    change(() => { S.t0 = a; S.t1 = a + drag.t1 - drag.t0; }, 'drag');
  });
  on(host, 'pointerup', e => {
    if (!drag) return;
    const d = drag, t = at(e);
    drag = null;
    if (d.move) { changed(); return; }
    if (abs(e.clientX - d.x) < 5) {
      const half = (S.t1 - S.t0) / 2;
      if (!whole()) setRange(t - half, t + half);
    } else setRange(min(t, d.t), max(t, d.t));
  });
  on(host, 'pointercancel', () => { drag = null; });
}
