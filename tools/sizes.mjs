// `npm run sizes`: writes the sizes of the parts of the core's wasm to docs/SIZES.md. The reasons in the table are kept
// below; a large part without one fails the command.
//
// The name of a function decides its part, so inlined code counts where it is inlined. The brotli size of a part is
// that of its functions alone. The sum is larger than the file, because brotli compresses the whole file together.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { Failure, main, ROOT, run } from './setup/commands.mjs';
import { GLUE_DIR, wasmOfCore } from './setup/cores.mjs';
import { buildCore, buildTool } from './setup/prerequisites.mjs';

/** The compressed size above which a part needs a reason. */
const LARGE_BYTES = 1_500;
const TABLE = path.join(ROOT, 'docs', 'SIZES.md');
const NAMED_DIR = path.join(ROOT, 'target', 'sizes');

/**
 * The parts, with the reasons for large ones. A function belongs to the first part whose pattern matches its name.
 * @type {[part: string, pattern: RegExp, reason?: string][]}
 */
const PARTS = [
  [
    'allocator',
    /dlmalloc|__rdl_|__rust_/,
    "the standard library's; rlsf would be 2.5 KB less, but takes half as much memory again for a window of a large run",
  ],
  ['letting go of requests', /drop_in_place|drop_slow/, 'each state of each async function owns something else'],
  ['requests', /Future>::poll|simulation::Serving|model::application/, 'strategies, inlined into one state machine'],
  ['model', /cache_aside_playground::model/, 'a state machine per command of the cache and verb of the database'],
  ['strategies', /cache_aside_playground::service/, 'what is not inlined into a request'],
  ['kernel', /cache_aside_playground::(kernel|run::simulation)/, 'timing wheel, executor, and the story of a deadlock'],
  ['scenario', /cache_aside_playground::scenario|FnOnce::call_once/, 'reads, prints and checks each field by its type'],
  [
    'boundary',
    /cache_aside_playground::wasm|wasm_bindgen|js_sys|serde/,
    'forty columns, the tables of fields, actions and presets',
  ],
  ['timeline', /cache_aside_playground::folds::timeline/, 'lanes, steps and stays: three folds in one pass'],
  ['narration', /cache_aside_playground::folds::narration/, 'a sentence for each kind of event worth telling'],
  ['trace', /cache_aside_playground::trace/, 'digest and numbers of fifty kinds of event; shared folds'],
  [
    'metrics',
    /cache_aside_playground::(folds::metrics|base::percentiles|run)/,
    'a fold over every event, and the report',
  ],
  ['random', /cache_aside_playground::base::random|<?rand_/, 'keyed draws, Zipf'],
  ['workload', /cache_aside_playground::workload/, 'three kinds of arrivals'],
  ['numbers and times as text', /cache_aside_playground::base::(decimal|units)/, 'exact, without tables'],
  ['maps of a run', /cache_aside_playground::base::table/, 'one map of numbers, for every `Table`'],
  ['mathematics', /^<?libm/, '`pow` for Zipf, `erfc` for latencies: the same bits everywhere'],
  ['text and formatting', /fmt|\bstr::|string|char/, 'what sentences, lines and errors are printed with'],
  ['the rest', /./, 'growing lists, panics, 128-bit arithmetic'],
];
/** Measured by hand, and so the same until somebody measures it again. */
const LATER = `## What loads later, and still adds to the first page

Most of "Can it go wrong?" and of "write your own" is fetched when it is used. What the first page needs for them (a
button, the parts of a link, the places in the session and in the engine from which the rest is fetched) was measured by
removing it from the page's modules, with every import of the rest, and building the page again. The figures are the
brotli sizes of all files that \`index.html\` fetches first, as \`npm run build\` counted them then (47.1 KB since).

| first page | without the wasm, bytes | the feature adds |
|---|---:|---:|
| as it is | 47,909 | |
| without "Can it go wrong?" | 47,747 | 162 |
| without code of one's own | 47,486 | 423 |

The core's own code for it: the wasm without the six places at which the model asks a script, as the compiler writes
it, is 0.8 KB smaller (0.1 KB brotli). Code of one's own is in another core.`;
const TEXT_REASON = 'texts of fields, presets, choices and sentences; where a panic was';

