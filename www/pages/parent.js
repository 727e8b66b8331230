/**
 * Messages to the page around the frame. The height of the frame may be sent to any page. The answers and the progress
 * of a learner are sent only to the origin of the embedding page. The browser provides the origin; if it does not, the
 * page has to request the messages (`{type: 'cache-aside-playground:listen'}`).
 */

const TYPE = 'cache-aside-playground:';

/** Messages that are kept until the origin is known, in order. @type {object[]} */
let kept = [];
const KEPT_MAX = 100;

/** The origin of the embedding page; null if unknown. @type {string | null} */
let target = originOfParent();

function originOfParent() {
  const origin =
    location.ancestorOrigins?.[0] ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : '');
  // Messages cannot be addressed to an opaque origin.
  return origin && origin !== 'null' ? origin : null;
}

const framed = parent !== window;
if (framed)
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== parent || data?.type !== `${TYPE}listen`) return;
    // An opaque origin cannot be addressed, but it is known to be the parent.
    target = origin === 'null' ? '*' : origin;
    for (const message of kept.splice(0)) parent.postMessage(message, target);
  });

/** @param {string} type the part after the colon @param {object} detail about the learner */
export function tellParent(type, detail) {
  if (!framed) return;
  const message = { ...detail, type: TYPE + type };
  if (target) parent.postMessage(message, target);
  else kept = [...kept, message].slice(-KEPT_MAX);
}

/** @param {object} message that any page may read */
export function tellAnybody(message) {
  if (framed) parent.postMessage(message, '*');
}

/** The events that are sent to the parent, without their prefix. */
const TOLD = ['step', 'answer', 'check'];

/**
 * Forwards events of the element to the parent: progress in the lesson, answers and scores.
 * @param {HTMLElement} playground
 */
export function tellEvents(playground) {
  for (const type of TOLD)
    playground.addEventListener(`cache-aside-${type}`, (event) =>
      tellParent(type, /** @type {CustomEvent} */ (event).detail),
    );
}
