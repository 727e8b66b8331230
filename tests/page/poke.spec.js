// Poking, forking and going back: interventions come from the core's table, forks are kept, and the texts about
// differences follow from the two runs.

import { clock, span } from '../../www/line/time.js';
import { expect, faults, PAUSED, Playground, test } from './playground.js';

/** @param {Playground} playground */
const session = (playground) =>
  playground.element.evaluate((one) => {
    const { catalogue, line } = /** @type {any} */ (one).session;
    return { line, actions: catalogue.actions };
  });

/** Pokes by the list, and stops. @param {Playground} playground @param {string} title */
async function poke(playground, title) {
  await playground.element.getByRole('button', { name: 'Poke', exact: true }).click();
  await playground.element
    .getByRole('region', { name: 'Pokes' })
    .getByRole('button', { name: new RegExp(`^${title}`) })
    .click();
  await playground.pause.click();
}

const branches = (/** @type {Playground} */ { element }) =>
  element.getByRole('group', { name: 'Branches of this run' }).getByRole('button');

test('every intervention is a button, and the core takes each of them', async ({ page }) => {
  // Between two steps the page stands still to be clicked.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open();
  const { actions } = await session(playground);
  for (const { name, title } of actions) {
    await playground.element.getByRole('button', { name: 'Poke', exact: true }).click();
    await playground.element
      .locator('.pokes')
      .getByRole('button', { name: new RegExp(`^${title}`) })
      .click();
    await expect.poll(async () => (await session(playground)).line).toContain(`:${name}`);
  }
  await expect(playground.problems).toBeEmpty();
  const { line } = await session(playground);
  expect(line.split(' do=')[1].split(',')).toHaveLength(actions.length);
});

test('an argument is taken from its box, and refused in words', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Poke', exact: true }).click();
  await playground.element.getByRole('textbox', { name: 'Stop the database: for' }).fill('700ms');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await session(playground)).line).toContain('do=2s:db_down:700ms');
  await playground.pause.click();
  await playground.element.getByRole('button', { name: 'Poke', exact: true }).click();
  await playground.element.getByRole('textbox', { name: 'Stop the database: for' }).fill('soon');
  await page.keyboard.press('Enter');
  await expect(playground.problems).toContainText('soon');
  expect((await session(playground)).line).toContain('do=2s:db_down:700ms');
});

test('the sentence and the first request that fared otherwise follow from the two runs', async ({ page }) => {
  const playground = await new Playground(page).open();
  await poke(playground, 'Expire');
  const changes = playground.element.getByRole('region', { name: 'What the last poke changed' });
  await expect(changes.getByRole('paragraph')).toHaveCount(2);
  const truth = await playground.element.evaluate(async (one) => {
    const { engine, lanes } = /** @type {any} */ (one).session;
    const rows = [];
    for (const { run, line, title } of lanes) {
      const old = await engine.run(line.replace(/ do=\S+/, ''));
      const fates = (/** @type {any} */ { requests, outcomes }) =>
        new Map(
          Array.from(requests.actor, (actor, i) => [
            actor,
            [requests.start_ns[i], requests.end_ns[i], outcomes[requests.outcome[i]]].join(),
          ]),
        );
      const [before, after] = [fates(old), fates(run)];
      const first = [...after.keys()].find((actor) => before.has(actor) && before.get(actor) !== after.get(actor));
      rows.push({
        title,
        before: old.report,
        after: run.report,
        first,
        at_ns: Number(after.get(first)?.split(',')[0]),
      });
    }
    return rows;
  });
  for (const [i, { title, before, after, first, at_ns }] of truth.entries()) {
    const said = (await changes.getByRole('paragraph').nth(i).innerText()).replaceAll('\u00a0', ' ');
    expect(said).toContain(`${title} same ${after.reads} reads:`);
    expect(before.reads).toBe(after.reads);
    expect(before.queries.asked).not.toBe(after.queries.asked);
    expect(said).toContain(`queries asked for ${before.queries.asked} → ${after.queries.asked}`);
    if (before.latency_ms.max !== after.latency_ms.max)
      expect(said).toContain(`slowest read ${span(before.latency_ms.max)} → ${span(after.latency_ms.max)}`);
    expect(said).toContain(`First to fare otherwise: R${first >>> 3} at ${clock(at_ns)}`);
    await changes.getByRole('button').nth(i).click();
    await expect.poll(() => playground.cursor()).toBe(at_ns);
  }
});

