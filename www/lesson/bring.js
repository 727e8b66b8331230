/** The lesson, brought along by its page: elsewhere it is fetched with the first step. */

import { bring } from '../frame/views.js';
import { create as card } from './card.js';
import { create as diagram } from './diagram.js';
import { create as next } from './next.js';

bring({ '.lesson': { create: card }, '.lesson-diagram': { create: diagram }, '.lesson-next': { create: next } });
