# Single flight: readers of one application instance share one query.
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    return once(key, fetch)

def fetch(key):
    row = db.query(key)
    cache.set(key, row, ttl)
    return row
