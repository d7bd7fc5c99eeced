# Outcome: raised
# Waits for a line that nobody writes.
def double(x):
    return input()
