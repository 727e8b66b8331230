# XFetch: a reader may refresh a little before expiry, by a roll of the dice.
def read(key):
    found = cache.get(key)
    if found is None:
        return fetch(key)
    if random() > chance(found):
        return found
    if not xfetch_lock:
        return fetch(key)
    if not cache.lock(key, lock_ttl):
        return found  # somebody else refreshes it
    try:
        return fetch(key)
    finally:
        cache.unlock(key)

def chance(found):
    if found.left == 0:
        return 1
    if early_window > 0:  # the same chance at any time in it
        return max(1 - found.left / early_window, 0)
    if found.took * beta == 0:
        return 0
    return exp(-found.left / (found.took * beta))

def fetch(key):
    row = db.query(key)  # row.took: how long that was
    cache.set(key, row, ttl)
    return row
