// `npm run format`: rewrites every file in the project's style.

import { main, run } from './setup/commands.mjs';
import { ensurePackages } from './setup/prerequisites.mjs';

await main(() => {
  ensurePackages();
  run('cargo', ['fmt']);
  run('cargo', ['fmt', '--manifest-path', 'tools/Cargo.toml']);
  run('cargo', ['fmt', '--manifest-path', 'benches/peers/Cargo.toml']);
  run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.']);
});
