// The state as a link, changes and undo.

const FLAGS = [['p95', 'p'], ['max', 'x'], ['band', 'b'], ['fit', 'fit']];

// viewOf writes what differs from the start as key:value pairs.
function viewOf() {
  const out = [], put = (k, v) => out.push(k + ':' + encodeURIComponent(v));
  if (!whole()) put('t', round(S.t0) + '..' + round(S.t1));
  if (S.off.size) {
    // Regions go by name, so that a link also fits the page of the next export.
    const on = REGIONS.filter(chosen);
    const hide = S.off.size <= on.length;
    for (const i of hide ? S.off : on) put(hide ? 'hide' : 'only', D.regions[i]);
  }
  for (const [k, flag] of FLAGS) if (S[flag]) put(k, 1);
  if (S.hm) put('heat', HEAT[S.hm].title.toLowerCase());
  if (S.hk !== 'mean') put('cell', S.hk);
  if (S.hv !== 'time') put('by', S.hv);
  if (S.inc) put('incident', S.inc);
  if (S.q) put('q', S.q);
  if (S.sort !== START.sort || !S.down) put('sort', (S.down ? '-' : '') + S.sort);
  if (S.dq) put('dq', S.dq);
  if (S.dsort !== START.dsort || !S.ddown) put('dsort', (S.ddown ? '-' : '') + S.dsort);
  return out.join(';');
}

// setView is the inverse; what it does not understand it leaves alone.
function setView(text) {
  Object.assign(S, START);
  let q = '';
  S.off.clear();
  const onlyNames = new Set();
  for (const pair of text.split(';')) {
    const at = pair.indexOf(':'), key = pair.slice(0, at);
    let v = '';
    try { v = decodeURIComponent(pair.slice(at + 1)); } catch (e) { continue; }
    if (key === 't') {
      const [a, b] = v.split('..').map(Number);
      if (b > a && a < FULL[1] && b > FULL[0]) {
        S.t0 = max(FULL[0], a);
        S.t1 = min(FULL[1], max(b, S.t0 + LEAST));
        S.t0 = min(S.t0, S.t1 - LEAST);
      }
    } else if (key === 'hide') REGIONS.forEach(i => { if (D.regions[i] === v) S.off.add(i); });
    else if (key === 'only') onlyNames.add(v);
    else if (key === 'heat') S.hm = max(0, HEAT.findIndex(m => m.title.toLowerCase() === v));
    else if (key === 'cell' && (v === 'sum' || v === 'versus')) S.hk = v;
    else if (key === 'by' && (v === 'day' || v === 'week')) S.hv = v;
    else if (key === 'incident' && Incidents.some(i => i.id === v)) S.inc = v;
    else if (key === 'q') q = v;
    else if (key === 'dq') S.dq = v;
    else if (key === 'sort' && own(ROW, v.replace('-', ''))) [S.sort, S.down] = [v.replace('-', ''), v[0] === '-'];
    else if (key === 'dsort' && own(CELL, v.replace('-', ''))) [S.dsort, S.ddown] = [v.replace('-', ''), v[0] === '-'];
    else for (const [k, flag] of FLAGS) if (k === key) S[flag] = true;
  }
  if (onlyNames.size) REGIONS.forEach(i => { if (!onlyNames.has(D.regions[i])) S.off.add(i); });
  if (S.off.size >= D.slots.length) S.off.clear();
  showFilter(q);
}

const History = {stack: [], last: '', kind: ''};

// change runs an edit of S and redraws. Edits of one drag or of one typing are
// undone in one step: those give their kind.
function change(edit, kind) {
  if (!kind || kind !== History.kind) History.stack.push(viewOf());
  if (History.stack.length > 100) History.stack.shift();
  History.kind = kind || '';
  edit();
  if (S.off.size >= D.slots.length) S.off.clear(); // the last chip off turns all on
  redraw();
}

// changed ends a drag.
function changed() { History.kind = ''; }

function undo() {
  let view;
  do view = History.stack.pop(); while (view !== undefined && view === viewOf());
  if (view === undefined) { redraw(); return; }
  History.kind = '';
  setView(view);
  redraw();
}

function redraw() {
  const view = viewOf();
  if (view !== History.last) {
    History.last = view;
    try { history.replaceState(null, '', view ? '#view=' + view : location.pathname + location.search); } catch (e) { /* a host may forbid it */ }
  }
  drawAll();
}

function drawAll(width) {
  drawChips();
  write('range', (whole() ? 'Whole input: ' : 'Shown: ') + between(S.t0, S.t1) + ' UTC (' + span(round(S.t1 - S.t0)) + ')');
  $('reset').disabled = whole();
  $('undo').disabled = History.stack.length === 0;
  $('clear').disabled = whole() && !S.q && !S.off.size;
  for (const b of $$('[data-stat]')) press(b, S[b.dataset.stat]);
  $('fit') && press($('fit'), S.fit);
  for (const [id, v] of [['device-search', S.dq]]) {
    const e = $(id);
    if (e && e.value !== v) e.value = v;
  }
  drawHeatControls();
  drawIncidents();
  drawLines(width);
  drawOverview();
  drawHeat(width);
  drawDevices();
  drawRegions();
  drawTable();
}
