// The licences of third-party code in dist/: the crates in the core, the packages in the page, and Rust's standard
// library. All parts are found by the lock files. A licence that is not on the list fails the build.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { capture, Failure, ROOT } from '../setup/commands.mjs';
import { WASM_TARGET } from '../setup/cores.mjs';

/** The licences that may be shipped. They require a notice, and nothing from the page around the playground. */
const ALLOWED = ['MIT', 'ISC', 'BSD-3-Clause', 'Apache-2.0', 'Unicode-3.0'];
/** The file with the notices beside our own licence, so that the packaged crate has them too. */
const KEPT = path.join(ROOT, 'LICENSE-THIRD-PARTY');

/**
 * @typedef {{ name: string, licence: string, folder: string }} Part a crate or package, with the version in its name
 */

/**
 * The text of all notices. A text that several parts have is there once.
 * @returns {string}
 */
export function notices() {
  /** @type {Map<string, string[]>} */
  const parts = new Map();
  for (const part of [...crates(), ...packages()]) {
    const text = textOf(part);
    parts.set(text, [...(parts.get(text) ?? []), part.name]);
  }
  const standard = `Copyright (c) The Rust Project Contributors\n\n${permission()}`;
  parts.set(standard, [...(parts.get(standard) ?? []), "Rust's standard library"]);
  const sections = [...parts].map(([text, names]) => `${names.join('\n')}\n${'-'.repeat(70)}\n\n${text}\n`);
  return `The Cache-Aside Playground contains what others wrote, under these licences.\n\n\n${sections.join('\n\n')}`;
}

/** Writes the notices to their file. */
export function keepNotices() {
  writeFileSync(KEPT, notices());
}

/** Throws if the file differs from the notices that the lock files require. */
export function checkNotices() {
  if (readFileSync(KEPT, 'utf8') !== notices())
    throw new Failure('LICENSE-THIRD-PARTY is not what the lock files say: run `npm run build` and commit it.');
}

/**
 * The crates that are compiled into the core. Crates that run only at compile time (macros, build scripts) are left
 * out.
 * @returns {Part[]}
 */
function crates() {
  const args = ['metadata', '--locked', '--format-version', '1', '--filter-platform', WASM_TARGET];
  const metadata = capture('cargo', args);
  if (metadata === null) throw new Failure('cargo metadata --locked fails: is Cargo.lock complete?');
  const { packages, resolve } = JSON.parse(metadata);
  const byId = new Map(packages.map((/** @type {any} */ one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((/** @type {any} */ node) => [node.id, node]));
  const isMacro = (/** @type {any} */ one) =>
    one.targets.some((/** @type {any} */ { kind }) => kind.includes('proc-macro'));
  const found = new Set([resolve.root]);
  for (const id of found) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      const linked = dep_kinds.some((/** @type {any} */ { kind }) => kind === null);
      if (linked && !isMacro(byId.get(pkg))) found.add(pkg);
    }
  }
  found.delete(resolve.root);
  const parts = [...found].map((id) => {
    const { name, version, license, manifest_path } = byId.get(id);
    return { name: `${name} ${version}`, licence: license ?? '', folder: path.dirname(manifest_path) };
  });
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The packages that may be bundled into the page: all but those for development.
 * @returns {Part[]}
 */
function packages() {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([place, { dev, devOptional }]) => place && !dev && !devOptional)
    .map(([place, { version, license }]) => ({
      name: `${place.replace(/^.*node_modules\//, '')} ${version}`,
      licence: license ?? '',
      folder: path.join(ROOT, place),
    }));
}

/** The text of the licence that a part is used under. @param {Part} part */
function textOf({ name, licence, folder }) {
  const chosen = choose(licence);
  if (!chosen) {
    throw new Failure(`${name} is under "${licence}", which is not on the list in tools/site/licences.mjs.`);
  }
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying)/i.test(file));
  const texts = chosen.map((id) => {
    const [word] = id.split('-');
    const own = files.find((file) => file.toUpperCase().includes(`-${word.toUpperCase()}`));
    const file = own ?? (files.length === 1 ? files[0] : undefined);
    if (!file) throw new Failure(`${name} has no file with its licence, ${id}.`);
    return readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  });
  return texts.join('\n\n');
}

/**
 * The licences to use from an SPDX expression: of alternatives, the one that comes first on the list; of licences that
 * apply together, all. Null if a licence that is needed is not on the list.
 * @param {string} expression such as `(MIT OR Apache-2.0) AND ISC`
 * @returns {string[] | null}
 */
export function choose(expression) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  /** @returns {string[] | null} */
  const one = () => {
    const token = tokens.shift() ?? '';
    if (token !== '(') return ALLOWED.includes(token) ? [token] : null;
    const inner = either();
    tokens.shift();
    return inner;
  };
  const all = () => {
    let chosen = one();
    while (tokens[0] === 'AND') {
      tokens.shift();
      const next = one();
      chosen = chosen && next && [...chosen, ...next];
    }
    return chosen;
  };
  const either = () => {
    const choices = [all()];
    while (tokens[0] === 'OR') {
      tokens.shift();
      choices.push(all());
    }
    const rank = (/** @type {string[]} */ ids) => Math.max(...ids.map((id) => ALLOWED.indexOf(id)));
    const allowed = choices.filter((choice) => choice !== null);
    return allowed.sort((a, b) => rank(a) - rank(b))[0] ?? null;
  };
  const chosen = either();
  return tokens.length ? null : chosen;
}

/** The text of the MIT licence without its copyright line, from our own licence. */
function permission() {
  const text = readFileSync(path.join(ROOT, 'LICENSE-MIT'), 'utf8');
  return text.slice(text.indexOf('Permission is hereby granted')).trim();
}
