# Catches everything and goes on.
# Outcome: timed-out
def double(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