await main(async () => {
  await buildCore();
  run('cargo', [
    ...buildTool('run'),
    '--',
    'bindgen',
    '--target',
    'web',
    '--names',
    '--out-dir',
    NAMED_DIR,
    wasmOfCore(),
  ]);
  const { functions, data } = readWasm(readFileSync(path.join(NAMED_DIR, 'cache_aside_playground_bg.wasm')));
  /** @type {Map<string, Buffer[]>} */
  const bodies = new Map(PARTS.map(([part]) => [part, []]));
  for (const { name, body } of functions) {
    const part = PARTS.find(([, pattern]) => pattern.test(name));
    if (part) bodies.get(part[0])?.push(body);
  }
  const reasons = new Map(PARTS.map(([part, , reason]) => [part, reason]));
  const rows = [...bodies].map(([part, all]) => row(part, String(all.length), Buffer.concat(all), reasons.get(part)));
  rows.push(row('data', '', data, TEXT_REASON));
  rows.sort((a, b) => b.brotli - a.brotli);
  const silent = rows.find(({ brotli, reason }) => brotli > LARGE_BYTES && !reason);
  if (silent) throw new Failure(`tools/sizes.mjs gives no reason why the part "${silent.part}" is large.`);

  const whole = readFileSync(path.join(GLUE_DIR, 'cache_aside_playground_bg.wasm'));
  const total = `${kb(whole.length)} KB, brotli ${kb(brotliCompressSync(whole).length)} KB`;
  const lines = rows.map(
    ({ part, functions, bytes, brotli, reason }) =>
      `| ${part} | ${functions} | ${kb(bytes)} | ${kb(brotli)} | ${reason ?? ''} |`,
  );
  const head = ['| part | functions | KB | brotli KB, alone | why |', '|---|---:|---:|---:|---|'];
  writeFileSync(
    TABLE,
    [
      '# What the wasm is made of',
      '',
      '<!-- Written by `npm run sizes` (tools/sizes.mjs, which keeps the reasons): do not edit. -->',
      '',
      `The core as it is sent: ${total}.`,
      '',
      '70 KB were wished for. What lies between is no waste that could be left out, but narration, refusals in words,',
      'presets, the report: each used on the first screen or in its first second. Theory is in a module of its own',
      '(`--features theory_only`), which the full page fetches after its first run: 11 KB less here, 49 KB there, because',
      'it brings parser, printing, allocator and tables along again. The compiler could leave out no more either: what',
      '`.cargo/config.toml` tells it makes the core smaller than `opt-level = "s"` does, and a tenth faster.',
      '',
      ...head,
      ...lines,
      '',
      LATER,
      '',
    ].join('\n'),
  );
  run('npx', ['prettier', '--write', '--log-level', 'warn', TABLE]);
  console.log(readFileSync(TABLE, 'utf8'));
});

/**
 * @param {string} part
 * @param {string} functions how many
 * @param {Buffer} bytes
 * @param {string | undefined} reason
 */
function row(part, functions, bytes, reason) {
  return { part, functions, bytes: bytes.length, brotli: brotliCompressSync(bytes).length, reason };
}

function kb(/** @type {number} */ bytes) {
  return (bytes / 1000).toFixed(1);
}

/**
 * The functions of a module with their names, and its data. https://webassembly.github.io/spec/core/binary/
 * @param {Buffer} wasm
 */
function readWasm(wasm) {
  let at = 8; // past magic number and version
  const number = () => {
    // LEB128: seven bits to a byte, the lowest first; the eighth says that another follows.
    for (let value = 0, scale = 1; ; scale *= 0x80) {
      const byte = wasm[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const slice = (length = number()) => wasm.subarray(at, (at += length));
  /** @type {Buffer[]} */
  const bodies = [];
  /** @type {Map<number, string>} */
  const names = new Map();
  let data = wasm.subarray(0, 0);
  while (at < wasm.length) {
    const id = wasm[at++];
    const end = number() + at;
    if (id === 10) {
      for (let left = number(); left > 0; left -= 1) bodies.push(slice());
    } else if (id === 11) {
      data = wasm.subarray(at, end);
    } else if (id === 0 && slice().toString() === 'name') {
      while (at < end) {
        const kind = wasm[at++];
        const subsection = number() + at;
        if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), slice().toString());
        at = subsection;
      }
    }
    at = end;
  }
  // Imported functions have the first numbers, and names too.
  const imported = Math.max(...names.keys()) + 1 - bodies.length;
  return { functions: bodies.map((body, index) => ({ name: names.get(index + imported) ?? '', body })), data };
}