test('a poke under way is taken back by the button as by the key, the first one too', async ({ page }) => {
  const playground = await new Playground(page).open();
  const back = playground.element.getByRole('button', { name: 'Take back the last poke' });
  await expect(back).toBeDisabled();
  const opened = await playground.fingerprint();
  await playground.hold();
  await playground.expire.click();
  await expect(back).toBeEnabled();
  await back.click();
  await expect(back).toBeDisabled();
  await expect(playground.element.getByRole('progressbar')).toHaveCount(0);
  await playground.release();
  expect(await playground.fingerprint()).toBe(opened);
  expect(new URL(page.url()).hash).not.toContain('do=');
});

test('a fork is kept: back to it and on again, by button and by key, at the same time of the run', async ({ page }) => {
  const playground = await new Playground(page).open();
  const opened = await playground.fingerprint();
  await poke(playground, 'Expire');
  await expect(branches(playground)).toHaveCount(2);
  const expired = await playground.fingerprint();
  expect(expired).not.toBe(opened);

  await playground.element.getByRole('button', { name: 'Take back the last poke' }).click();
  await expect(playground.element.locator('.fingerprint')).toHaveAttribute('title', String(opened));
  await poke(playground, 'Flush');
  await expect(branches(playground)).toHaveCount(3);
  const at = await playground.cursor();
  await branches(playground).nth(1).click();
  await expect(playground.element.locator('.fingerprint')).toHaveAttribute('title', String(expired));
  expect(await playground.cursor()).toBe(at);
  await expect(branches(playground).nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(branches(playground).nth(1)).toHaveAccessibleName('Expire at 2 s');

  await page.keyboard.press('z');
  await expect(playground.element.locator('.fingerprint')).toHaveAttribute('title', String(opened));
  await page.keyboard.press('y');
  await expect(playground.element.locator('.fingerprint')).toHaveAttribute('title', String(expired));
  expect(new URL(page.url()).hash).toContain('do=2s:expire');
});

test('a key that is held down pokes once, takes back once and does again once; arrows repeat', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&t=2s');
  const hold = async (/** @type {string} */ key) => {
    for (let i = 0; i < 4; i++) await page.keyboard.down(key);
    await page.keyboard.up(key);
    const asked = () => playground.element.evaluate((one) => /** @type {any} */ (one).session.asked.length);
    await expect.poll(asked).toBe(0);
    return (await session(playground)).line;
  };
  const seek = (/** @type {number} */ at_ns) =>
    playground.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns, playing: false }), at_ns);
  await playground.expire.focus();
  expect(await hold('e')).toBe('duration=12s do=2s:expire');
  await seek(3e9);
  expect(await hold('e')).toBe('duration=12s do=2s:expire,3s:expire');
  expect(await hold('z')).toBe('duration=12s do=2s:expire');
  expect(await hold('z')).toBe('duration=12s');
  expect(await hold('y')).toBe('duration=12s do=2s:expire');
  await seek(3e9);
  await hold('ArrowRight');
  const after = (await playground.eventTimes()).filter((at) => at > 3e9);
  expect(await playground.cursor()).toBe(after[3]);
});

test('the list of pokes opens and closes by keyboard', async ({ page }) => {
  const playground = await new Playground(page).open();
  const button = playground.element.getByRole('button', { name: 'Poke', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  const list = playground.element.getByRole('region', { name: 'Pokes' });
  await expect(list.getByRole('button', { name: 'Flush' })).toBeVisible();
  await list.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await expect(list).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
});

test('axe finds nothing in branches and pokes', async ({ page }) => {
  const playground = await new Playground(page).open();
  await poke(playground, 'Expire');
  await expect(branches(playground)).toHaveCount(2);
  await playground.element.getByRole('button', { name: 'Poke', exact: true }).click();
  await expect(playground.element.getByRole('region', { name: 'Pokes' }).getByRole('listitem').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 320, height: 640 } });

  test('the list fits, its targets are large enough, and a fork is gone back on', async ({ page }) => {
    const playground = await new Playground(page).open(PAUSED);
    await playground.element.getByRole('button', { name: 'Poke', exact: true }).tap();
    const list = playground.element.getByRole('region', { name: 'Pokes' });
    await list.getByRole('button', { name: 'Stop the database' }).tap();
    await playground.pause.tap();
    await expect(branches(playground)).toHaveCount(2);
    for (const branch of await branches(playground).all())
      expect((await branch.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await playground.element.getByRole('button', { name: 'Poke', exact: true }).tap();
    await list.getByRole('button', { name: 'Take back' }).tap();
    await expect.poll(async () => (await session(playground)).line).not.toContain('do=');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    for (const one of await list.getByRole('button').all()) {
      const box = await one.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), await one.innerText()).toBeGreaterThanOrEqual(44);
    }
  });
});
