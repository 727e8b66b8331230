// `npm run real -- 'strategy=mutex rate=100/s ttl=1s duration=12s'`: runs a line on a real Redis and a real PostgreSQL,
// and compares it with the simulator. Finds or installs the servers, starts private ones on loopback, and stops them at
// the end, also after a crash and on Ctrl+C. `--help` lists the options; docs/REAL.md says what is real and what is
// not.

import { runReal } from './real/runner.mjs';
import { main } from './setup/commands.mjs';

await main(async () => {
  process.exitCode = await runReal(process.argv.slice(2));
});
