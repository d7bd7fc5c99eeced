# Imports the bridge to JavaScript.
# Outcome: raised|crashed
import js
js.eval('globalThis.x = 1')
def double(x): return x
