# Opens descriptors without end.
# Outcome: any but finished
import os
def double(x):
    while True: os.open('/tmp', os.O_RDONLY)
