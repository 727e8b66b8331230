// Our contestant in node: `node ours.mjs GLUE KIND READERS TIMES`, where GLUE is the JavaScript that wasm-bindgen made
// of benches/kernel/. Prints `digest <tab> nanoseconds of processor time <tab> KiB of wasm memory`.

import { createRequire } from 'node:module';
import process from 'node:process';

const [glue, kind, readers, times] = process.argv.slice(2);
const { Prepared, memory_bytes } = createRequire(import.meta.url)(glue);
const prepared = Prepared.set_up(kind, Number(readers), Number(times));
const start = process.cpuUsage();
const digest = prepared.run();
const { user, system } = process.cpuUsage(start);
console.log(`${digest}\t${(user + system) * 1000}\t${memory_bytes() / 1024}`);
