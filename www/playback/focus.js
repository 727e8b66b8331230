/**
 * What the person looks at: which panel at the side, which lane, and which request in it. It is not part of the run, so
 * it is not in the address. A request is known by its actor: after a poke the same one is looked at in the new run, if
 * it is there.
 */

/** @typedef {'log' | 'requests' | 'code'} Panel */
/** @typedef {'load' | 'hit_ratio' | 'latency' | 'stale_age'} Chart */
/**
 * @typedef {{ lane: number, row: number, x: number, y: number }} Hovered lane, row in it, and the pointer in the window
 */

/** The panels there are, in order. */
export const PANELS = /** @type {Panel[]} */ (['log', 'requests', 'code']);

/** @typedef {'readers' | 'apps' | 'cache' | 'lock' | 'database'} StageObject */

/** The charts there are, in order; one is drawn under the swim lanes of each lane. */
export const CHARTS = /** @type {Chart[]} */ (['load', 'hit_ratio', 'latency', 'stale_age']);

export class Focus {
  /** @param {() => void} redraw */
  constructor(redraw) {
    this.redraw = redraw;
    /** @type {Panel} */
    this.panel = 'log';
    /** Null: the first of those to show. @type {Chart | null} */
    this.chart = null;
    /**
     * The object on the stage whose menu is open.
     * @type {{ lane: number, name: StageObject, narrow: boolean } | null}
     */
    this.object = null;
    /** Null: the chosen strategy's, the last one. @type {number | null} */
    this.lane = null;
    /** @type {number | null} */
    this.actor = null;
    /** @type {Hovered | null} */
    this.hovered = null;
    /**
     * Where it was chosen, in the window: its card stands there when there is no room at the side.
     * @type {{ x: number, y: number } | null}
     */
    this.place = null;
  }

  /** Which lane is looked at. @param {number} lanes how many there are */
  laneOf(lanes) {
    return this.lane === null || this.lane >= lanes ? lanes - 1 : this.lane;
  }

  /** @param {Panel} panel */
  show(panel) {
    this.panel = panel;
    this.redraw();
  }

  /** @param {Focus['object']} object */
  open(object) {
    if (object === this.object) return;
    this.object = object;
    this.redraw();
  }

  /** @param {Chart} chart */
  draw(chart) {
    this.chart = chart;
    this.redraw();
  }

  /** The same request in another lane. @param {number} lane */
  look(lane) {
    this.lane = lane;
    this.redraw();
  }

  /** The actor looked at, in whichever lane. @param {import('../session/session.js').Lane[]} lanes */
  actorOf(lanes) {
    const { hovered } = this;
    return hovered ? (lanes[hovered.lane]?.run.requests.actor[hovered.row] ?? null) : this.actor;
  }

  /** @param {number} lane @param {number} actor @param {{ x: number, y: number } | null} [place] */
  choose(lane, actor, place = null) {
    this.lane = lane;
    this.actor = actor;
    this.place = place;
    this.hovered = null;
    this.redraw();
  }

  /** No request any more. @returns {boolean} whether there was one */
  clear() {
    if (this.actor === null && this.hovered === null) return false;
    this.actor = this.hovered = this.place = null;
    this.redraw();
    return true;
  }

  /** @param {Hovered | null} hovered */
  hover(hovered) {
    if (!hovered && !this.hovered) return;
    this.hovered = hovered;
    this.redraw();
  }
}
