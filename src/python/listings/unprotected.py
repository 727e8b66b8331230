# Unprotected: every reader that misses asks the database.
def read(key):
    found = cache.get(key)
    if found is not None:
        return found
    return fetch(key)

def fetch(key):
    row = db.query(key)
    cache.set(key, row, ttl)
    return row
