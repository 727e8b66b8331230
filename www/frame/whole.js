/**
 * What the whole page shows from the start, and a small frame does not: brought along, so that nothing of it comes
 * late.
 */

import { bring } from './views.js';
import { create as log } from '../log/log.js';
import { create as swim } from '../timeline/swim.js';
import { create as theory } from '../compare/theory.js';

bring({ '.log': { create: log }, '.theory': { create: theory }, '.swim': { create: swim } });
