# Puts a hook into the import system.
# Outcome: raised
import sys
class Hook:
    def find_spec(self, name, path=None, target=None): raise ImportError(name)
sys.meta_path.insert(0, Hook())
sys.modules.clear()
def double(x): return x
