# Update: change the database, then store the new row.
def write(key):
    row = db.update(key)
    sleep(write_delay)
    cache.set(key, row)
    return row
