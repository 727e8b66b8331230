// Finds the texts of a page that are too small, overflow their containers, or overlap. `Texts` runs in the page; a test
// calls it by `faultsOfTexts`.

/** @param {import('@playwright/test').Page} page @returns {Promise<string[]>} what is wrong, each in one line */
export const faultsOfTexts = (page) => page.evaluate(`(${Texts}).faults()`);

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/**
 * An element as a text in it sees it: whether it hides what is in it, floats over the rest, is a card that no text may
 * leave, cuts off what leaves it, can be scrolled, and ends what it cuts with an ellipsis.
 * @typedef {object} Around
 * @property {Box} box
 * @property {boolean} hidden
 * @property {boolean} floats
 * @property {boolean} card
 * @property {boolean} cuts
 * @property {boolean} scrolls
 * @property {boolean} ellipsis
 */

class Texts {
  /** The least size of a text, and how far a line may come into another: its letters do not fill its box. */
  static SIZE_MIN = 13;
  static SLACK = { x: 1, y: 3 };
  /** What a text may not leave. */
  static CARDS = '.lane, .side, .timeline, .settings, .help, .compare, .share, .ask, .pokes, .transport, .top, .head';

  static faults() {
    const all = new Texts();
    all.walk(document.body);
    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider > 0) all.found.add(`the page is ${wider} px wider than its window`);
    all.overlaps();
    return [...all.found];
  }

  constructor() {
    /** @type {{ text: string, box: Box, layer: Element | null, owner: Element }[]} */
    this.texts = [];
    /** @type {Set<string>} */
    this.found = new Set();
    /** What is known of each element: most of them are around many texts. @type {Map<Element, Around>} */
    this.known = new Map();
  }

  /** @param {Element} one @returns {Around} */
  around(one) {
    const known = this.known.get(one);
    if (known) return known;
    const { opacity, clipPath, position, overflowX, overflowY, textOverflow } = getComputedStyle(one);
    const cuts = !(one instanceof SVGElement) && (overflowX !== 'visible' || overflowY !== 'visible');
    const around = {
      box: one.getBoundingClientRect(),
      hidden: opacity === '0' || clipPath.startsWith('inset(50%'),
      floats: /fixed|sticky/.test(position),
      card: one.matches(Texts.CARDS),
      cuts,
      scrolls: cuts && /auto|scroll/.test(overflowX + overflowY),
      ellipsis: textOverflow === 'ellipsis',
    };
    this.known.set(one, around);
    return around;
  }

  /** @param {Element} one @returns {Element | null} */
  above(one) {
    return one.assignedSlot ?? one.parentElement ?? /** @type {ShadowRoot} */ (one.getRootNode()).host ?? null;
  }

  /** @param {Element} one */
  name(one) {
    const classes = one.getAttribute('class')?.trim().replace(/\s+/g, '.');
    return one.localName + (classes ? `.${classes}` : '');
  }

  /** Every text below a node, through shadow trees; what is shown of a control is one too. @param {Node} node */
  walk(node) {
    if (node instanceof Text) {
      const owner = node.parentElement;
      if (!owner?.checkVisibility() || !node.data.trim()) return;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = node.data.trim().replace(/\s+/g, ' ').slice(0, 40);
      for (const box of range.getClientRects()) if (box.width > 1) this.put(owner, box, text);
    } else if (node instanceof HTMLSelectElement || (node instanceof HTMLInputElement && /text|num/.test(node.type))) {
      if (!node.checkVisibility()) return;
      const { left, right, top, bottom } = node.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      const half = Math.min(bottom - top, 18) / 2;
      this.put(node, { left, right, top: middle - half, bottom: middle + half }, `[${node.value}]`);
    } else if (!(node instanceof HTMLStyleElement)) {
      if (node instanceof Element && node.shadowRoot) this.walk(node.shadowRoot);
      for (const child of node.childNodes) this.walk(child);
    }
  }

  /**
   * Notes a text with what can be seen of it; whatever floats is another layer, over the rest.
   * @param {Element} owner @param {Box} box @param {string} text
   */
  put(owner, box, text) {
    const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    /** @type {Element | null} */
    let layer = null;
    let scrolls = false;
    for (let one = /** @type {Element | null} */ (owner); one; one = this.above(one)) {
      const around = this.around(one);
      if (around.hidden) return;
      if (!layer && around.floats) layer = one;
      const out = box.left < around.box.left - 1 || box.right > around.box.right + 1;
      if (!scrolls && out && around.card) this.found.add(`"${text}" leaves ${this.name(one)}`);
      if (!around.cuts) continue;
      scrolls ||= around.scrolls;
      if (!scrolls && out && !around.ellipsis) this.found.add(`"${text}" is cut by ${this.name(one)}`);
      seen.left = Math.max(seen.left, around.box.left);
      seen.right = Math.min(seen.right, around.box.right);
      seen.top = Math.max(seen.top, around.box.top);
      seen.bottom = Math.min(seen.bottom, around.box.bottom);
    }
    if (seen.right - seen.left < 2 || seen.bottom - seen.top < 2) return;
    const size = parseFloat(getComputedStyle(owner).fontSize);
    if (size < Texts.SIZE_MIN) this.found.add(`"${text}" is ${size} px in ${this.name(owner)}`);
    this.texts.push({ text, box: seen, layer, owner });
  }

  /** Finds the texts of one layer that lie on one another. */
  overlaps() {
    const { SLACK } = Texts;
    this.texts.sort((a, b) => a.box.top - b.box.top);
    for (const [i, one] of this.texts.entries()) {
      for (let j = i + 1; j < this.texts.length && this.texts[j].box.top < one.box.bottom - SLACK.y; j++) {
        const other = this.texts[j];
        if (other.owner === one.owner || other.layer !== one.layer) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        if (across > SLACK.x && down > SLACK.y)
          this.found.add(`"${one.text}" (${this.name(one.owner)}) lies on "${other.text}" (${this.name(other.owner)})`);
      }
    }
  }
}
