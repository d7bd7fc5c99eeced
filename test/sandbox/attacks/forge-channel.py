# Writes frames to every file descriptor there is.
# Outcome: raised|crashed|timed-out
import os
frame = b'+["ok",4,null]'
def double(x):
    for fd in range(4, 256):
        try: os.write(fd, frame)
        except OSError: pass
        try: os.read(fd, 100)
        except OSError: pass
    return x
