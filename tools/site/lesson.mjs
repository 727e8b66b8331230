// The lesson's page as plain HTML, a plugin of the bundler: all of its text, readable without JavaScript or
// WebAssembly, with the picture of each step. `www/pages/lesson.js` replaces it by the live step.

import { readFileSync } from 'node:fs';

import { diagramOf, markup } from '../../www/diagram/diagram.js';
import { askWords } from '../../www/ask/words.js';
import { checkWords } from '../../www/check/words.js';
import { codeText } from '../../www/lesson/code.js';
import { SHOWN } from '../../www/lesson/shown.js';
import { CURES, ORDER, STEPS, WORKLOADS } from '../../www/lesson/steps.js';
import { pieces } from '../../www/lesson/text.js';
import { cureWords, pageWords as words } from '../../www/lesson/page_words.js';
import { orderWords, workloadWords } from '../../www/lesson/sorting_words.js';
import { lessonWords, stepTitles } from '../../www/lesson/words.js';

/** The mark in the page that the lesson replaces. */
const MARK = '<!-- lesson -->';

/** The width of a diagram in pixels: that of a phone. */
const DIAGRAM_WIDTH = 420;
/** The size of a still. */
const SIZE = /width="(\d+)" height="(\d+)"/;

/** Writes the lesson into its page. @returns {import('vite').Plugin} */
export function lessonPage() {
  return {
    name: 'lesson-page',
    transformIndexHtml: {
      order: 'pre',
      handler: async (html) => {
        if (!html.includes(MARK)) return html;
        const body = lessonHtml(await core(), await stepWords());
        return html.replace(MARK, () => body);
      },
    },
  };
}

/** The core of the page. */
async function core() {
  const glue = new URL('../../www/wasm/cache_aside_playground.js', import.meta.url);
  const core = await import(glue.href);
  await core.default({ module_or_path: readFileSync(new URL('cache_aside_playground_bg.wasm', glue)) });
  return core;
}

/** The texts of the steps, which are modules of the page. (The bundler would not find them from here.) */
async function stepWords() {
  /** @type {typeof import('../../www/lesson/words_of.js')} */
  const { allWords } = await import(new URL('../../www/lesson/words_of.js', import.meta.url).href);
  return allWords();
}

/** @typedef {Awaited<ReturnType<typeof core>>} Core */
/** @typedef {Awaited<ReturnType<typeof stepWords>>} Texts */

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {string} text */
function prose(text) {
  return pieces(text)
    .map((piece) => {
      switch (piece.kind) {
        case 'role':
          return `<span class="${piece.role}">${escaped(piece.text)}</span>`;
        case 'number':
          return `<b>${escaped(piece.text)}</b>`;
        case 'field':
          return `<code>${escaped(lessonWords.field(piece.name))}${piece.value === null ? '' : ` ${escaped(piece.value)}`}</code>`;
        case 'tap':
          return piece.capital ? 'Tap' : 'tap';
        default:
          return escaped(piece.text);
      }
    })
    .join('');
}

/** @param {string} tag @param {string[]} texts */
const list = (tag, texts) => `<${tag}>${texts.map((text) => `<li>${prose(text)}</li>`).join('')}</${tag}>`;

/**
 * The requests that a step is about, as a sequence diagram.
 * @param {Core} core @param {import('../../www/lesson/steps.js').Step} step
 */
function diagram(core, { lines, still, diagram }) {
  if (!diagram) return '';
  const run = core.run(lines[still.line]);
  const drawn = diagramOf(run, core.kinds(), SHOWN[diagram](run), DIAGRAM_WIDTH);
  return drawn ? `<figure>${markup(drawn)}</figure>` : '';
}

