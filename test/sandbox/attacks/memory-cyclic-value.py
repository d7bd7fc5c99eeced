# Answers with a list that contains itself.
# Outcome: any but finished
def double(x):
    value = []
    value.append(value)
    return value
