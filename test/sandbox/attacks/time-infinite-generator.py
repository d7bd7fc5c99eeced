# Returns a generator that never ends.
# Outcome: any but finished
def double(x):
    while True: yield 1
