/**
 * Input boxes with a button that are submitted together, like a form. They are not a form, because a frame with only
 * `allow-scripts` in its sandbox cannot submit one, and gets no submit event either.
 */

/** @param {Element} group @returns {HTMLInputElement[]} */
const boxesOf = (group) => [...group.querySelectorAll('input')];

/**
 * The values of a group's boxes; null if one is invalid, which the browser then reports.
 * @param {Element} group
 */
export const entered = (group) =>
  boxesOf(group).every((box) => box.reportValidity()) ? boxesOf(group).map((box) => box.value.trim()) : null;

/** A listener for the group: Enter in a box submits. @param {(group: Element) => void} act */
export const onEnter = (act) => (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  // First triggers the change event of the box, as a form does.
  event.target.blur();
  event.target.focus({ preventScroll: true });
  act(/** @type {Element} */ (event.currentTarget));
};

/**
 * A listener for the button in the group.
 * @param {string} selector of the group
 * @param {(group: Element) => void} act
 */
export const onPress = (selector, act) => (/** @type {Event} */ event) => {
  const group = /** @type {Element} */ (event.currentTarget).closest(selector);
  if (group) act(group);
};
