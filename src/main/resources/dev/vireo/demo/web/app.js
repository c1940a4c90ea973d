// Asks for the state and the pictures a few times a second, and draws them; no library.
'use strict';

const $ = (id) => document.getElementById(id);
const VIEWS = ['front', 'above', 'low'];
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

function control(tenant, change) {
  post('/control', JSON.stringify({tenant, ...change}))
    .then((answer) => answer.json()).then(show).catch((error) => say(error.message, true));
}

function button(label, action) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', action);
  return made;
}

function buttons() {
  for (const place of document.querySelectorAll('[data-tenant]')) {
    const tenant = place.dataset.tenant;
    for (const view of VIEWS) {
      const made = button(view, () => control(tenant, {view, seconds: moment}));
      made.dataset.view = view;
      place.append(made);
    }
    place.append(button('another moment', () => {
      moment = (moment + 1) % 8;
      const pressed = place.querySelector('[aria-pressed="true"][data-view]');
      control(tenant, {view: pressed ? pressed.dataset.view : 'front', seconds: moment});
    }));
    const pause = button('pause', () => control(tenant, {paused: pause.getAttribute('aria-pressed') !== 'true'}));
    pause.dataset.pause = '';
    place.append(pause);
  }
}

const count = (value) => Math.round(value).toLocaleString('en');
const rate = (now, old, key) => old && now.seconds > old.seconds ? (key(now) - key(old)) / (now.seconds - old.seconds) : 0;

function row(...cells) {
  const made = document.createElement('tr');
  for (const cell of cells) {
    const place = document.createElement('td');
    place.append(cell);
    made.append(place);
  }
  return made;
}

function level(value, most) {
  const made = document.createElement('meter');
  made.max = most;
  made.value = value;
  made.textContent = value + ' of ' + most;
  return made;
}

function time(micros) {
  return micros < 1000 ? micros.toFixed(0) + ' µs' : micros < 1e6 ? (micros / 1000).toFixed(1) + ' ms' : (micros / 1e6).toFixed(1) + ' s';
}

function show(state) {
  $('device').textContent = `${state.device}, mode ${state.mode}: ${state.verdict}`;
  $('tenants').replaceChildren(...state.tenants.map((tenant, i) =>
    row(tenant.name, count(rate(state, before, (s) => s.tenants[i].done)), count(tenant.done), count(tenant.outstanding))));
  $('priorities').replaceChildren(...state.priorities.map((priority, i) =>
    row(priority.name, count(rate(state, before, (s) => s.priorities[i].done)), count(priority.occupied), level(priority.occupied, priority.slots))));
  const most = Math.max(1, ...state.latency.buckets.map((bucket) => bucket.count));
  $('histogram').replaceChildren(...state.latency.buckets.map((bucket) => {
    const bar = document.createElement('i');
    bar.style.height = (100 * bucket.count / most) + '%';
    bar.title = `${count(bucket.count)} up to ${time(bucket.toMicros)}`;
    return bar;
  }));
  $('percentiles').textContent = state.latency.percentiles
    .map((one) => `${one.percentile === 100 ? 'max' : 'p' + one.percentile} ${time(one.micros)}`).join(', ');
  for (const tenant of state.tenants) {
    const place = document.querySelector(`[data-tenant="${tenant.name}"]`);
    for (const made of place.querySelectorAll('[data-view]')) made.setAttribute('aria-pressed', made.dataset.view === tenant.view);
    place.querySelector('[data-pause]').setAttribute('aria-pressed', tenant.paused);
    if (tenant.problem) say(tenant.problem, true);
  }
  before = state;
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
    await Promise.all([picture('main'), picture('second')]);
  } catch (error) {
    $('device').textContent = 'The demo does not answer: ' + error.message;
  }
  setTimeout(tick, 500);
}

function load(name) {
  ask('/program?' + name).then((answer) => answer.text()).then((text) => { $('text').value = text; })
    .catch((error) => say(error.message, true));
}

$('run').addEventListener('click', () => {
  say('Loading …');
  post('/program?main', $('text').value).then(() => say('It runs.')).catch((error) => say(error.message, true));
});
for (const made of document.querySelectorAll('[data-load]')) made.addEventListener('click', () => load(made.dataset.load));
buttons();
load('path');
tick();
