# Closes every channel and loops.
# Outcome: any but finished
import os
def double(x):
    os.closerange(0, 256)
    while True: pass
