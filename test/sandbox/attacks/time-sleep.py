# Sleeps past the deadline.
# Outcome: timed-out
import time
def double(x):
    time.sleep(10 ** 6)
    return x * 2
