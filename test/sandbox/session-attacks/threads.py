# Leaves threads that go on when the cell has ended.
import threading
def spin():
    while True:
        print('x' * 1000)
for _ in range(20):
    attempt('', lambda: threading.Thread(target=spin, daemon=True).start() or 1 / 0)
