/**
 * A canvas with many marks, stamped from a mask per shape and size, so that ten thousand take a millisecond or two:
 *
 *     mask (once)          stamped at its place, the stronger pixel wins
 *     ▗▇▖  ▟▙  ◢◣  ■       ·▪·▪▪··▪▪▪▪▪   → putImageData (once per frame)
 */

import { outlineOf } from '../kit/mark.js';
import { LOOKS, MARK } from './traffic.js';

/** The number of positions of a mark within a pixel. */
const PHASES = 4;
/** The length of the tail of a moving mark, in pixels. */
const TAIL = 9;

/**
 * @typedef {{ offsets: Int32Array, pixels: Uint32Array, reach: number }} Mask where its pixels are, from its middle,
 * and what they are
 */

export class Stamps {
  constructor() {
    this.canvas = document.createElement('canvas');
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.image = new ImageData(1, 1);
    this.pixels = new Uint32Array(0);
    /** Pixels of the screen to one of the style. */
    this.ratio = 1;
    /** The masks by look (standing, then moving) and phase. @type {Mask[][]} */
    this.masks = [];
    this.masks_key = '';
    /** The colour of each look. @type {string[]} */
    this.inks = [];
  }

  /** Reads the colours from the current style. @param {HTMLElement} place with an element for each look */
  readInks(place) {
    this.inks = Array.from(place.querySelectorAll('i'), (ink) => getComputedStyle(ink).color);
    this.masks_key = '';
  }

  /** An empty canvas of this size, in pixels of the style. @param {number} width @param {number} height */
  resize(width, height) {
    const { canvas } = this;
    this.ratio = devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    if (this.pixels.length && canvas.width === wide && canvas.height === high) {
      this.pixels.fill(0);
      return;
    }
    canvas.width = wide;
    canvas.height = high;
    canvas.style.inlineSize = `${width}px`;
    canvas.style.blockSize = `${height}px`;
    this.image = this.context.createImageData(wide, high);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * Stamps all marks on the empty canvas.
   * @param {number[]} marks @param {number} standing radius of those that wait
   * @param {number} moving and of those on the road
   * @param {boolean} still whether a tail shows where a moving mark comes from
   */
  paint(marks, standing, moving, still) {
    this.cutMasks(standing * this.ratio, moving * this.ratio);
    this.stamp(marks, still);
    this.context.putImageData(this.image, 0, 0);
  }

  /** @param {number} standing @param {number} moving radius, in pixels of the screen */
  cutMasks(standing, moving) {
    const key = `${standing} ${moving} ${this.canvas.width}`;
    if (key === this.masks_key) return;
    this.masks_key = key;
    this.masks = [standing, moving].flatMap((radius) => LOOKS.map((_, look) => this.cut(look, radius)));
  }

  /**
   * The masks of a shape at each position within a pixel.
   * @param {number} look
   * @param {number} radius
   * @returns {Mask[]}
   */
  cut(look, radius) {
    const { width } = this.canvas;
    const reach = Math.ceil(radius * 1.3) + 1;
    const side = 2 * reach + 1;
    const sheet = document.createElement('canvas');
    sheet.width = sheet.height = side;
    const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d', { willReadFrequently: true }));
    const role = LOOKS[look];
    pen.fillStyle = this.inks[look];
    return Array.from({ length: PHASES }, (_, phase) => {
      pen.clearRect(0, 0, side, side);
      pen.fill(new Path2D(outlineOf(role === 'ask' ? 'hit' : role, reach + phase / PHASES + 0.5, reach + 0.5, radius)));
      const all = new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer);
      const inside = Array.from(all.keys()).filter((i) => all[i] >>> 24);
      return {
        reach,
        offsets: Int32Array.from(inside, (i) => (Math.floor(i / side) - reach) * width + (i % side) - reach),
        pixels: Uint32Array.from(inside, (i) => all[i]),
      };
    });
  }

  /** @param {number[]} marks @param {boolean} still */
  stamp(marks, still) {
    const { ratio, pixels, masks } = this;
    const { width, height } = this.canvas;
    for (let i = 0; i < marks.length; i += MARK) {
      const x = marks[i + 1] * ratio;
      const y = Math.round(marks[i + 2] * ratio);
      const left = Math.floor(x);
      const mask = masks[marks[i + 3] + (marks[i + 4] ? LOOKS.length : 0)][Math.floor((x - left) * PHASES)];
      const { reach } = mask;
      if (left < reach || y < reach || left >= width - reach || y >= height - reach) continue;
      const place = y * width + left;
      for (let j = 0; j < mask.pixels.length; j++) {
        const pixel = place + mask.offsets[j];
        if (mask.pixels[j] >>> 24 > pixels[pixel] >>> 24) pixels[pixel] = mask.pixels[j];
      }
      if (still && marks[i + 4]) this.trail(place, left, marks[i + 4], mask.pixels);
    }
  }

  /**
   * A thin tail on the side a mark comes from.
   * @param {number} place @param {number} left @param {number} heading @param {Uint32Array} ink
   */
  trail(place, left, heading, ink) {
    const { pixels } = this;
    const faint = ((ink[ink.length >> 1] & 0xffffff) | 0x50000000) >>> 0;
    for (let step = 1; step <= TAIL * this.ratio; step++) {
      const column = left - heading * step;
      if (column < 0 || column >= this.canvas.width) return;
      const pixel = place - heading * step;
      if (faint >>> 24 > pixels[pixel] >>> 24) pixels[pixel] = faint;
    }
  }
}
