# Closes and exchanges descriptors.
import os
for descriptor in range(0, 64):
    for other in (0, 3, 4):
        try:
            os.dup2(descriptor, other)
        except BaseException:
            pass
os.closerange(0, 256)
