/** Includes the lesson in its page; elsewhere it is loaded with the first step. */

import { bring } from './views.js';
import { create as card } from '../lesson/card.js';
import { create as diagram } from '../lesson/diagram.js';
import { create as next } from '../lesson/next.js';

bring({
  '.lesson.step': { create: card },
  '.lesson-diagram': { create: diagram },
  '.lesson-next.step': { create: next },
});
