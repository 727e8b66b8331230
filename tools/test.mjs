// `npm test`: runs all checks (checks/steps.mjs), and stops at the first that fails.
// `npm test -- --only lint,native` runs some groups: lint, native, real, types, units, wasm, pages.
// The last line of the output is `N passed, N failed`. Set-up steps count only if they fail.

import { parseArgs } from 'node:util';

import { runSteps } from './checks/run.mjs';
import { GROUPS, STEPS } from './checks/steps.mjs';
import { Failure, main } from './setup/commands.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', default: GROUPS.join() } } });
  const asked = values.only.split(',');
  const unknown = asked.find((group) => !GROUPS.includes(group));
  if (unknown !== undefined) throw new Failure(`--only ${unknown}: expected some of ${GROUPS.join(', ')}`);
  await runSteps(STEPS.filter(({ groups }) => groups.some((group) => asked.includes(group))));
});
