def read(key):
    return cash.get(key)
