# Answers with a value nested a hundred thousand deep.
# Outcome: any but finished
def double(x):
    value = []
    for _ in range(100000): value = [value]
    return value
