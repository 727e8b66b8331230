/**
 * The panel "Can it go wrong?": the table of strategies and write policies, an order that is played on the stage, or an
 * order that is being chosen by hand. Which one is shown depends on the order of the session.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/orders.css?inline';
import tableCss from '../styles/orders_table.css?inline';
import { adopt } from '../kit/sheet.js';
import { hand, handKeys } from './hand.js';
import { stateOf } from './state.js';
import { table } from './table.js';
import { actorsOf, titleIn, way } from './way.js';
import { ordersWords as words } from './words.js';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const state = stateOf(app);
  adopt(app, css);
  adopt(app, tableCss);
  place.addEventListener('keydown', (event) => handKeys(state, event));
  /** The order that was shown last. A new one sets the table's setup. @type {unknown} */
  let led = null;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { order, catalogue } = app.session;
      if (!catalogue) return;
      if (order && order !== led) state.follow(order.asked.setup);
      led = order;
      const view = !order || state.onTable ? 'table' : order.asked.mine ? 'hand' : 'way';
      if (view === 'table' && !state.abort && !state.stopped) state.fillOnce();
      const had = place.contains(app.shadow.activeElement);
      draw(
        html`<header>
            <h2 id="orders-title" tabindex="-1">
              ${order && view !== 'table' ? titleIn(state, order.asked.setup) : words.title}
            </h2>
            <p>${order && view !== 'table' ? actorsOf(order.asked.setup) : nothing}</p>
            ${order && view === 'way' ? button(words.scheduler, () => state.choose(order.asked, '')) : nothing}
            ${view === 'table' ? nothing : button(words.back, () => state.toTable())}
            ${view === 'table' && order ? button(words.backToOrder, () => state.toOrder()) : nothing}
            ${button(words.close, () => state.close())}
          </header>
          ${!order || view === 'table' ? table(state) : view === 'hand' ? hand(state, order) : way(state, order, at_ns)}`,
        place,
      );
      // The element that had the focus is gone.
      if (had && !place.contains(app.shadow.activeElement))
        /** @type {HTMLElement} */ (place.querySelector('h2')).focus({ preventScroll: true });
    },
  };
}

/** @param {string} text @param {() => void} press */
const button = (text, press) => html`<button type="button" class="quiet" @click=${press}>${text}</button>`;
