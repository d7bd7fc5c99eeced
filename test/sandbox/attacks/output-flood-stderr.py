# Prints without end to stderr.
# Outcome: output-limit
import sys
def double(x):
    while True: sys.stderr.write('x' * 10000)
