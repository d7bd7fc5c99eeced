# Starts a shell.
# Outcome: raised
import os
def double(x): return x * 2 if os.system('true') == 0 or os.popen('echo 1').read() else x
