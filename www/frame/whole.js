/**
 * The views that the full page shows from the start, but a small frame does not. The full page includes them, so that
 * they do not appear late. Theory is not among them: it has a core of its own, and follows when the first run is there.
 */

import { bring } from './views.js';
import { create as log } from '../log/log.js';
import { create as swim } from '../timeline/swim.js';

bring({ '.log': { create: log }, '.swim': { create: swim } });
