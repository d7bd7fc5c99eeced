# Calls the kernel through its 32-bit door, where the same numbers mean other calls.
# Outcome: any but finished
import ctypes, mmap
# mov eax, 20 (getpid of the 32-bit table); int 0x80; ret
code = b'\xb8\x14\x00\x00\x00\xcd\x80\xc3'
def double(x):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return x * 2 if ctypes.CFUNCTYPE(ctypes.c_long)(address)() > 0 else x
