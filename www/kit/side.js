/**
 * The panels at the side, as tabs: the log, the requests at the cursor with their stories, the code. And the switch of
 * the lane that the latter two look at.
 */

import { html, nothing } from 'lit-html';

import { words } from './words.js';

/** @typedef {import('../playback/focus.js').Focus} Focus */

/**
 * @param {import('../playback/focus.js').Panel[]} panels the ones to show
 * @param {Focus} focus
 * @param {unknown} below what stands under all of them
 * @param {boolean} veiled whether nothing may be seen of what is to come
 */
export function side(panels, focus, below, veiled) {
  const panel = panels.includes(focus.panel) ? focus.panel : panels[0];
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -9, End: 9 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const rtl = getComputedStyle(/** @type {Element} */ (event.currentTarget)).direction === 'rtl';
    const to = Math.min(
      Math.max(0, panels.indexOf(panel) + (rtl && Math.abs(step) === 1 ? -step : step)),
      panels.length - 1,
    );
    focus.show(panels[to]);
    /** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('button')[to].focus();
  };
  return html`<section class="side" data-panel=${panel} aria-label=${words.side}>
    <div class="tabs" role="tablist" aria-label=${words.side} @keydown=${keys}>
      ${panels.map(
        (name) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${name}"
            aria-selected=${String(name === panel)}
            aria-controls="side-panel"
            tabindex=${name === panel ? 0 : -1}
            @click=${() => focus.show(name)}
          >
            ${words.panels[name]}
          </button>`,
      )}
    </div>
    <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby="tab-${panel}">
      ${
        panel === 'log'
          ? html`<div class="log"></div>
              ${veiled ? nothing : html`<div class="theory"></div>`}`
          : panel === 'requests'
            ? html`<div class="requests-panel"></div>`
            : html`<div class="code-panel"></div>`
      }
    </div>
    ${below}
  </section>`;
}

/**
 * Which lane is looked at, where there are several.
 * @param {import('../session/session.js').Lane[]} lanes @param {number} lane @param {Focus} focus
 */
export const laneSwitch = (lanes, lane, focus) =>
  lanes.length < 2
    ? nothing
    : html`<select
        class="choose"
        aria-label=${words.lane}
        @change=${(/** @type {Event} */ event) => focus.look(/** @type {HTMLSelectElement} */ (event.target).selectedIndex)}
      >
        ${lanes.map(({ title }, i) => html`<option .selected=${i === lane}>${title}</option>`)}
      </select>`;
