// Asks for the state and the pictures twice a second, and shows them; no library.
'use strict';

const $ = (id) => document.getElementById(id);
const VIEWS = ['front', 'above', 'low'];
const PERIOD = 500; // milliseconds
const SMOOTH = 1; // seconds that a rate takes to settle
const rates = new Map();
const told = new Map(); // what went wrong lately, by tenant
let before = null;
let moment = 1;

async function ask(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer;
}

const post = (path, body) => ask(path, {method: 'POST', headers: {'X-Vireo': '1'}, body});

function say(text, bad) {
  $('message').textContent = text;
  $('message').className = bad ? 'bad' : '';
}

function lost(text) {
  $('lost').hidden = !text;
  if ($('lost').textContent !== text) $('lost').textContent = text;
}

function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function button(label, action) {
  const made = element('button', {type: 'button'}, label);
  made.addEventListener('click', action);
  return made;
}

function control(tenant, change) {
  post('/control', JSON.stringify({tenant, ...change}))
    .then((answer) => answer.json()).then(show).catch((error) => say(error.message, true));
}

function controls(place) {
  const tenant = place.dataset.tenant;
  const views = element('span', {class: 'choice', role: 'group', 'aria-label': 'Camera of tenant ' + tenant});
  for (const view of VIEWS) {
    const made = button(view, () => control(tenant, {view, seconds: moment}));
    made.dataset.view = view;
    made.setAttribute('aria-pressed', 'false');
    views.append(made);
  }
  const later = button('another moment', () => {
    moment = (moment + 1) % 8;
    const pressed = views.querySelector('[aria-pressed="true"]');
    control(tenant, {view: pressed ? pressed.dataset.view : VIEWS[0], seconds: moment});
  });
  later.setAttribute('aria-label', 'another moment for tenant ' + tenant);
  const pause = button('pause', () => control(tenant, {paused: pause.getAttribute('aria-pressed') !== 'true'}));
  pause.setAttribute('aria-pressed', 'false');
  pause.setAttribute('aria-label', 'pause tenant ' + tenant);
  pause.dataset.pause = '';
  place.append(element('span', {class: 'title'}, 'Tenant ' + tenant), views, later, pause);
}

const count = (value) => Math.round(value).toLocaleString('en');

