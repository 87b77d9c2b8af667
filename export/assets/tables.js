// The device list, the reliability table and the bottleneck table.
const PAGE = 50, PRINTED = 200, PRINTED_DEVICES = 20, PRINTED_EVIDENCE = 3;

// sortable makes the headers of a table buttons. toggle gets the column name.
function sortable(table, toggle) {
  for (const th of table.querySelectorAll('th[data-col]')) {
    const button = el('button', {type: 'button'});
    th.dataset.label = th.textContent; // printed: browsers leave buttons out of repeated headers
    while (th.firstChild) button.appendChild(th.firstChild);
    th.appendChild(button);
    on(button, 'click', () => toggle(th.dataset.col, th.classList.contains('n')));
  }
}

function markSort(table, column, down) {
  for (const th of table.querySelectorAll('th[data-col]')) {
    if (th.dataset.col === column) th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    else th.removeAttribute('aria-sort');
  }
}

// ordered sorts numbers by a key; missing ones stay last, equal ones keep their
// order in either direction.
function ordered(list, key, down) {
  const sign = down ? -1 : 1;
  return list.map((i, at) => ({i, at, k: key(i)})).sort((a, b) => {
    if (!has(a.k) || !has(b.k)) return has(b.k) - has(a.k) || a.at - b.at;
    const c = a.k < b.k ? -1 : a.k > b.k ? 1 : 0;
    return c ? c * sign : a.at - b.at;
  }).map(o => o.i);
}

function cut(tr, text) { return el('td', {class: 'cut', title: text}, tr, text); }

// --- devices ---

const CELL = {
  d: i => D.names[D.cells.d[i]], r: i => D.regions[D.cells.r[i]],
  mean: i => D.cells.mean[i], p95: i => D.cells.p95[i], max: i => D.cells.max[i], n: i => D.cells.n[i], b: i => D.cells.b[i],
};

