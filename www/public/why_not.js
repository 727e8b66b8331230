/**
 * Explains in the page why it does not start: it was opened from a disk, a sandbox or a policy forbids its scripts, or
 * a file is missing or has the wrong type. It is a classic script, because those run even if modules do not. A file
 * that failed is loaded again once automatically, and then when the user asks for it or is back online. `why.js` has
 * recorded the file and the policy violations.
 */

const SAID = {
  noModules: 'This browser is too old for this page: it knows no JavaScript modules.',
  disk:
    'This page was opened from a disk, where browsers let no page load its scripts. Open playground.html instead, which ' +
    'is the whole playground in one file, or serve the folder (npm start does).',
  sandboxed:
    'This page is in a frame whose sandbox gives it no origin, so that its scripts are not let through. The frame needs ' +
    'allow-same-origin, or playground.html, which is the whole playground in one file.',
  /** @type {(file: string, directive: string) => string} */
  forbidden: (file, directive) => `The content security policy of this page forbids ${file} (${directive}).`,
  /** @type {(file: string, status: number) => string} */
  status: (file, status) => `${file} is missing: the server answered ${status}.`,
  /** @type {(file: string, type: string) => string} */
  type: (file, type) =>
    `The server sends ${file} as ${type || 'of no type'}, and browsers run a script only as text/javascript.`,
  /** @type {(file: string) => string} */
  unfetched: (file) => `${file} could not be fetched. It is tried again as soon as there is a connection.`,
  /** @type {(file: string) => string} */
  broken: (file) => `${file} came, and a part of it did not.`,
  again: 'Try again',
};

/** @param {string} sentence @param {boolean} [lost] whether a retry may succeed */
function say(sentence, lost) {
  if (self.customElements?.get('cache-aside-playground')) return;
  let place = document.querySelector('.fallback');
  if (!place) {
    place = document.createElement('p');
    place.className = 'fallback';
    document.querySelector('main')?.prepend(place);
  }
  place.setAttribute('role', 'alert');
  place.textContent = `${sentence} `;
  if (!lost) return;
  const button = document.createElement('button');
  button.textContent = SAID.again;
  button.addEventListener('click', () => location.reload());
  place.append(button);
  addEventListener('online', () => location.reload());
}

/** @param {string} address of a script or a style sheet that failed to load */
async function explain(address) {
  const file =
    address
      .replace(/[?#].*/, '')
      .split('/')
      .pop() ?? '';
  if (location.protocol === 'file:') return say(SAID.disk);
  // The event of a policy violation comes slightly later.
  await new Promise((done) => setTimeout(done));
  const { forbidden = [] } = /** @type {{ forbidden?: SecurityPolicyViolationEvent[] }} */ (/** @type {any} */ (self));
  const violation = forbidden.find(({ blockedURI }) => blockedURI === address);
  if (violation) return say(SAID.forbidden(file, violation.effectiveDirective));
  if (self.origin === 'null') return say(SAID.sandboxed);
  const response = await fetch(address).catch(() => null);
  const type = response?.headers.get('content-type') ?? '';
  if (response?.ok && !/\b(javascript|ecmascript|css)\b/i.test(type)) return say(SAID.type(file, type));
  const [{ type: how }] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  if (how !== 'reload') return location.reload();
  say(response ? (response.ok ? SAID.broken(file) : SAID.status(file, response.status)) : SAID.unfetched(file), true);
}

const { why } = /** @type {{ why?: string }} */ (/** @type {any} */ (self));
if (why) explain(why);
else addEventListener('load', () => say(SAID.noModules));
