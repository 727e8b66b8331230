# Lease: the cache hands one reader the right to refill; a delete takes it back.
def read(key):
    found, leased = cache.get_or_lease(key, lock_ttl)
    while found is None and not leased:
        cache.wait(key)  # somebody else refills it
        found, leased = cache.get_or_lease(key, lock_ttl)
    if found is not None:
        return found
    return refill(key)

def refill(key):
    try:
        row = db.query(key)
    except DbError:
        cache.unlock(key)  # the lease goes back
        raise
    if row.exists or negative_ttl > 0:
        cache.set_leased(key, row, ttl, grace if lease_stale else 0)
    else:
        cache.unlock(key)
    return row
