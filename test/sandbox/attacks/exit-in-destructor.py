# Leaves when its result is thrown away.
# Outcome: any but finished
import os
class Bomb:
    def __del__(self): os._exit(0)
def double(x): return Bomb()
