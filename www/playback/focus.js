/**
 * The user's selection: the side panel, the lane, and the request in it. It is not part of the run, so it is not in the
 * address. A request is identified by its actor: after a poke the same request stays selected in the new run, if it
 * exists there.
 */

/** @typedef {'log' | 'requests' | 'code'} Panel */
/** @typedef {'load' | 'hit_ratio' | 'latency' | 'stale_age'} Chart */
/**
 * @typedef {{ lane: number, row: number, x: number, y: number }} Hovered lane, row in it, and the pointer's position in
 * the browser window
 */

/** The side panels, in order. */
export const PANELS = /** @type {Panel[]} */ (['log', 'requests', 'code']);

/** @typedef {'readers' | 'apps' | 'cache' | 'lock' | 'database'} StageObject */

/** The charts, in order. One is drawn under the swim lanes of each lane. */
export const CHARTS = /** @type {Chart[]} */ (['load', 'hit_ratio', 'latency', 'stale_age']);

export class Focus {
  /** @param {() => void} redraw */
  constructor(redraw) {
    this.redraw = redraw;
    /** @type {Panel} */
    this.panel = 'log';
    /** The selected chart; null for the first one. @type {Chart | null} */
    this.chart = null;
    /**
     * The object on the stage whose menu is open.
     * @type {{ lane: number, name: StageObject, narrow: boolean } | null}
     */
    this.object = null;
    /** The selected lane; null for the last one, which has the chosen strategy. @type {number | null} */
    this.lane = null;
    /** @type {number | null} */
    this.actor = null;
    /** @type {Hovered | null} */
    this.hovered = null;
    /**
     * The position at which it was selected, in the browser window. Its card is shown there if there is no room at the
     * side.
     * @type {{ x: number, y: number } | null}
     */
    this.place = null;
  }

  /** The selected lane. @param {number} lanes the number of lanes */
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

  /** Selects a lane, with the same request. @param {number} lane */
  selectLane(lane) {
    this.lane = lane;
    this.redraw();
  }

  /** The selected actor, in any lane. @param {import('../session/session.js').Lane[]} lanes */
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

  /** Clears the selected request. @returns {boolean} whether there was one */
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
