# Prints text that is no valid Unicode.
# Outcome: raised
def double(x):
    print('\ud800\udfff' * 10)
    return '\ud800'
