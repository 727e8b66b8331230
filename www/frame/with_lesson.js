/** The lesson, brought along by its page: elsewhere it is fetched with the first step. */

import { bring } from './views.js';
import { create as card } from '../lesson/card.js';
import { create as diagram } from '../lesson/diagram.js';
import { create as next } from '../lesson/next.js';

bring({ '.lesson': { create: card }, '.lesson-diagram': { create: diagram }, '.lesson-next': { create: next } });
