# Invalidate first: delete the key, then change the database. The wrong way round.
def write(key):
    cache.delete(key)
    sleep(write_delay)
    return db.update(key)
