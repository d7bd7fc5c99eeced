# Loops for ever before any test.
# Outcome: timed-out
while True: pass
