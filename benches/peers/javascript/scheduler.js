// A small hand-written simulator: a process is a generator that yields what it waits for, and the event queue is a
// binary heap in typed arrays.
//
//   yield 50        sleeps for 50 ticks
//   yield WAITING   waits until something calls `wake`, because the process is in its queue

/** @typedef {Generator<number, void, void>} Process */

export const WAITING = -1;

export class Scheduler {
  constructor() {
    this.now = 0;
    this.sequence = 0;
    this.size = 0;
    /** The columns of the heap: the time of each event, its sequence number, and the slot of its process. */
    this.times = new Float64Array(1024);
    this.sequences = new Float64Array(1024);
    this.slots = new Int32Array(1024);
    /** @type {Process[]} by slot */
    this.processes = [];
    /** @type {number[]} the free slots */
    this.free = [];
    /** @type {Process[]} the processes that are ready now, in order */
    this.ready = [];
    /** @type {Process | null} the running process */
    this.current = null;
  }

  /** Doubles the capacity of the heap. */
  grow() {
    const { times, sequences, slots } = this;
    this.times = new Float64Array(2 * times.length);
    this.times.set(times);
    this.sequences = new Float64Array(2 * times.length);
    this.sequences.set(sequences);
    this.slots = new Int32Array(2 * times.length);
    this.slots.set(slots);
  }

  spawn(/** @type {Process} */ process) {
    this.ready.push(process);
  }

  wake(/** @type {Process} */ process) {
    this.ready.push(process);
  }

  /** Runs until there are no more events. */
  run() {
    for (;;) {
      // The list may grow during the loop, because processes wake others.
      for (let index = 0; index < this.ready.length; index += 1) this.step(this.ready[index]);
      this.ready.length = 0;
      if (this.size === 0) return;
      this.now = this.times[0];
      const slot = this.slots[0];
      this.pop();
      const process = this.processes[slot];
      this.free.push(slot);
      this.step(process);
    }
  }

  step(/** @type {Process} */ process) {
    this.current = process;
    const { value, done } = process.next();
    if (!done && value !== WAITING) this.push(this.now + value, process);
  }

  push(/** @type {number} */ time, /** @type {Process} */ process) {
    const slot = this.free.pop() ?? this.processes.length;
    this.processes[slot] = process;
    if (this.size === this.times.length) this.grow();
    const { times, sequences, slots } = this;
    const sequence = this.sequence++;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // With equal times, the older event stays above.
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      sequences[hole] = sequences[parent];
      slots[hole] = slots[parent];
      hole = parent;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    slots[hole] = slot;
  }

  /** Removes the root. The last event replaces it and sinks to its place. */
  pop() {
    const { times, sequences, slots } = this;
    const last = --this.size;
    const time = times[last];
    const sequence = sequences[last];
    const slot = slots[last];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      const right = child + 1;
      if (
        right < last &&
        (times[right] < times[child] || (times[right] === times[child] && sequences[right] < sequences[child]))
      )
        child = right;
      if (time < times[child] || (time === times[child] && sequence < sequences[child])) break;
      times[hole] = times[child];
      sequences[hole] = sequences[child];
      slots[hole] = slots[child];
      hole = child;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    slots[hole] = slot;
  }
}

/** A number of places, such as servers or connections, for which processes queue. */
export class Places {
  /**
   * @param {Scheduler} scheduler
   * @param {number} places
   */
  constructor(scheduler, places) {
    this.scheduler = scheduler;
    this.free = places;
    this.queue = new Queue();
  }

  /** Whether the caller has a place now. Otherwise it is in the queue: `if (!places.acquire()) yield WAITING`. */
  acquire() {
    if (this.free > 0) {
      this.free -= 1;
      return true;
    }
    this.queue.push(/** @type {Process} */ (this.scheduler.current));
    return false;
  }

  /** Passes the place to the first process in the queue. */
  release() {
    const next = this.queue.shift();
    if (next) this.scheduler.wake(next);
    else this.free += 1;
  }
}

/** A first-in, first-out queue. The `shift` of an array would move all items. */
class Queue {
  constructor() {
    /** @type {Process[]} */
    this.items = [];
    this.first = 0;
  }

  push(/** @type {Process} */ process) {
    this.items.push(process);
  }

  shift() {
    if (this.first === this.items.length) return undefined;
    const process = this.items[this.first++];
    if (2 * this.first > this.items.length && this.first > 64) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return process;
  }
}
