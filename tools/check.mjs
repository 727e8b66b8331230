// `npm run check`: the quick checks, which take less than a minute once everything is compiled: format, lint, types,
// and the unit tests of core and page. `npm test` runs all checks.

import { runSteps } from './checks/run.mjs';
import { STEPS } from './checks/steps.mjs';

await runSteps(STEPS.filter(({ quick }) => quick));
