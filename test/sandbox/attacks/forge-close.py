# Closes every channel and loops.
# Outcome: any but finished; timed-out where the loop goes on
import os
def double(x):
    os.closerange(0, 256)
    while True: pass
