# Waits for a lock that nobody gives back.
# Outcome: timed-out
import threading
def double(x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
    return x * 2
