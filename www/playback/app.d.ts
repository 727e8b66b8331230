/**
 * The interface of a playground for its views. Every view gets it, besides its place.
 *
 * A view is `create(place, app) → { render(cursor) }`. `place` is the element that it draws into; the view of a lane
 * finds the lane's number in `place.dataset.lane`. `render` is called on every drawn frame. It reads the state from
 * `app` and the cursor, and keeps no copy of it. A view changes the state by `commands`, and calls `redraw()` after any
 * other change. The table of places and views is in `frame/views.js`.
 */

import type { Session } from '../session/session.js';
import type { Commands } from './commands.js';
import type { Focus } from './focus.js';
import type { Cursor } from './player.js';

export interface App {
  /** The scenario, its lanes and runs, changes to them, and the current problems. */
  session: Session;
  /** All actions of the user, by button, key or script. */
  commands: Commands;
  /** The user's selection: panel, lane, request and object. */
  focus: Focus;
  /** What is open, visible and allowed. Views read it; commands and the element's attributes change it. */
  display: Display;
  /** Draws everything on the next frame, once, no matter how often it is called. It is the only way to redraw. */
  redraw(): void;
  /** Notifies the page around the element by an event that bubbles. */
  emit(name: string, detail: object): void;
  /** The shadow root with all places: for styles, keyboard focus and measurements. */
  shadow: ShadowRoot;
  /** The address of the full page, for links; '' if there is none. */
  page: string;
  /** The lesson's state; null if no step is shown. */
  lesson: import('../lesson/lesson.js').Lesson | null;
  /** The check's state while it is shown; it takes the place of the lesson's card. */
  check: import('../check/check.js').Check | null;
}

/** What is open, visible and allowed. */
export interface Display {
  settings_open: boolean;
  help_open: boolean;
  /** The open panel, if any. It is hidden while the run is veiled. */
  panel: Panel | null;
  /** Whether keyboard shortcuts are active. */
  keys_on: boolean;
  /** Whether the run is hidden because a question about it is open. The player is held at the start. */
  veiled: boolean;
  /** The name of the number that the quiz asks about; null without a quiz. */
  quiz: string | null;
  /** The quiz's question in a teacher's words; '' for the default. */
  quiz_text: string;
  /** The parts of the playground to show; null for all. */
  panels: string[] | null;
  /** Whether code may be edited, and whether drafts may be stored on the device. */
  editing: boolean;
  keeps: boolean;
  /** The permissions given by the host. */
  may: May;
}

/** What the user may change and open. */
export interface May {
  strategies: boolean;
  compare: boolean;
  pokes: boolean;
  settings: boolean;
  share: boolean;
  help: boolean;
  /** Strategies, pokes and settings together: the user may open any run. */
  all: boolean;
}

/** The panels of which at most one is open. */
export type Panel = 'presets' | 'compare' | 'orders' | 'pokes' | 'share' | 'table' | 'ask' | 'legend' | 'real';

/** A change of a playground, for the element's `update`. */
export interface Patch {
  /** Another run, and the cursor in it. */
  place?: import('../line/place.js').LinkState;
  /** The cursor; together with a link, it is set when its run is loaded. */
  at_ns?: number;
  /** With a place: whether it plays once it is there, whatever `autoplay` says. */
  playing?: boolean;
  /** Whether the player is held at the start, and the run veiled, until a question is answered. */
  held?: boolean;
  /** The slowdown, as an exponent of two. */
  speed?: number;
  settings_open?: boolean | 'toggle';
  help_open?: boolean | 'toggle';
  /** The panel to open, or to close if it is open; null closes any panel. */
  panel?: Panel | null;
  keys_on?: boolean;
}

export interface View {
  /** Draws the run at the cursor. */
  render(cursor: Cursor): void;
  /**
   * For views with requests to point at: the row of the request nearest to a point, or -1 if none is within reach. All
   * three arguments are in pixels; the point is relative to the upper left corner of the place.
   */
  nearest?(x: number, y: number, reach: number): number;
}

/** Creates a view in its place. */
export type Create = (place: any, app: App) => View;
