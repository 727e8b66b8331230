/** The styles of the lesson, for its own card and the check's: in this order, of which the later ones overrule. */

import { adopt } from '../kit/sheet.js';
import card from '../styles/lesson.css?inline';
import narrow from '../styles/lesson_narrow.css?inline';
import place from '../styles/lesson_place.css?inline';

/** @param {Parameters<typeof adopt>[0]} app */
export function adoptLesson(app) {
  for (const css of [place, card, narrow]) adopt(app, css);
}