function drawDevices() {
  const table = query('table.devices');
  if (!table) return;
  const words = S.dq.toLowerCase().split(/\s+/).filter(Boolean);
  let list = D.cells.d.map((_, i) => i).filter(i => shown(D.cells.r[i]) && (!Filter.rule || maybe(Filter.rule, D.cells.r[i], D.cells.d[i])) &&
    words.every(w => CELL.d(i).toLowerCase().includes(w) || CELL.r(i).toLowerCase().includes(w)));
  const found = list.length, most = max(0, ...list.map(CELL.mean).filter(has));
  list = ordered(list, CELL[S.dsort], S.ddown).slice(0, S.print ? PRINTED_DEVICES : S.dmore);
  const body = table.tBodies[0];
  body.textContent = '';
  for (const i of list) {
    const tr = el('tr', {}, body);
    cut(tr, CELL.d(i));
    cut(tr, CELL.r(i));
    const bar = svg('svg', {class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, el('td', {}, tr));
    svg('rect', {class: slotClass(D.cells.r[i]), width: most ? 100 * CELL.mean(i) / most : 0, height: 10}, bar);
    const std = el('td', {class: 'n'}, tr, num(CELL.mean(i), 2));
    std.title = 'median ' + num(D.cells.p50[i], 2) + ' ms, standard deviation ' + num(D.cells.std[i], 2) + ' ms';
    for (const v of [num(CELL.p95(i), 2), num(CELL.max(i), 2), num(CELL.n(i), 0), num(CELL.b(i), 0)]) el('td', {class: 'n'}, tr, v);
  }
  markSort(table, S.dsort, S.ddown);
  const more = $('device-more'), left = found - list.length;
  more.parentNode.hidden = found <= 20;
  more.textContent = left > 0 ? 'Show ' + min(left, 100) + ' more' : 'Show 20';
  let note = num(list.length, 0) + ' of ' + plural(found, 'device') + ' per region' + (words.length ? ' that match' : '') +
    '. Bars start at 0 ms. Whole input, not only the time range in view.';
  if (D.cells.d.length < D.totalCells) note += ' The page holds ' + num(D.cells.d.length, 0) + ' of ' + num(D.totalCells, 0) + ', those with the highest mean.';
  write('device-note', found ? note : 'No device matches.');
}

function startDevices() {
  const table = query('table.devices');
  if (!table) return;
  sortable(table, (column, numeric) => change(() => {
    S.ddown = S.dsort === column ? !S.ddown : numeric;
    S.dsort = column;
  }));
  on($('device-search'), 'input', e => change(() => { S.dq = e.target.value; }, 'type'));
  on($('device-more'), 'click', () => {
    S.dmore = $('device-more').textContent === 'Show 20' ? 20 : S.dmore + 100;
    drawDevices();
  });
}

// --- reliability ---

function drawRegions() {
  for (const tr of $$('tr[data-region]')) tr.hidden = !shown(Number(tr.dataset.region));
}

// --- bottlenecks ---

const Table = {rows: []};

function selectRows() {
  const everywhere = whole();
  const list = [];
  for (let i = 0; i < D.rows.r.length; i++) {
    if (!chosen(D.rows.r[i])) continue;
    if (!everywhere) {
      const t = ROW.t(i);
      if (t < S.t0 || t >= S.t1) continue;
    }
    if (!Filter.rule || matches(Filter.rule, i)) list.push(i);
  }
  Table.rows = ordered(list, ROW[S.sort], S.down);
}

function drawTable() {
  const table = query('table.rows');
  if (!table) return;
  selectRows();
  const rows = Table.rows, pages = max(1, ceil(rows.length / PAGE));
  S.page = max(0, min(S.page, pages - 1));
  const from = S.print ? 0 : S.page * PAGE, to = min(rows.length, S.print ? PRINTED : from + PAGE);
  const body = table.tBodies[0];
  body.textContent = '';
  for (let k = from; k < to; k++) {
    const i = rows[k], tr = el('tr', {}, body);
    el('td', {class: 'time'}, tr, clock(ROW.t(i), true));
    cut(tr, ROW.r(i));
    cut(tr, ROW.d(i));
    el('td', {class: 'n'}, tr, num(ROW.sev(i), 2));
    for (const v of [ROW.lat(i), ROW.loss(i), ROW.cpu(i)]) el('td', {class: 'n'}, tr, has(v) ? String(v) : NO_DATA);
    el('td', {class: 'why'}, tr, ROW.why(i));
  }
  markSort(table, S.sort, S.down);
  table.parentNode.hidden = rows.length === 0;
  $('no-match').hidden = rows.length > 0;
  write('table-count', num(rows.length, 0) + ' of ' + plural(D.rows.r.length, 'row') +
    (whole() ? '' : ' in the time range') + (S.q ? ' by the filter' : '') + (S.print && rows.length > PRINTED ? ', first ' + PRINTED + ' printed' : '') + '.');
  write('page', rows.length ? num(from + 1, 0) + ' to ' + num(to, 0) + ' of ' + num(rows.length, 0) : '');
  query('.pager').hidden = rows.length <= PAGE;
  $('prev').disabled = S.page === 0;
  $('next').disabled = S.page >= pages - 1;
  $('csv').disabled = rows.length === 0;
}

function startTable() {
  const table = query('table.rows');
  if (!table) {
    for (const c of $('table').querySelectorAll('.ctl')) c.hidden = true;
    write('table-count', '');
    return;
  }
  sortable(table, (column, numeric) => change(() => {
    S.down = S.sort === column ? !S.down : numeric;
    S.sort = column;
    S.page = 0;
  }));
  const turn = by => { S.page += by; drawTable(); };
  on($('prev'), 'click', () => turn(-1));
  on($('next'), 'click', () => turn(1));
  on($('csv'), 'click', () => {
    const url = URL.createObjectURL(new Blob([csvOf(Table.rows)], {type: 'text/csv;charset=utf-8'}));
    const a = el('a', {href: url, download: 'bottlenecks_shown.csv'});
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
}
