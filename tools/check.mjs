// `npm run check`: what takes less than a minute once it is compiled: format, lint, types, and the units of the core
// and of the page. `npm test` runs these and everything else.

import { runSteps } from './checks/run.mjs';
import { STEPS } from './checks/steps.mjs';

await runSteps(STEPS.filter(({ quick }) => quick));
