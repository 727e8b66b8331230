// Makes the PNG of a screenshot smaller: 256 colours at most, each pixel the nearest of them, and the best compression.
// Pages of flat colours hardly lose by it; edges of letters lose shades that nobody tells apart.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

import { Failure } from './setup.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param {Buffer} png of 8-bit RGB or RGBA, not interlaced @returns {Buffer} */
export function shrink(png) {
  // One that has been made small already.
  if (png[25] === 3) return png;
  const { width, height, channels, rows } = decode(png);
  /** @type {Map<number, number>} */
  const counts = new Map();
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels;
    const colour = (rows[at] << 16) | (rows[at + 1] << 8) | rows[at + 2];
    colours[i] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = choose(counts);
  /** @type {Map<number, number>} */
  const nearest = new Map();
  for (const colour of counts.keys()) nearest.set(colour, nearestOf(palette, colour));
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = nearest.get(colours[y * width + x]) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The colours to keep: the most frequent ones that are not nearly the same as one that is kept.
 * @param {Map<number, number>} counts
 */
function choose(counts) {
  const by_count = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  // The finest distance at which 256 colours are enough.
  for (let apart = 0; ; apart = apart ? apart * 1.5 : 4) {
    /** @type {number[]} */
    const kept = [];
    for (const colour of by_count) {
      if (kept.length > 256) break;
      if (!kept.some((other) => distance(colour, other) <= apart)) kept.push(colour);
    }
    if (kept.length <= 256) return kept;
  }
}

/** @param {number[]} palette @param {number} colour */
function nearestOf(palette, colour) {
  let best = 0;
  for (let i = 1; i < palette.length; i++) if (distance(palette[i], colour) < distance(palette[best], colour)) best = i;
  return best;
}

/** Squared, in red, green and blue. @param {number} a @param {number} b */
function distance(a, b) {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

/** @param {Buffer} png */
function decode(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Failure('not a PNG');
  const parts = [];
  let header = png;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') parts.push(body);
    at += length + 12;
  }
  const [width, height, depth, colour, , , interlaced] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    ...header.subarray(8),
  ];
  const channels = colour === 6 ? 4 : 3;
  if (depth !== 8 || (colour !== 2 && colour !== 6) || interlaced) throw new Failure('a PNG of another kind');
  return {
    width,
    height,
    channels,
    rows: unfilter(inflateSync(Buffer.concat(parts)), height, width * channels, channels),
  };
}

/** Undoes the filters of all lines. @param {Buffer} lines @param {number} height @param {number} stride @param {number} step */
function unfilter(lines, height, stride, step) {
  const out = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= step ? out[at - step] : 0;
      const above = y > 0 ? out[at - stride] : 0;
      const corner = x >= step && y > 0 ? out[at - stride - step] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      out[at] = lines[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

/** @param {number} left @param {number} above @param {number} corner */
function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(guess - value));
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** @param {string} type @param {Buffer} body */
function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
