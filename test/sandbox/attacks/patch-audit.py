# Ends the program from an audit hook.
# Outcome: any but finished
import sys, os
sys.addaudithook(lambda event, args: os._exit(0) if event.startswith('compile') else None)
def double(x):
    compile('1', 'x', 'eval')
    return x
