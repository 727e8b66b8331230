/**
 * Pointing at requests. Over the stage and the swim lanes, the pointer finds the nearest request. Hovering shows its
 * story, and a click or a tap selects it; a drag does neither.
 */

/** The largest distance of the pointer, in pixels. */
const REACH = { mouse: 12, pen: 14, touch: 24 };
/** A pointer that moves further than this between down and up is a drag. */
const DRAG = 5;

/**
 * @param {import('../playback/app.js').App} app
 * @param {(place: Element) => import('../playback/app.js').View | null} viewIn the view in a place
 * @param {(found: import('../playback/focus.js').Hovered) => void} choose
 */
export function pointing({ shadow, focus }, viewIn, choose) {
  let down_x = 0;
  let down_y = 0;

  /** @param {PointerEvent | MouseEvent} event @returns {import('../playback/focus.js').Hovered | null} */
  function find(event) {
    const type = /** @type {PointerEvent} */ (event).pointerType;
    const reach = type === 'touch' || type === 'pen' ? REACH[type] : REACH.mouse;
    const { clientX: x, clientY: y } = event;
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (
      shadow.querySelectorAll('[data-view="stage"], [data-view="swim"]')
    )) {
      const box = place.getBoundingClientRect();
      const view = viewIn(place);
      if (!view?.nearest || x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      const row = view.nearest(x - box.left, y - box.top, reach);
      return row < 0 ? null : { lane: Number(place.dataset.lane), row, x, y };
    }
    return null;
  }

  /** Whether the pointer is over the stage or the swim lanes. @param {Event} event */
  const over = (event) => event.target instanceof Element && event.target.closest('.stage, .axis') !== null;

  shadow.addEventListener('pointermove', (event) => {
    const { pointerType, buttons } = /** @type {PointerEvent} */ (event);
    if (pointerType === 'touch') return;
    focus.hover(buttons === 0 && over(event) ? find(/** @type {PointerEvent} */ (event)) : null);
  });
  shadow.addEventListener('pointerdown', (event) => {
    ({ clientX: down_x, clientY: down_y } = /** @type {PointerEvent} */ (event));
  });
  shadow.host.addEventListener('pointerleave', () => focus.hover(null));
  shadow.addEventListener('click', (event) => {
    const { clientX, clientY } = /** @type {MouseEvent} */ (event);
    if (!over(event) || Math.hypot(clientX - down_x, clientY - down_y) > DRAG) return;
    const found = find(/** @type {MouseEvent} */ (event));
    if (found) choose(found);
  });
}
