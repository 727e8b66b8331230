// Recordings of real servers: shown beside the simulated run of the same line, by button, by keyboard, by touch, by a
// file that is chosen or dropped, and by link; and refused with a sentence, which changes nothing.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { expect, faults, Playground, PAUSED, test } from './playground.js';

const SHIPPED = readFileSync('www/recorded/shipped/mutex.rec');
const TEXT = gunzipSync(SHIPPED).toString();
const TITLE = /^recorded: Redis \d+\.\d+, PostgreSQL \d+$/;

/** @param {import('@playwright/test').Page} page @param {string} [hash] */
async function panel(page, hash = PAUSED) {
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('button', { name: 'Show me a real one' }).click();
  const place = playground.element.getByRole('region', { name: 'Real servers, recorded' });
  await expect(place.getByRole('button', { name: 'Mutex' })).toBeVisible();
  return { playground, place };
}

/** What the session shows. @param {Playground} playground */
const shown = ({ element }) =>
  element.evaluate((one) => {
    const { lanes, line, real } = /** @type {any} */ (one).session;
    return {
      line,
      name: real?.name,
      titles: lanes.map((/** @type {any} */ lane) => lane.title),
      events: lanes.map((/** @type {any} */ lane) => lane.run.events.at_ns.length),
      strategies: lanes.map((/** @type {any} */ lane) => lane.strategy),
    };
  });

/** Its two lanes. @param {Playground} playground @param {string} strategy its title */
async function beside({ element }, strategy) {
  const lanes = element.getByRole('article');
  await expect(lanes).toHaveCount(2);
  await expect(lanes.first()).toHaveAccessibleName(TITLE);
  await expect(lanes.last()).toHaveAccessibleName(strategy);
}

test('one that is shipped is fetched when it is asked for, and stands in the address', async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const { playground, place } = await panel(page);
  const of = (/** @type {RegExp} */ file) => asked.filter((url) => file.test(url)).length;
  // The simulation's, and theory's after the first run.
  await expect.poll(() => of(/\.wasm$/)).toBe(2);
  const cores = of(/\.wasm$/);
  expect([of(/\.rec$/), of(/recorder_worker/)]).toEqual([0, 0]);
  await place.getByRole('button', { name: 'Mutex' }).click();
  await beside(playground, 'Mutex');
  expect([of(/\.rec$/), of(/\.wasm$/) - cores]).toEqual([1, 1]);
  const { events, strategies, line } = await shown(playground);
  expect(strategies).toEqual(['mutex', 'mutex']);
  expect(line).toBe('duration=12s');
  expect(events[0]).toBe(TEXT.trimEnd().split('\n').length - 1);
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#v=1&real=mutex&t=/);
  // The panel is closed, so that the lanes are seen; opened again it says what is shown.
  await expect(place).toHaveCount(0);
  await playground.element.getByRole('button', { name: 'Show me a real one' }).click();
  await expect(place.getByRole('button', { name: 'Mutex' })).toHaveAttribute('aria-pressed', 'true');
  await expect(place.getByText(/^Redis \d+\.\d+\.\d+, PostgreSQL \d/)).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test('it plays on stage, swim lanes, charts and log like the other', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&real=unprotected&t=4.3s');
  await beside(playground, 'Unprotected');
  const lane = playground.element.getByRole('article').first();
  expect(Number(await lane.locator('.load b').innerText()), 'queries so far').toBeGreaterThan(5);
  await expect(playground.element.locator('.swim')).toHaveCount(2);
  await expect(playground.element.locator('.timeline .label b').filter({ hasText: TITLE })).toBeVisible();
  await expect(playground.element.locator('.log')).toContainText('expire');
  await playground.play.click();
  await expect.poll(() => playground.cursor()).toBeGreaterThan(4.4e9);
  await playground.pause.click();
  // Nothing can be done to what has happened: only the simulated lane has objects to press.
  await expect(playground.element.locator('.objects')).toHaveCount(1);
});

test('a poke runs the line without the recording, and Back has it again', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Show me a real one' }).click();
  await playground.element.getByRole('button', { name: 'Lease', exact: true }).click();
  await beside(playground, 'Lease');
  await playground.expire.click();
  await expect(playground.element.getByRole('article')).toHaveCount(1);
  await playground.pause.click();
  expect((await shown(playground)).line).toMatch(/^duration=12s strategy=lease do=.*:expire$/);
  await page.goBack();
  await expect(playground.element.getByRole('article')).toHaveCount(2);
  expect((await shown(playground)).name).toBe(undefined);
});

for (const [what, name, buffer] of /** @type {[string, string, Buffer][]} */ ([
  ['as text', 'mine.rec', Buffer.from(TEXT)],
  ['deflated', 'mine.rec.gz', SHIPPED],
])) {
  test(`a file is opened by the keyboard, ${what}`, async ({ page }) => {
    page.on('filechooser', (chooser) => chooser.setFiles({ name, mimeType: '', buffer }));
    const { playground, place } = await panel(page);
    await place.getByRole('button', { name: 'Open a recording' }).focus();
    await page.keyboard.press('Enter');
    await beside(playground, 'Mutex');
    const { name: given, line } = await shown(playground);
    expect([given, line]).toEqual([null, 'duration=12s']);
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#v=1&duration=12s&compare=&t=/);
  });
}

