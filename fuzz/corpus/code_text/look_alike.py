def read(key):
    return cаche.get(key)
