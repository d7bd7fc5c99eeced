# Fills pipes with data.
# Outcome: any but finished
import os
def double(x):
    while True:
        r, w = os.pipe()
        os.set_blocking(w, False)
        while True:
            try: os.write(w, b'x' * 65536)
            except BlockingIOError: break
