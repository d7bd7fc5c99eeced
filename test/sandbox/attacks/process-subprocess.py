# Starts a program.
# Outcome: raised
import subprocess
def double(x):
    subprocess.run(['true'], check=True)
    return x * 2
