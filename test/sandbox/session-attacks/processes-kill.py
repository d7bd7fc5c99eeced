# Kills whatever it can name.
import os, signal
for pid in [-1, 0, *range(2, 300)]:
    attempt('kill %d' % pid, lambda: os.kill(pid, signal.SIGKILL))
