# Invalidate: change the database, then delete the key.
def write(key):
    row = db.update(key)
    sleep(write_delay)
    cache.delete(key)
    return row
