/**
 * The addresses of the shipped recordings, by strategy. They are loaded on demand. Each has 12 s of the usual line
 * (`npm run real -- --recordings`). The single file has none (tools/site/one_file.mjs).
 *
 * @type {Record<string, string>}
 */
export const SHIPPED = {
  unprotected: new URL('./shipped/unprotected.rec', import.meta.url).href,
  mutex: new URL('./shipped/mutex.rec', import.meta.url).href,
  xfetch: new URL('./shipped/xfetch.rec', import.meta.url).href,
  background_refresh: new URL('./shipped/background_refresh.rec', import.meta.url).href,
  single_flight: new URL('./shipped/single_flight.rec', import.meta.url).href,
  lease: new URL('./shipped/lease.rec', import.meta.url).href,
};
