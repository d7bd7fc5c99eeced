# Loops for ever.
# Outcome: timed-out
def double(x):
    while True: pass
