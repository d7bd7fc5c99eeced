# Loads a compiled module from a file it wrote.
# Outcome: raised|crashed
import importlib.machinery, importlib.util
with open('/tmp/evil.so', 'wb') as file: file.write(b'\0asm\1\0\0\0' + b'\0' * 100)
loader = importlib.machinery.ExtensionFileLoader('evil', '/tmp/evil.so')
importlib.util.module_from_spec(importlib.util.spec_from_loader('evil', loader))
def double(x): return x
