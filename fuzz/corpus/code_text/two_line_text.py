def read(key):
  m*o
"""a
b"""
