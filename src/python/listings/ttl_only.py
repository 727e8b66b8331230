# TTL only: change the database and leave the cache alone.
def write(key):
    return db.update(key)
