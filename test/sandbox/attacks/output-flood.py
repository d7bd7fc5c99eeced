# Prints without end.
# Outcome: output-limit
def double(x):
    while True: print('x' * 10000)
