from math import exp
WINDOW = ttl / 2
def f(key, a=1, *b):
	return (a if not key else (n := -a ** 2)) // 1_0e-3
def read(key): return f(key, a=0x1F) <= 3 < 4 is not None; pass
