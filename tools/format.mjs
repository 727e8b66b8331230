// `npm run format`: rewrites every file in the project's style.

import { main, run } from './setup/commands.mjs';
import { ensurePackages, OTHER_CRATES } from './setup/prerequisites.mjs';

await main(() => {
  ensurePackages();
  run('cargo', ['fmt']);
  for (const crate of OTHER_CRATES) run('cargo', ['fmt', '--manifest-path', `${crate}/Cargo.toml`]);
  run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.']);
});
