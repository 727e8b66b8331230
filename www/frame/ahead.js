/**
 * Prefetches all parts that are loaded later, when the browser is idle, so that everything works offline afterwards.
 * One file at a time, and none if the browser is set to save data. A file that fails is loaded again when it is needed.
 */

/** The parts, the likeliest first. @type {(() => Promise<unknown>)[]} */
const LATER = [
  () => import('../settings/controls.js'),
  () => import('../gallery/gallery.js'),
  () => import('../story/point.js'),
  () => import('../stage/objects.js'),
  () => import('../stage/pokes.js'),
  () => import('../stage/object_menu.js'),
  () => import('../timeline/poke_marks.js'),
  () => import('../timeline/event_words.js'),
  () => import('../timeline/branches.js'),
  () => import('../timeline/changes.js'),
  () => import('../story/card.js'),
  () => import('../story/requests.js'),
  () => import('../compare/compare.js'),
  () => import('../compare/theory.js'),
  () => import('../log/log.js'),
  () => import('../timeline/swim.js'),
  () => import('../timeline/chart.js'),
  () => import('../timeline/table.js'),
  () => import('../stage/dice.js'),
  () => import('../stage/crowd.js'),
  () => import('../session/detail.js'),
  () => import('../share/panel.js'),
  () => import('../share/picture.js'),
  () => import('../share/tables.js'),
  () => import('../share/trace.js'),
  () => import('../share/excerpts.js'),
  () => import('../share/sequence.js'),
  () => import('../help/help.js'),
  () => import('../help/legend.js'),
  () => import('../quiz/quiz.js'),
  () => import('../code/panel.js'),
  () => import('../code/python.js'),
  () => import('../code/workshop.js'),
  () => import('../session/own.js'),
  () => import('../code/redis_py.js'),
  () => import('../code/go.js'),
  () => import('../code/java.js'),
  () => import('../code/rust.js'),
  () => import('../code/typescript.js'),
  () => import('../ask/box.js'),
  () => import('../ask/answer.js'),
  () => import('../ask/step_texts.js').then(({ textsFetched }) => textsFetched()),
  () => import('../ask/fitting.js'),
  () => import('../recorded/panel.js'),
  () => import('../recorded/lanes.js'),
  () => import('../recorded/table.js'),
  () => import('../orders/panel.js'),
  () => import('../orders/lanes.js'),
  () => import('../lesson/lesson.js'),
  () => import('../lesson/card.js'),
  () => import('../lesson/field.js'),
  () => import('../lesson/see.js'),
  () => import('../lesson/diagram.js'),
  () => import('../lesson/next.js'),
  () => import('../lesson/sorting.js'),
  () => import('../check/check.js'),
  () => import('../check/card.js'),
  () => import('../check/next.js'),
  () => import('../check/every_order.js'),
];

/** The delay in browsers without an idle callback. */
const IDLE_MS = 500;

const idle = () =>
  new Promise((done) => ('requestIdleCallback' in globalThis ? requestIdleCallback(done) : setTimeout(done, IDLE_MS)));

export async function fetchAhead() {
  if (/** @type {any} */ (navigator).connection?.saveData) return;
  for (const part of LATER) {
    await idle();
    await part().catch(() => {});
  }
}
