/**
 * The user's code in a link: the strategy that it was made from, a full stop, and the text, compressed by deflate and
 * encoded in URL-safe base64. 2 KB of text take about 1,000 characters.
 */

/**
 * The limit of unpacked bytes, which is more than the core accepts. Without it a few packed bytes could unpack to any
 * number.
 */
const BYTES_MAX = 16_384;

/** @param {string} base @param {string} text */
export async function pack(base, text) {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(text), Infinity);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `${base}.${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/**
 * Unpacks code; null if it cannot be read.
 * @param {string} packed
 * @returns {Promise<{ base: string, text: string } | null>}
 */
export async function unpack(packed) {
  const [, base, data] = /^([a-z_]{0,40})\.([\w-]+)$/.exec(packed) ?? [];
  if (data === undefined) return null;
  try {
    const binary = atob(data.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const text = await through(new DecompressionStream('deflate-raw'), bytes, BYTES_MAX);
    return { base, text: new TextDecoder('utf-8', { fatal: true }).decode(text) };
  } catch {
    return null;
  }
}

/**
 * @param {CompressionStream | DecompressionStream} stream @param {Uint8Array<ArrayBuffer>} bytes @param {number} most
 */
async function through(stream, bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  /** @type {number[]} */
  const all = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (all.length + part.value.length > most) throw new RangeError('too much');
    for (const byte of part.value) all.push(byte);
  }
  return Uint8Array.from(all);
}
