# Leaves its session and goes on in the background.
# Outcome: any but finished
import os
def double(x):
    try: os.setsid()
    except OSError: pass
    if os.fork() == 0:
        while True: pass
    return x * 2
