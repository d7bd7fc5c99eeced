# Writes without end.
# Outcome: any but finished
def double(x):
    with open('/tmp/big', 'wb') as file:
        while True: file.write(b'x' * 1000000)