/** @param {Core} core @param {Texts} texts @param {import('../../www/lesson/steps.js').Step} step @param {number} i */
function section(core, texts, step, i) {
  const { id, code, bet, table } = step;
  const { say, bets, tasks, see, why } = texts[id];
  const title = stepTitles[id];
  const asked = bets.map(
    ({ ask, options }) =>
      `<p><b>${prose(ask)}</b> <span class="options">${options.map(escaped).join(' · ')}</span></p>`,
  );
  return `<section id="step=${i + 1}">
<h2><span>${i + 1}</span>${escaped(title)}</h2>
<p class="say">${prose(say)}</p>
${asked.join('\n')}
${
  bet === 'order'
    ? list(
        'ol',
        ORDER.map((card) => orderWords[card]),
      )
    : ''
}
${list('ol', tasks)}
${still(id, title)}
${see.length ? list('ul', see) : ''}
${table === 'workloads' ? workloads() : ''}
<p class="why">${prose(why)}</p>
${diagram(core, step)}
${code ? `<pre><code>${escaped(codeText[code])}</code></pre>` : ''}
</section>`;
}

/** @param {string} id @param {string} title */
function still(id, title) {
  const [, width, height] =
    readFileSync(new URL(`../../www/lesson/stills/${id}-light.svg`, import.meta.url), 'utf8').match(SIZE) ?? [];
  const file = (/** @type {string} */ scheme) => `./lesson/stills/${id}-${scheme}.svg`;
  return `<figure><picture><source media="(prefers-color-scheme: dark)" srcset="${file('dark')}" /><img loading="lazy" src="${file('light')}" alt="${escaped(words.still(title))}" width="${width}" height="${height}" /></picture></figure>`;
}

/** @param {string} caption @param {string[]} heads @param {string[][]} rows */
const table = (caption, heads, rows) =>
  `<table><caption>${caption}</caption><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([head, ...cells]) => `<tr><th scope="row">${head}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table>`;

function workloads() {
  const { workload, shows } = words.columns;
  return table(
    words.workloads,
    [workload, lessonWords.fits, shows],
    WORKLOADS.map(({ preset, fits }) => {
      const { name, shows } = workloadWords[preset];
      return [
        `<a href="./index.html#preset=${preset}">${prose(name)}</a>`,
        fits ? lessonWords.fits : lessonWords.fitsNot,
        prose(shows),
      ];
    }),
  );
}

function cures() {
  const { name, pays, parts, fails } = words.columns;
  return table(
    words.cures,
    [name, pays, parts, fails],
    CURES.map((cure) =>
      [cureWords[cure].name, cureWords[cure].pays, cureWords[cure].parts, cureWords[cure].fails].map(prose),
    ),
  );
}

/** The body of the page. @param {Core} core @param {Texts} texts */
function lessonHtml(core, texts) {
  return `<div class="page">
<header class="head">
<svg viewBox="0 0 32 16" aria-hidden="true"><circle class="hit" cx="7" cy="8.4" r="7" /><path class="miss" d="M24 1.2 31.4 14H16.6z" /></svg>
<h1>${words.title}</h1>
<p>${words.about}</p>
<nav aria-label="Page"><a href="./index.html">${words.playground}</a><button type="button" id="theme" disabled>Theme auto</button></nav>
</header>
<nav class="progress" aria-label="${words.steps}"><ol>
${STEPS.map(({ id }, i) => `<li><a href="#step=${i + 1}" title="${escaped(stepTitles[id])}"><span class="unseen">${escaped(words.stepOf(i + 1, STEPS.length, stepTitles[id], false))}</span><span aria-hidden="true">${i + 1}</span></a></li>`).join('\n')}
<li><a href="#check" title="${words.check}"><span class="unseen">${words.check}</span><span aria-hidden="true">?</span></a></li>
</ol></nav>
<main>
<div class="told">
${STEPS.map((step, i) => section(core, texts, step, i)).join('\n')}
<section id="check">
<h2>${checkWords.title}</h2>
<p class="say">${checkWords.say}</p>
</section>
<section id="cures">${cures()}<div class="at-my-numbers"></div></section>
<section id="ask" class="ask" aria-labelledby="ask-title"><h2 id="ask-title">${askWords.title}</h2>
<p>${askWords.about}</p></section>
</div>
</main>
</div>`;
}
