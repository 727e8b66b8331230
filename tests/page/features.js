// All features of a playground, used like a user does, in the page or in a frame.

import { expect } from '@playwright/test';

import { freshCore } from '../shipped/core.js';

/** The run that is expected to be open, at 1 s, paused. */
const LINE = 'duration=8s seed=3';

/** @typedef {'element' | 'frame' | 'file'} Form */

/**
 * @param {import('@playwright/test').Page} page
 * @param {import('@playwright/test').Page | import('@playwright/test').FrameLocator} scope @param {Form} form
 */
export async function works(page, scope, form) {
  const used = new Used(page, scope.locator('cache-aside-playground'));
  await used.run();
  await used.pokes();
  await used.settings();
  await used.compare();
  await used.share();
  await used.ask();
  await used.quiz();
  if (form === 'element') await used.panels();
  await used.presets();
}

class Used {
  /** @param {import('@playwright/test').Page} page @param {import('@playwright/test').Locator} element */
  constructor(page, element) {
    this.page = page;
    this.element = element;
  }

  /** @param {string} name */
  button(name) {
    return this.element.getByRole('button', { name, exact: true });
  }

  /** A panel that is opened, and closed again. @param {string} name @param {string} selector */
  async panel(name, selector) {
    await this.button(name).click();
    const panel = this.element.locator(selector);
    await expect(panel.getByRole('button', { name: 'Close' })).toBeVisible();
    return { panel, close: () => panel.getByRole('button', { name: 'Close' }).click() };
  }

  print() {
    return this.element.locator('.fingerprint').getAttribute('title');
  }

  /** Waits for another run. @param {() => Promise<unknown>} act */
  async changes(act) {
    const before = await this.print();
    await act();
    await expect.poll(() => this.print()).not.toBe(before);
  }

  async run() {
    await expect(this.button('Expire now')).toBeVisible();
    expect(await this.print()).toBe((await freshCore()).run(`${LINE} strategy=mutex`).fingerprint);
  }

  async pokes() {
    await this.changes(() => this.button('Expire now').click());
    await this.button('Pause').click();
    await this.changes(() => this.button('Take back the last poke').click());
    await this.element.locator('.poke-menu').click();
    const box = this.element.locator('.pokes .form').getByRole('textbox').first();
    await this.changes(() => box.press('Enter'));
    await this.button('Pause').click();
    await this.element.locator('.objects [data-object="cache"]').last().click();
    await this.changes(() => this.element.locator('.object-menu li button').first().click());
    await this.button('Pause').click();
  }

  async settings() {
    const { panel, close } = await this.panel('Settings', '.settings');
    const ttl = panel.getByRole('textbox', { name: 'ttl', exact: true });
    await ttl.fill('2s');
    await this.changes(() => ttl.press('Enter'));
    await close();
  }

  async compare() {
    const { panel, close } = await this.panel('Compare', 'section.compare');
    const seeds = panel.getByRole('spinbutton');
    await seeds.fill('3');
    await seeds.press('Enter');
    await expect(panel).toContainText('over seeds 1 to 3');
    await close();
  }

  async share() {
    const { panel, close } = await this.panel('Share', 'section.share');
    await expect(panel.getByRole('textbox').first()).toHaveValue(/#v=1&/);
    await panel.getByRole('button', { name: 'Copy' }).first().click();
    await expect(panel.getByRole('status')).toHaveText(/Copied|copy it by hand/);
    const saved = this.page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Picture, PNG' }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.png$/);
    await close();
  }

  async ask() {
    const { panel, close } = await this.panel('Ask', 'section.ask');
    const question = panel.getByRole('textbox').first();
    await question.fill('1000 reads per second, what if a hot key expires?');
    await question.press('Enter');
    await expect(panel).toContainText(/Read as[^]*Unprotected[^]*Mutex/);
    await close();
  }

  async quiz() {
    await this.element.evaluate((one) => one.setAttribute('quiz', 'misses'));
    const quiz = this.element.locator('.quiz');
    const boxes = quiz.getByRole('spinbutton');
    await expect(boxes.first()).toBeVisible();
    for (const box of await boxes.all()) await box.fill('12');
    await boxes.last().press('Enter');
    await expect(this.button('Pause')).toBeVisible();
    await quiz.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(quiz.getByRole('listitem').first()).toContainText('You said 12');
    await this.element.evaluate((one) => one.removeAttribute('quiz'));
  }

  async panels() {
    await this.element.getByRole('tab', { name: 'Code' }).click();
    await expect(this.element.locator('.listing').first()).toBeVisible();
    await this.element.getByRole('tab', { name: 'Requests' }).click();
    const { panel, close } = await this.panel('Shortcuts', '.help');
    await expect(panel).toContainText('Space');
    await close();
  }

  async presets() {
    await this.button('Presets').click();
    const cards = this.element.getByRole('dialog').getByRole('listitem');
    await expect(cards.nth(8)).toBeVisible();
    await this.changes(() =>
      cards
        .getByRole('button', { name: /^Cold start/ })
        .first()
        .click(),
    );
  }
}
