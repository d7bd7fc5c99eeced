# Starts threads that outlive it.
# Outcome: raised
import threading
def spin():
    while True: pass
def double(x):
    for _ in range(100): threading.Thread(target=spin).start()
    return x
