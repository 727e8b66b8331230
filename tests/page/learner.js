// A simulated learner who follows only what the page says: bets, presses the main button, and moves the slider that
// opens.

import { expect } from './playground.js';
import { STEPS, WORKLOADS, ORDER } from '../../www/lesson/steps.js';
import { lessonWords as words } from '../../www/lesson/words.js';

/**
 * What is chosen where a field opens: the value, and which way the slider goes.
 * @type {Record<string, { value: string, key?: string }>}
 */
const CHOSEN = {
  negative_ttl: { value: '5s', key: 'ArrowRight' },
  write_policy: { value: 'invalidate' },
  strategy: { value: 'lease' },
  ttl: { value: '2s', key: 'ArrowLeft' },
  lock_ttl: { value: '200ms', key: 'ArrowLeft' },
  beta: { value: '2', key: 'ArrowRight' },
  grace: { value: '200ms', key: 'ArrowLeft' },
  lock_release: { value: 'owner' },
};
/** No task needs more presses of the button than this. */
const PRESSES_MAX = 40;

/**
 * Moves a slider to a value as a finger would: through the stops on the way, and lets go.
 * @param {import('@playwright/test').Locator} control @param {string} value as it is written beside the slider
 */
export const slideTo = (control, value) =>
  control.evaluate((input, wanted) => {
    const slider = /** @type {HTMLInputElement} */ (input);
    for (let stop = 0; stop <= Number(slider.max); stop++) {
      slider.value = String(stop);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      if (slider.nextElementSibling?.textContent === wanted) break;
    }
    slider.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);

export class Learner {
  /** @param {import('@playwright/test').Page} page @param {'keyboard' | 'touch'} by */
  constructor(page, by) {
    this.page = page;
    this.by = by;
    this.element = page.locator('cache-aside-playground');
    this.card = this.element.locator('.lesson');
    this.primary = this.element.locator('.lesson-next .primary');
  }

  /** @param {number} number @param {string} [path] */
  async open(number, path = `./lesson.html#step=${number}`) {
    await this.page.goto('about:blank');
    await this.page.goto(path);
    await expect(this.card).toHaveAttribute('data-phase', /./);
    await expect(this.element.locator('.lane').first()).toBeVisible();
    return this;
  }

  phase() {
    return this.card.getAttribute('data-phase');
  }

  /** @param {import('@playwright/test').Locator} button */
  async press(button) {
    if (this.by === 'touch') return button.tap();
    // A button that is disabled takes no focus, and the key would go to another one.
    await expect(button).toBeEnabled();
    await button.focus();
    await this.page.keyboard.press('Enter');
  }

  /** Answers everything there is to answer, with the first answer. @param {number} number */
  async bet(number) {
    const { bet } = STEPS[number - 1];
    if (bet === 'sort')
      for (let i = 0; i < WORKLOADS.length; i++)
        await this.press(this.card.locator('.sorted li').nth(i).getByRole('button', { name: 'Fits', exact: true }));
    else if (bet === 'order')
      for (let left = ORDER.length; left > 0; left--) {
        await expect(this.card.locator('.order .options button')).toHaveCount(left);
        await this.press(this.card.locator('.order .options button').first());
      }
    else
      for (const question of await this.card.locator('fieldset.bet').all())
        await this.press(question.getByRole('button').first());
    await expect(this.card).toHaveAttribute('data-phase', 'do');
  }

  /** Does all tasks of the step. */
  async do() {
    for (let press = 0; (await this.phase()) === 'do'; press++) {
      expect(press, 'presses of the one button').toBeLessThan(PRESSES_MAX);
      await expect.poll(async () => (await this.phase()) !== 'do' || (await this.primary.isEnabled())).toBe(true);
      if ((await this.phase()) !== 'do') break;
      const ticked = await this.ticked();
      const at = await this.cursor();
      await this.press(this.primary);
      await expect
        .poll(
          async () =>
            (await this.ticked()) > ticked ||
            (await this.cursor()) !== at ||
            (await this.field()) !== null ||
            !(await this.primary.isEnabled()),
        )
        .toBe(true);
      if ((await this.ticked()) === ticked && (await this.field()) !== null) await this.choose();
      // By keyboard the learner jumps to the end of what is to be watched; by touch it plays.
      if (this.by === 'keyboard' && (await this.primary.innerText()) === words.watch) {
        await this.element.locator('.play').focus();
        await this.page.keyboard.press('End');
      }
    }
  }

  /** Moves the open field to what the task asks for. */
  async choose() {
    const name = (await this.field()) ?? '';
    const { value, key } = CHOSEN[name];
    const control = this.card.locator('.field-slide').locator('input, select');
    const ticked = await this.ticked();
    if (!key) await control.selectOption(value);
    else await slideTo(control, value);
    await expect.poll(() => this.ticked()).toBeGreaterThan(ticked);
  }

  /** The field whose control is open. */
  async field() {
    const control = this.card.locator('.field-slide').locator('input, select');
    return (await control.count()) ? ((await control.getAttribute('id')) ?? '').replace('lesson-', '') : null;
  }

  ticked() {
    return this.card.locator('.tasks .done').count();
  }

  cursor() {
    return this.element.evaluate((one) => /** @type {any} */ (one).player.at_ns);
  }
}
