/**
 * The animation clock. It runs while the run plays and is visible. Off screen, in a hidden tab and while paused, no
 * callback is scheduled.
 */

/** The step of play under reduced motion, in real milliseconds. */
export const STEP_REAL_MS = 500;
/** The longest jump of the cursor after a stall or a hidden tab, in real milliseconds. */
const LEAP_MS = 100;

export class Clock {
  /**
   * @param {Element} element the element that must be visible
   * @param {(real_ms: number) => void} frame called with the real time since the last one
   */
  constructor(element, frame) {
    this.frame = frame;
    this.element = element;
    this.wanted = false;
    this.visible = true;
    this.request = 0;
    this.last_ms = 0;
    this.observer = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      this.settle();
    });
    this.settle = this.settle.bind(this);
    this.run = this.run.bind(this);
  }

  connect() {
    this.observer.observe(this.element);
    document.addEventListener('visibilitychange', this.settle);
  }

  disconnect() {
    this.observer.disconnect();
    document.removeEventListener('visibilitychange', this.settle);
    this.want(false);
  }

  /** @param {boolean} wanted */
  want(wanted) {
    this.wanted = wanted;
    this.settle();
  }

  settle() {
    const ticking = this.wanted && this.visible && document.visibilityState === 'visible';
    if (ticking && !this.request) {
      this.last_ms = performance.now();
      this.request = requestAnimationFrame(this.run);
    } else if (!ticking && this.request) {
      cancelAnimationFrame(this.request);
      this.request = 0;
    }
  }

  /** @param {number} now_ms */
  run(now_ms) {
    const real_ms = Math.min(Math.max(0, now_ms - this.last_ms), LEAP_MS);
    this.last_ms = now_ms;
    this.request = requestAnimationFrame(this.run);
    this.frame(real_ms);
  }
}
