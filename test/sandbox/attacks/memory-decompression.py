# Expands a small input without end.
# Outcome: any but finished
import zlib
def double(x):
    data = zlib.compress(b'0' * 10 ** 7)
    return zlib.decompress(data * 1, bufsize=10 ** 9) * 100