function digits(value) {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function time(micros) {
  if (micros < 999.5) return digits(micros) + ' µs';
  return micros < 999500 ? digits(micros / 1000) + ' ms' : digits(micros / 1e6) + ' s';
}

// How many a second, smoothed, so that numbers can be read.
function rate(name, now, value) {
  const old = rates.get(name);
  const passed = old ? now - old.at : 0;
  if (old && passed <= 0) return old.rate;
  const fresh = old ? (value - old.value) / passed : 0;
  const weight = old && old.known ? Math.min(1, passed / SMOOTH) : 1;
  const next = {at: now, value, known: Boolean(old), rate: old ? old.rate + weight * (fresh - old.rate) : 0};
  rates.set(name, next);
  return next.rate;
}

// The cells of a table's rows, made once: a table that is made anew would lose a reader's place.
function rows(place, names, cells) {
  while (place.rows.length < names.length) {
    const row = place.insertRow();
    row.append(element('th', {scope: 'row'}));
    for (let i = 1; i < cells; i++) row.insertCell();
  }
  names.forEach((name, i) => { place.rows[i].cells[0].textContent = name; });
  return [...place.rows].map((row) => row.cells);
}

function tenants(state) {
  const table = rows($('tenants'), state.tenants.map((one) => one.name), 4);
  state.tenants.forEach((tenant, i) => {
    const speed = rate(tenant.name, state.seconds, tenant.done);
    table[i][1].textContent = tenant.paused ? 'paused' : count(speed);
    table[i][2].textContent = count(tenant.done);
    table[i][3].textContent = count(tenant.outstanding);
    const place = document.querySelector(`[data-tenant="${tenant.name}"]`);
    for (const made of place.querySelectorAll('[data-view]')) made.setAttribute('aria-pressed', made.dataset.view === tenant.view);
    place.querySelector('[data-pause]').setAttribute('aria-pressed', tenant.paused);
    if (tenant.problem && told.get(tenant.name) !== tenant.problem) say(tenant.problem, true);
    told.set(tenant.name, tenant.problem);
  });
}

function priorities(state) {
  const table = rows($('priorities'), state.priorities.map((one) => one.name.toLowerCase()), 4);
  state.priorities.forEach((priority, i) => {
    table[i][1].textContent = count(rate(priority.name, state.seconds, priority.done));
    table[i][2].textContent = count(priority.occupied);
    let level = table[i][3].firstChild;
    if (!level) {
      level = element('span', {class: 'level', role: 'meter', 'aria-valuemin': 0, 'aria-valuemax': priority.slots}, element('i', {}));
      table[i][3].className = 'full';
      table[i][3].append(level);
    }
    level.firstChild.style.width = (100 * Math.min(1, priority.occupied / priority.slots)) + '%';
    level.setAttribute('aria-valuenow', priority.occupied);
    level.setAttribute('aria-label', `${priority.name.toLowerCase()}: ${count(priority.occupied)} of ${count(priority.slots)} slots`);
  });
  $('room').textContent = `Each priority has room for ${count(state.priorities[0].slots)} slots. Tiles near the moving point of interest go first.`;
}

// Each bucket goes to twice the time of the one before: equal widths are a logarithmic axis.
function histogram(latency) {
  const all = latency.buckets;
  const first = all.findIndex((bucket) => bucket.count > 0);
  const shown = first < 0 ? [] : all.slice(first);
  const place = $('histogram');
  place.querySelector('.empty').hidden = first >= 0;
  if (first < 0) return;
  const most = Math.max(...shown.map((bucket) => bucket.count));
  const bars = place.querySelector('.bars');
  while (bars.childElementCount > shown.length) bars.lastChild.remove();
  while (bars.childElementCount < shown.length) bars.append(document.createElement('i'));
  shown.forEach((bucket, i) => {
    bars.children[i].style.height = (100 * bucket.count / most) + '%';
    bars.children[i].title = `${count(bucket.count)} tiles took up to ${time(bucket.toMicros)}`;
  });
  const low = Math.log2(shown[0].toMicros) - 1;
  const ticks = [];
  for (let decade = 0.1; decade < 1e9; decade *= 10) {
    const at = (Math.log2(decade) - low) / shown.length;
    if (at >= 0.03 && at <= 0.97) {
      const tick = element('span', {}, time(decade).replace('.0', ''));
      tick.style.left = (100 * at) + '%';
      ticks.push(tick);
    }
  }
  place.querySelector('.ticks').replaceChildren(...ticks);
  const words = latency.percentiles.map((one) => [
    one.percentile === 50 ? 'median' : one.percentile === 100 ? 'longest' : one.percentile + ' % within', time(one.micros)]);
  $('percentiles').replaceChildren(...words.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
  place.setAttribute('aria-label', 'Histogram of round trips, logarithmic: ' + words.map((pair) => pair.join(' ')).join(', '));
}

function show(state) {
  if (before && state.seconds < before.seconds) return; // an older answer came later
  before = state;
  $('device').textContent = state.device;
  $('mode').textContent = state.mode;
  $('verdict').textContent = state.verdict;
  tenants(state);
  priorities(state);
  histogram(state.latency);
}

async function picture(name) {
  const image = $(name);
  const answer = await ask(`/${name}.png`);
  const url = URL.createObjectURL(await answer.blob());
  image.onload = () => URL.revokeObjectURL(url);
  image.src = url;
}

async function tick() {
  try {
    show(await (await ask('/state')).json());
    if (!document.hidden) await Promise.all([picture('main'), picture('second')]);
    lost('');
  } catch (error) {
    lost('The demo does not answer: ' + error.message);
  }
  setTimeout(tick, PERIOD);
}

function load(name) {
  ask('/program?' + name).then((answer) => answer.text()).then((text) => { $('text').value = text; })
    .catch((error) => say(error.message, true));
}

$('run').addEventListener('click', async () => {
  say('Loading …');
  $('run').setAttribute('aria-busy', 'true');
  try {
    await post('/program?main', $('text').value);
    say('It runs.');
  } catch (error) {
    say(error.message, true);
  }
  $('run').removeAttribute('aria-busy');
});
for (const made of document.querySelectorAll('[data-load]')) made.addEventListener('click', () => load(made.dataset.load));
document.querySelectorAll('[data-tenant]').forEach(controls);
load('path');
tick();
