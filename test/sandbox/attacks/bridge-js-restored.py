# Takes the block on the bridge away first.
# Outcome: raised|crashed
import sys
for name in ('js', 'pyodide', '_pyodide', 'pyodide_js', '_pyodide_core'): sys.modules.pop(name, None)
import _pyodide_core
_pyodide_core.run_js('globalThis.x = 1')
def double(x): return x
