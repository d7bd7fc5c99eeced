# Takes all the memory there is, and keeps it.
held = []
while True:
    try:
        held.append(bytearray(1 << 20))
    except MemoryError:
        break
