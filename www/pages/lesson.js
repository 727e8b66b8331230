/**
 * The lesson's page: replaces the static text from the bundler with the live step, connects it with the address
 * (`#step=9`), and stores and shows the progress. No step is locked.
 */

import { create as createAsk } from '../ask/box.js';
import { textsInPage } from '../ask/step_texts.js';
import { due, today } from '../check/bets.js';
import { CacheAsidePlayground } from '../frame/element.js';
import '../frame/with_lesson.js';
import { keep, progress } from '../lesson/progress.js';
import { STEPS, stepNumbered } from '../lesson/steps.js';
import { CuresAtMyNumbers } from '../lesson/cures.js';
import { pageWords as words } from '../lesson/page_words.js';
import { stepTitles } from '../lesson/words.js';
import { tellEvents } from './parent.js';
import { engine } from '../engine/engine.js';
import { aheadOf } from './ahead.js';
import { themeButton } from './theme.js';

CacheAsidePlayground.page = new URL('./index.html', location.href).href;
customElements.define('cache-aside-playground', CacheAsidePlayground);

const told = /** @type {HTMLElement} */ (document.querySelector('.told'));
/** The sections of the steps and of the check. */
const sections = /** @type {HTMLElement[]} */ ([...told.querySelectorAll('section[id^="step="], #check')]);
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.progress a')]);
const cures = /** @type {HTMLElement} */ (document.querySelector('#cures'));
const playground = /** @type {CacheAsidePlayground} */ (document.createElement('cache-aside-playground'));
playground.dataset.after = '';
themeButton(/** @type {HTMLButtonElement} */ (document.querySelector('#theme')));

const address = () => new URLSearchParams(location.hash.slice(1));
const asked = () => stepNumbered(address().get('step'));
/** The name of the check, which comes after the steps. */
const CHECK = 'check';

/**
 * Shows the current step and the completed ones. The last link is the check's.
 * @param {number | null} number the step; null for the check
 */
function show(number) {
  const so_far = progress();
  if (number !== null) keep({ ...so_far, at: number });
  const current = links[(number ?? links.length) - 1];
  links.forEach((link) => link.removeAttribute('aria-current'));
  current.setAttribute('aria-current', 'step');
  links.slice(0, STEPS.length).forEach((link, i) => {
    const { id } = STEPS[i];
    const done = so_far.done.includes(id);
    link.toggleAttribute('data-done', done);
    const label = link.querySelector('.unseen');
    if (label) label.textContent = words.stepOf(i + 1, STEPS.length, stepTitles[id], done);
  });
  links[STEPS.length].toggleAttribute('data-done', Boolean(so_far.check?.passed));
  const title = number === null ? words.check : `${number} · ${stepTitles[STEPS[number - 1].id]}`;
  document.title = `${title} · ${words.title}`;
  current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Goes to a step, with an entry in the history. @param {number} number */
function go(number) {
  if (asked() !== number) location.hash = `step=${number}`;
  else open();
}

function open() {
  offerAgain();
  if (address().has(CHECK)) {
    playground.setAttribute('step', CHECK);
    show(null);
    return scrollTo(0, 0);
  }
  const number = asked() ?? stepNumbered(progress().at) ?? 1;
  playground.setAttribute('step', String(number));
  show(number);
  scrollTo(0, 0);
}

playground.addEventListener('cache-aside-step-asked', (event) => {
  event.preventDefault();
  const { step } = /** @type {CustomEvent} */ (event).detail;
  if (stepNumbered(step)) return go(step);
  if (step !== 'cures') return void (location.hash = CHECK);
  cures.scrollIntoView();
  cures.focus({ preventScroll: true });
});

playground.addEventListener('cache-aside-step', (event) => {
  const { id, done, bets, step } = /** @type {CustomEvent} */ (event).detail;
  const so_far = progress();
  if (bets.some((/** @type {string | null} */ bet) => bet !== null)) so_far.bets[id] = { said: bets, day: today() };
  if (done && !so_far.done.includes(id)) so_far.done.push(id);
  keep(so_far);
  if (step === asked()) show(step);
});

playground.addEventListener('cache-aside-check', () => show(null));

/** The check's results are stored with the lesson's progress, if storage is available. */
playground.keeper = {
  kept: () => progress().check ?? null,
  keep: (check) => keep({ ...progress(), check }),
  bets: () => progress().bets,
  betAgain: (steps, day) => {
    const so_far = progress();
    for (const step of steps) so_far.bets[step].day = day;
    keep(so_far);
  },
};
const { draw } = Object.fromEntries(address());
if (draw) playground.setAttribute('draw', draw);

// The text stays in the page for searching and printing. A search result leads to its step.
told.classList.add('live');
for (const [i, section] of sections.entries()) {
  // The address now means a step, not an anchor in the page.
  section.removeAttribute('id');
  section.setAttribute('hidden', 'until-found');
  section.addEventListener('beforematch', () => {
    if (stepNumbered(i + 1)) go(i + 1);
    else location.hash = CHECK;
    requestAnimationFrame(() => section.setAttribute('hidden', 'until-found'));
  });
}
told.before(playground);
const offer = document.createElement('p');
offer.className = 'offer';
offer.innerHTML = `<a href="#${CHECK}">${words.offer}</a>`;
/** Offers three bets of an earlier day again. */
const offerAgain = () => {
  if (!address().has(CHECK) && due(progress().bets, today()).length) playground.before(offer);
  else offer.remove();
};
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
  steps: textsInPage(sections),
  page: CacheAsidePlayground.page,
  shadow: /** @type {any} */ (document),
  redraw: () => asking.render(),
});
ask.replaceChildren();
asking.render();
tellEvents(playground);
addEventListener('hashchange', open);
open();
aheadOf(playground);
