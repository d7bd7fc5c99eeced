# Floods every channel.
# Outcome: any but finished
import os
def double(x):
    for fd in range(3, 16):
        try: os.set_blocking(fd, False)
        except OSError: pass
    while True:
        for fd in range(3, 16):
            try: os.write(fd, b'\xff' * 65536)
            except OSError: pass
