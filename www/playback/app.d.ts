/**
 * What every view is given besides its place: one playground, as the views of it see it.
 *
 * A view is `create(place, app) → { render(cursor) }`. `place` is the element it lives in and draws into; a view of one
 * lane reads which one from `place.dataset.lane`. `render` is called on every frame that is drawn and looks up what it
 * shows in `app` and at the cursor; a view keeps no copy of what is there. What it wants done it asks of `commands`,
 * and whatever it has changed it follows by `redraw()`. Which view lives where is one table: `frame/views.js`.
 */

import type { Session } from '../session/session.js';
import type { Commands } from './commands.js';
import type { Focus } from './focus.js';
import type { Cursor } from './player.js';

export interface App {
  /** The scenario, its lanes and their runs, how they change, and the problems that are told. */
  session: Session;
  /** All that a person can ask for, by button, key or script. */
  commands: Commands;
  /** What the person looks at: the panel, the lane, the request, the object. */
  focus: Focus;
  /** What is open, and what may be seen. Views read it; commands and the element's attributes change it. */
  look: Look;
  /** Draws everything on the next frame: once, however often it is asked for. There is no other way to ask. */
  redraw(): void;
  /** Tells the page around the element, by an event that bubbles. */
  emit(name: string, detail: object): void;
  /** The tree that all places are in: for styles, for the keyboard focus, and to measure. */
  shadow: ShadowRoot;
  /** The address of the full page, for links; '' where it has none. */
  page: string;
  /** Where the learner stands in the lesson; null where no step of it is shown. */
  lesson: import('../lesson/lesson.js').Lesson | null;
}

/** What is open, and what may be seen. */
export interface Look {
  settings_open: boolean;
  help_open: boolean;
  /** The one panel that is open. While the run is veiled it is not shown. */
  panel: Panel | null;
  /** Whether keys are commands. */
  keys_on: boolean;
  /** Nothing may be seen of what is to come: a question about the run is open. The player is held at the start. */
  veiled: boolean;
  /** The number of the run that a quiz asks for; null without a quiz. */
  quiz: string | null;
  /** The quiz's question in a teacher's own words; '' for the usual ones. */
  quiz_text: string;
  /** The parts of the playground to show; null for all. */
  panels: string[] | null;
  /** Whether there are buttons for presets, comparison, settings, share and help. */
  controls: boolean;
}

/** Of these panels one is open, or none. */
export type Panel = 'presets' | 'compare' | 'pokes' | 'share' | 'table' | 'ask';

/** Any change of a playground, as `update` of the element takes it. */
export interface Patch {
  /** Another run, and where to stand in it. */
  place?: import('../line/place.js').Place;
  /** The cursor; with a place, from when that is there. */
  at_ns?: number;
  playing?: boolean;
  /** Held at the start, the rest veiled, until a question is answered. */
  held?: boolean;
  /** The slowdown, as an exponent of two. */
  speed?: number;
  settings_open?: boolean | 'toggle';
  help_open?: boolean | 'toggle';
  /** The panel to open, or to close if it is the one that is open; null closes any. */
  panel?: Panel | null;
  keys_on?: boolean;
}

export interface View {
  /** Shows the run as it is at the cursor. */
  render(cursor: Cursor): void;
  /**
   * For views that can be pointed at: the row of the request nearest to a point of the place, -1 when none is within
   * reach. All three are in pixels from its upper left corner.
   */
  nearest?(x: number, y: number, reach: number): number;
}

/** Makes a view in its place. */
export type Create = (place: any, app: App) => View;
