# Versioned set: store the new row, and let no older version replace a newer one.
def write(key):
    row = db.update(key)
    sleep(write_delay)
    cache.set_versioned(key, row)
    return row
