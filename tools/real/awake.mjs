// Keeps the processors awake while a run lasts. Between two requests a real run sleeps, and an idle processor of a
// virtual machine is given away: one request in a hundred was then sent 5 to 9 ms late on a machine that others share,
// and 0.3 ms late with a loop on each processor. The loops have idle priority (SCHED_IDLE), so they take time from
// nobody. Only Linux has it.

import { spawn } from 'node:child_process';
import os from 'node:os';

import { capture } from '../setup/commands.mjs';

/** The turns between two looks at whether this process still exists: some tenths of a second. */
const TURNS = 100_000;

/** Starts the loops. Returns a function that ends them; they also end by themselves when this process is gone. */
export function stayAwake() {
  if (process.platform !== 'linux' || capture('chrt', ['--version']) === null) return () => {};
  const loop = `while kill -0 ${process.pid} 2>/dev/null; do i=0; while [ $i -lt ${TURNS} ]; do i=$((i+1)); done; done`;
  const loops = os.cpus().map(() => spawn('chrt', ['--idle', '0', 'sh', '-c', loop], { stdio: 'ignore' }));
  // A machine that refuses this has runs that are later, which the report shows.
  for (const one of loops) one.on('error', () => {});
  return () => {
    for (const one of loops) one.kill('SIGKILL');
  };
}
