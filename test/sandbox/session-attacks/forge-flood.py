# Writes garbage without end on every channel.
import os
for descriptor in range(3, 12):
    try:
        for _ in range(300):
            os.write(descriptor, b'\xff' * 65536)
    except BaseException:
        pass
