// Chips, filter, theme, printing and start.

// --- chips ---

function swatch(cls, dash, parent) {
  const s = svg('svg', {width: 22, height: 10, 'aria-hidden': 'true'}, parent);
  svg('path', Object.assign({class: cls, d: 'M1 5H21', 'stroke-width': 2.4, fill: 'none'}, dash ? {'stroke-dasharray': dash} : {}), s);
}

const Chips = [];

function startChips() {
  const host = $('chips'), rest = REGIONS.filter(i => D.slots[i] < 0);
  const add = (regions, label, cls, dash) => {
    const b = el('button', {type: 'button', class: 'chip', title: label}, host);
    swatch(cls, dash, b);
    el('span', {}, b, label);
    on(b, 'click', () => change(() => {
      const on = regions.some(chosen);
      for (const r of regions) { if (on) S.off.add(r); else S.off.delete(r); }
      S.page = 0;
    }));
    on(b, 'dblclick', () => { if (regions.length === 1) only(regions[0]); });
    Chips.push({b, regions});
  };
  D.slots.forEach((slot, i) => { if (slot >= 0) add([i], D.regions[i], slotClass(i), slotDash(i)); });
  if (rest.length) add(rest, num(rest.length, 0) + (rest.length === 1 ? ' other' : ' others'), 'cx', '1 3');
  if (D.slots.length > 1) {
    const select = el('select', {'aria-label': 'Show one region only', id: 'only'}, host);
    el('option', {value: ''}, select, 'all regions');
    REGIONS.forEach(i => el('option', {value: i}, select, 'only ' + short(D.regions[i], 40)));
    on(select, 'change', () => {
      const v = select.value;
      change(() => {
        S.off.clear();
        if (v !== '') REGIONS.forEach(i => { if (i !== Number(v)) S.off.add(i); });
        S.page = 0;
      });
    });
  }
}

function drawChips() {
  for (const c of Chips) press(c.b, c.regions.some(chosen));
  if ($('only')) {
    const on = REGIONS.filter(chosen);
    $('only').value = on.length === 1 && D.slots.length > 1 ? String(on[0]) : '';
  }
}

// --- filter ---

// showFilter puts a text into the field and uses it. What cannot be read filters
// nothing new: the filter before it stays, and the fault is shown.
function showFilter(text) {
  const field = $('filter');
  if (field.value !== text) field.value = text;
  const r = useFilter(text);
  if (r.what) useFilter('');
  fault(text, r);
}

// fault shows what is wrong under the character where it is; at the end of what
// is being typed it is a hint.
function fault(text, r) {
  const box = $('filter-fault'), wrong = Boolean(r.what);
  box.hidden = !wrong;
  const chars = [...text.trim()], hint = wrong && r.at >= chars.length;
  if (wrong && !hint) $('filter').setAttribute('aria-invalid', 'true'); else $('filter').removeAttribute('aria-invalid');
  box.classList.toggle('hint', Boolean(hint));
  if (!wrong) return;
  const room = 36, before = chars.slice(max(0, r.at - room), r.at), after = chars.slice(r.at, r.at + room);
  const left = r.at > room ? '…' : '', right = r.at + room < chars.length ? '…' : '';
  write('filter-text', left + before.join('') + after.join('') + right + '\n' + ' '.repeat(left.length + before.length) + '^');
  write('filter-what', (hint ? '' : 'Character ' + (r.at + 1) + ': ') + r.what);
}

function startFilter() {
  const field = $('filter');
  on(field, 'input', () => {
    const r = readFilter(field.value);
    fault(field.value, r);
    if (!r.what && field.value.trim() !== S.q) change(() => { useFilter(field.value); S.page = 0; }, 'type');
  });
  on(field, 'keydown', e => {
    if (e.key !== 'Escape' || !field.value) return;
    e.preventDefault();
    change(() => { showFilter(''); S.page = 0; });
  });
  on($('clear'), 'click', () => {
    change(() => { showFilter(''); S.page = 0; S.off.clear(); S.t0 = FULL[0]; S.t1 = FULL[1]; });
    field.focus();
  });
}

// --- theme ---

const THEMES = ['system', 'light', 'dark'];
let theme = 'system';

function setTheme(name, keep) {
  theme = THEMES.includes(name) ? name : 'system';
  if (theme === 'system') delete ROOT.dataset.theme;
  else ROOT.dataset.theme = theme;
  write('theme', 'Theme: ' + theme);
  if (keep) try { localStorage.setItem('network-analytics-theme', theme); } catch (e) { /* no storage: this visit only */ }
}

// --- start ---

function startPrinting() {
  const before = () => {
    if (S.print) return;
    S.print = true;
    drawAll(720);
    Incidents.filter(i => !i.e.hidden && i.details).slice(0, PRINTED_EVIDENCE).forEach(i => { i.details.open = true; });
  };
  const after = () => { if (S.print) { S.print = false; drawAll(); } };
  on(window, 'beforeprint', before);
  on(window, 'afterprint', after);
  on($('print'), 'click', () => print());
}

function start() {
  ROOT.classList.add('js');
  for (const e of $$('.tools, .strip, .ctl, .ctl-block')) e.hidden = false;
  let kept = 'system';
  try { kept = localStorage.getItem('network-analytics-theme') || 'system'; } catch (e) { /* no storage */ }
  setTheme(kept);
  on($('theme'), 'click', () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % 3], true));
  startChips();
  startFilter();
  startIncidents();
  useFilter('');
  startLines();
  startHeat();
  startDevices();
  startTable();
  startPrinting();
  on($('undo'), 'click', undo);
  on($('reset'), 'click', () => setRange(FULL[0], FULL[1]));
  for (const b of $$('[data-stat]')) on(b, 'click', () => change(() => { S[b.dataset.stat] = !S[b.dataset.stat]; }));
  if ($('fit')) on($('fit'), 'click', () => change(() => { S.fit = !S.fit; }));
  for (const b of $$('[data-zoom]')) {
    on(b, 'click', () => {
      const z = b.dataset.zoom;
      if (z === 'in') zoomBy(0.5, readingTime()); else if (z === 'out') zoomBy(2, readingTime()); else panBy(z === 'left' ? -0.3 : 0.3);
    });
  }
  const fromLink = () => {
    const m = /^#view=(.*)$/.exec(location.hash);
    if (m) setView(m[1]);
    return Boolean(m);
  };
  fromLink();
  on(window, 'hashchange', () => { if (fromLink()) redraw(); });
  let waiting = 0;
  on(window, 'resize', () => {
    if (waiting || S.print) return;
    waiting = requestAnimationFrame(() => { waiting = 0; drawLines(); drawOverview(); drawHeat(); });
  });
  redraw();
  ROOT.dataset.ready = '1';
}

start();
