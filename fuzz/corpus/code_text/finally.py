def read(key):
    try:
        return db.query(key)
    finally:
        for i in range(3):
            if i == 1: continue
            cache.delete(key)
