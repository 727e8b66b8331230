# Background refresh: the old value at once, a background task fetches the new one.
def read(key):
    found = cache.get(key)
    if found is None:
        return fetch(key)  # cold: a plain miss
    if not found.fresh:
        spawn(refresh, key)
    return found

def refresh(key):
    if not cache.lock(key, lock_ttl):
        return  # somebody else does it
    try:
        fetch(key)
    finally:
        cache.unlock(key)

def fetch(key):
    row = db.query(key)
    cache.set(key, row, ttl, grace)
    return row
