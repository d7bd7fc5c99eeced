# Sends itself a signal.
# Outcome: any but finished
import os, signal
def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
    return x
