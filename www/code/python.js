/**
 * The Python listings: the core's own files, which are exactly what runs. A native test compares each with the
 * fingerprint of the Rust strategy. The machine reports the line of each request, so the files have no marks.
 */

import background_refresh from '../../src/python/listings/background_refresh.py?raw';
import double_delete from '../../src/python/listings/double_delete.py?raw';
import invalidate from '../../src/python/listings/invalidate.py?raw';
import invalidate_first from '../../src/python/listings/invalidate_first.py?raw';
import lease from '../../src/python/listings/lease.py?raw';
import mutex from '../../src/python/listings/mutex.py?raw';
import single_flight from '../../src/python/listings/single_flight.py?raw';
import ttl_only from '../../src/python/listings/ttl_only.py?raw';
import unprotected from '../../src/python/listings/unprotected.py?raw';
import update from '../../src/python/listings/update.py?raw';
import versioned_set from '../../src/python/listings/versioned_set.py?raw';
import xfetch from '../../src/python/listings/xfetch.py?raw';

export const title = 'Python';

export const keywords =
  'and as break continue def elif else except finally for from if import in is None not or pass raise return try while True False';

/** @type {Record<string, string>} */
export const reads = { unprotected, mutex, xfetch, background_refresh, single_flight, lease };

/** @type {Record<string, string>} */
export const writes = { invalidate, update, invalidate_first, double_delete, versioned_set, ttl_only };
