# Mutex: one reader takes the lock and refills, the others wait.
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    while not cache.lock(key, lock_ttl):
        cache.wait(key)  # until it is released
        if lock_recheck:
            found = cache.get(key)
            if found is not None:
                return found
    try:
        return refill(key)
    finally:
        cache.unlock(key)

def refill(key):
    if lock_recheck:  # somebody else may have refilled it
        found = cache.get(key)
        if found is not None:
            return found
    row = db.query(key)
    cache.set(key, row, ttl)
    return row
