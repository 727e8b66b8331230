/**
 * The lesson's page: puts the live step in the place of the text that the bundler wrote, ties it to the address
 * (`#step=9`), keeps how far somebody has come, and shows it at the top. No step is ever locked.
 */

import { create as createAsk } from '../ask/box.js';
import { CacheAsidePlayground } from '../frame/element.js';
import '../frame/with_lesson.js';
import { keep, progress } from '../lesson/progress.js';
import { STEPS, stepNumbered } from '../lesson/steps.js';
import { CuresAtMyNumbers } from '../lesson/cures.js';
import { pageWords as words } from '../lesson/page_words.js';
import { stepWords } from '../lesson/words.js';
import { engine } from '../engine/engine.js';
import { themeButton } from './theme.js';

CacheAsidePlayground.page = new URL('./index.html', location.href).href;
customElements.define('cache-aside-playground', CacheAsidePlayground);

const told = /** @type {HTMLElement} */ (document.querySelector('.told'));
const sections = /** @type {HTMLElement[]} */ ([...told.querySelectorAll('section[id^="step="]')]);
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.progress a')]);
const cures = /** @type {HTMLElement} */ (document.querySelector('#cures'));
const playground = /** @type {CacheAsidePlayground} */ (document.createElement('cache-aside-playground'));
playground.dataset.after = '';
themeButton(/** @type {HTMLButtonElement} */ (document.querySelector('#theme')));

const asked = () => stepNumbered(new URLSearchParams(location.hash.slice(1)).get('step'));

/** @param {number} number */
function show(number) {
  const so_far = progress();
  keep({ ...so_far, at: number });
  links.forEach((link, i) => {
    const { id } = STEPS[i];
    const done = so_far.done.includes(id);
    if (i + 1 === number) link.setAttribute('aria-current', 'step');
    else link.removeAttribute('aria-current');
    link.toggleAttribute('data-done', done);
    const label = link.querySelector('.unseen');
    if (label) label.textContent = words.stepOf(i + 1, STEPS.length, stepWords[id].title, done);
  });
  document.title = `${number} · ${stepWords[STEPS[number - 1].id].title} · ${words.title}`;
  links[number - 1].scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** To a step: the address says so, and the page before it is one press of Back away. @param {number} number */
function go(number) {
  if (asked() !== number) location.hash = `step=${number}`;
  else open();
}

function open() {
  const number = asked() ?? stepNumbered(progress().at) ?? 1;
  playground.setAttribute('step', String(number));
  show(number);
  scrollTo(0, 0);
}

playground.addEventListener('cache-aside-step-asked', (event) => {
  event.preventDefault();
  const { step } = /** @type {CustomEvent} */ (event).detail;
  if (stepNumbered(step)) return go(step);
  // What comes after the last step stands under it.
  cures.scrollIntoView();
  cures.focus({ preventScroll: true });
});

playground.addEventListener('cache-aside-step', (event) => {
  const { id, done, bets, step } = /** @type {CustomEvent} */ (event).detail;
  const so_far = progress();
  if (bets.some((/** @type {string | null} */ bet) => bet !== null))
    so_far.bets[id] = { said: bets, day: new Date().toISOString().slice(0, 10) };
  if (done && !so_far.done.includes(id)) so_far.done.push(id);
  keep(so_far);
  if (step === asked()) show(step);
});

// The text stays in the page, to be found and printed: what is found leads to its step.
told.classList.add('live');
for (const [i, section] of sections.entries()) {
  // The address names a step now, and no longer a place in this page.
  section.removeAttribute('id');
  section.setAttribute('hidden', 'until-found');
  section.addEventListener('beforematch', () => {
    go(i + 1);
    requestAnimationFrame(() => section.setAttribute('hidden', 'until-found'));
  });
}
told.before(playground);
cures.tabIndex = -1;
const atMyNumbers = new CuresAtMyNumbers(
  /** @type {HTMLElement} */ (cures.querySelector('.at-my-numbers')),
  engine(),
  () => playground.session.line,
);
playground.addEventListener('cache-aside-run', () => atMyNumbers.show());
const ask = /** @type {HTMLElement} */ (document.querySelector('#ask'));
const asking = createAsk(ask, {
  session: playground.session,
  page: CacheAsidePlayground.page,
  shadow: /** @type {any} */ (document),
  redraw: () => asking.render(),
});
ask.hidden = false;
asking.render();
addEventListener('hashchange', open);
open();
