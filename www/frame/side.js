/** The panels at the side, as tabs: the log, the requests at the cursor with their stories, the code. */

import { html, nothing } from 'lit-html';

import { frameWords } from './words.js';

/**
 * @param {import('../playback/app.js').App} app
 * @param {import('../playback/focus.js').Panel[]} panels the ones to show
 * @param {unknown} below content below the panels
 */
export function side({ focus, display: { veiled } }, panels, below) {
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
  return html`<section class="side" data-panel=${panel} aria-label=${frameWords.side}>
    <div class="tabs" role="tablist" aria-label=${frameWords.side} @keydown=${keys}>
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
            ${frameWords.panels[name]}
          </button>`,
      )}
    </div>
    <div class="side-panel" id="side-panel" role="tabpanel" aria-labelledby="tab-${panel}">
      ${
        panel === 'log'
          ? html`<div class="log" tabindex="0" role="region" aria-label=${frameWords.panels.log}></div>
              ${veiled ? nothing : html`<div class="theory" role="region" aria-label=${frameWords.theory}></div>`}`
          : panel === 'requests'
            ? html`<div class="requests-panel"></div>`
            : html`<div class="code-panel"></div>`
      }
    </div>
    ${below}
  </section>`;
}
