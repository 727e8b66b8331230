/**
 * The views that the full page shows from the start, but a small frame does not. The full page includes them, so that
 * they do not appear late.
 */

import { bring } from './views.js';
import { create as log } from '../log/log.js';
import { create as swim } from '../timeline/swim.js';
import { create as theory } from '../compare/theory.js';

bring({ '.log': { create: log }, '.theory': { create: theory }, '.swim': { create: swim } });
