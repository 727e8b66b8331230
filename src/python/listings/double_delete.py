# Double delete: change the database, delete the key, and once more after a pause.
def write(key):
    row = db.update(key)
    cache.delete(key)
    spawn(delete_later, key)
    return row

def delete_later(key):
    sleep(write_delay)
    cache.delete(key)
