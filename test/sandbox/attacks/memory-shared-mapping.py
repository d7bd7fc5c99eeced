# Takes memory as shared mappings, which some limits do not count.
# Outcome: any but finished
import mmap
def double(x):
    held = []
    while True:
        held.append(mmap.mmap(-1, 1 << 24))
        for at in range(0, 1 << 24, 4096): held[-1][at] = 1
