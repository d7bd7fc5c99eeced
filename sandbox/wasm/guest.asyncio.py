"""An event loop without sockets, for `asyncio.run`: coroutines, sleeping, tasks, queues, locks. Put in place when a
program first imports asyncio, as most never do."""

import importlib
import importlib.machinery
import sys
import time


def make_loop_class(asyncio):
    class Waiting:
        """Stands where a selector stands; nothing outside can ever become ready, so waiting is sleeping."""

        def select(self, timeout):
            time.sleep(1e9 if timeout is None else max(timeout, 0))
            return []

    class Loop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = Waiting()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

    return Loop


class AsyncioFinder:
    """Imports asyncio the ordinary way, once, and gives it the loop."""

    def find_spec(self, name, path=None, target=None):
        if name != 'asyncio':
            return None
        sys.meta_path.remove(self)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        asyncio = importlib.import_module('asyncio')
        loop = make_loop_class(asyncio)
        asyncio.events.new_event_loop = asyncio.new_event_loop = loop
        asyncio.SelectorEventLoop = asyncio.EventLoop = loop
        asyncio.unix_events._DefaultEventLoopPolicy._loop_factory = loop
        return asyncio

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, AsyncioFinder())