/**
 * Drops a file on the playground. Whether it was taken.
 * @param {Playground} playground @param {string} text
 */
const drop = ({ element }, text) =>
  element.evaluate((one, text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'mine.rec'));
    const event = (/** @type {string} */ type) =>
      new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true });
    const over = !one.dispatchEvent(event('dragover'));
    return over && !one.dispatchEvent(event('drop'));
  }, text);

test('a file is opened by dropping it', async ({ page }) => {
  const playground = await new Playground(page).open();
  expect(await drop(playground, TEXT)).toBe(true);
  await beside(playground, 'Mutex');
});

test('where not everything may be changed, a dropped file is not taken', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s', './embed.html');
  await playground.element.evaluate((one) => one.setAttribute('controls', 'pokes'));
  await expect(playground.element.getByRole('button', { name: 'Show me a real one' })).toHaveCount(0);
  expect(await drop(playground, TEXT)).toBe(false);
});

test.describe('with touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });
  test('one is chosen by a tap', async ({ page }) => {
    const playground = await new Playground(page).open();
    await playground.element.getByRole('button', { name: 'Show me a real one' }).tap();
    await playground.element.getByRole('button', { name: 'XFetch', exact: true }).tap();
    await beside(playground, 'XFetch');
  });
});

const header = JSON.parse(TEXT.slice(0, TEXT.indexOf('\n')));
const rest = TEXT.slice(TEXT.indexOf('\n'));
const hostile = /** @type {const} */ ([
  ['one that is none', '<script>document.title = "taken"</script>', 'its first line is no header'],
  ['one that was cut off', TEXT.slice(0, TEXT.length / 2), 'and should have'],
  ['one of another version', JSON.stringify({ ...header, engine: '0.0.1' }) + rest, 'version 0.0.1'],
  ['one with a script in it', JSON.stringify({ ...header, machine: '<img src=x onerror=alert(1)>' }) + rest, 'machine'],
  ['one that is not true', TEXT.replace(/\[(\d+),"R0","ReadStarted"/, '[11999999999,"R0","ReadStarted"'), 'refused'],
  ['deep JSON', '['.repeat(1_000_000), 'no header'],
]);

for (const [what, text, says] of hostile) {
  test(`${what} is refused with a sentence, and nothing changes`, async ({ page }) => {
    const playground = await new Playground(page).open();
    const before = { ...(await shown(playground)), hash: new URL(page.url()).hash, at_ns: await playground.cursor() };
    await drop(playground, text);
    await expect(playground.problems).toContainText('The recording is refused: ');
    await expect(playground.problems).toContainText(says);
    await expect(playground.problems.getByRole('listitem')).toHaveCount(1);
    const after = { ...(await shown(playground)), hash: new URL(page.url()).hash, at_ns: await playground.cursor() };
    expect(after).toEqual(before);
    // And the next one that is good is taken.
    await drop(playground, TEXT);
    await beside(playground, 'Mutex');
  });
}

test('a file that unpacks to more than any recording is refused', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.evaluate(async (one) => {
    const megabyte = new Uint8Array(2 ** 20);
    let left = 64;
    const zeros = new ReadableStream({
      pull(controller) {
        if (left--) controller.enqueue(megabyte);
        else controller.close();
      },
    });
    const packed = await new Response(zeros.pipeThrough(new CompressionStream('gzip'))).blob();
    /** @type {any} */ (one).commands.real(packed);
  });
  await expect(playground.problems).toContainText('it is larger than any that can be read');
});

test('a link to a recording that there is not says so, and the rest of the page lives', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&real=nothing');
  await expect(playground.problems).toContainText('There is no recording nothing');
  await expect(playground.element.getByRole('article').last()).toBeVisible();
});

test('a recording that does not come is told, and is there on the next try', async ({ page, quiet }) => {
  const { playground, place } = await panel(page);
  await page.route('**/*.rec', (route) => route.abort());
  await place.getByRole('button', { name: 'Mutex' }).click();
  await expect(playground.problems).toContainText('The recording could not be fetched');
  await page.unroute('**/*.rec');
  await playground.problems.getByRole('button', { name: 'Try again' }).click();
  await beside(playground, 'Mutex');
  quiet.length = 0;
});

test('the table of real and simulated is there, with a reason for each difference', async ({ page }) => {
  const { place } = await panel(page);
  await place.getByText('Real and simulated, side by side').click();
  const table = place.getByRole('table');
  await expect(table).toBeVisible();
  expect(await table.locator('tr.first').count(), 'lines').toBeGreaterThanOrEqual(24);
  await expect(place.getByText(/cells agree/)).toBeVisible();
  expect(await place.getByRole('listitem').count(), 'reasons').toBeGreaterThan(2);
  expect(await faults(page)).toEqual([]);
});
