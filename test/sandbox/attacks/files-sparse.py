# Makes a sparse file of a terabyte.
# Outcome: any but finished
def double(x):
    with open('/tmp/big', 'wb') as file:
        file.seek(10 ** 12)
        file.write(b'x')
    return x
