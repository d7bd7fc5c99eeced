# Starts a pool of processes.
# Outcome: raised
import multiprocessing
def double(x):
    with multiprocessing.Pool(2) as pool: return pool.map(str, [1])
