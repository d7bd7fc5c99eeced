"""The supervisor's ends of one program's pipes: what goes to the guests, and what has come from them. Nothing here
waits for a guest but `pump`, and nothing is kept without bound."""

import codecs
import os
import select
import struct

CHUNK = 1 << 16
# More than any report is long; what comes after that is dropped.
MAX_REPORT = 1 << 18
# A program that prints this much more than is kept is stopped.
FLOOD_FACTOR, MIN_FLOOD = 64, 16 * 1024 * 1024
SIZE = struct.Struct('>I')


class Pipes:
    def __init__(self, max_output_bytes, max_report=MAX_REPORT):
        self.max_report = max_report
        self.limit(max_output_bytes)
        self.poll = select.poll()
        # By our own end: printed bytes kept, printed bytes counted, unread frames, bytes still to be written.
        self.kept, self.count, self.frames, self.pending = {}, {}, {}, {}
        self.closed = set()
        self.ours, self.theirs, self.waiting = set(), [], ()

    def limit(self, max_output_bytes):
        self.cap = max_output_bytes
        self.flood = max(self.cap * FLOOD_FACTOR, MIN_FLOOD)

    def renew(self, max_output_bytes):
        """Counts from here on, for another cell of the same guest."""
        self.limit(max_output_bytes)
        for descriptor in self.kept:
            self.kept[descriptor], self.count[descriptor] = bytearray(), 0

    def to_guest(self):
        """A pipe that a guest reads: (its end, ours)."""
        theirs, ours = os.pipe()
        self.remember(theirs, ours)
        return theirs, ours

    def output(self):
        theirs, ours = self.from_guest()
        self.kept[ours], self.count[ours] = bytearray(), 0
        return theirs, ours

    def reports(self):
        theirs, ours = self.from_guest()
        self.frames[ours] = bytearray()
        return theirs, ours

    def between_guests(self):
        """Questions and answers: the candidate's ends, and those of the tests, who come later."""
        questions, asking = os.pipe()
        answering, answers = os.pipe()
        self.theirs += [questions, answers]
        self.waiting = (asking, answering)
        return (questions, answers), self.waiting

    def adopt(self, descriptor):
        """Reports that come through a pipe which outlives this program."""
        self.frames[descriptor] = bytearray()
        self.poll.register(descriptor, select.POLLIN)

    def from_guest(self):
        ours, theirs = os.pipe()
        self.remember(theirs, ours)
        self.poll.register(ours, select.POLLIN)
        return theirs, ours

    def remember(self, theirs, ours):
        os.set_blocking(ours, False)
        self.theirs.append(theirs)
        self.ours.add(ours)

    def hand_over(self):
        """Closes the guests' ends, which are on their way to the guests."""
        for descriptor in self.theirs:
            os.close(descriptor)
        self.theirs.clear()

    def close(self):
        self.theirs += self.waiting
        self.waiting = ()
        self.hand_over()
        for descriptor in self.ours:
            os.close(descriptor)
        self.ours.clear()

    def send(self, descriptor, data):
        """One frame to a guest."""
        self.write(descriptor, SIZE.pack(len(data)) + data)

    def write(self, descriptor, data, close=False):
        """Writes now what the pipe takes, and the rest while the guest reads."""
        unsent, _ = self.pending.get(descriptor, (b'', False))
        if not unsent:
            self.pending[descriptor] = (memoryview(data), close)
            self.go_on_writing(descriptor)
            if descriptor in self.pending:
                self.poll.register(descriptor, select.POLLOUT)
        else:
            self.pending[descriptor] = (memoryview(bytes(unsent) + data), close)

    def go_on_writing(self, descriptor):
        data, close = self.pending[descriptor]
        try:
            while data:
                data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            self.pending[descriptor] = (data, close)
            return
        except BrokenPipeError:
            pass
        del self.pending[descriptor]
        if close:
            self.ours.discard(descriptor)
            os.close(descriptor)

    def polled(self):
        """What is read from, and has not ended."""
        return (self.kept.keys() | self.frames.keys()) - self.closed

    def pump(self, timeout_ms):
        """Moves what can be moved; waits for at most so long."""
        for descriptor, _events in self.poll.poll(timeout_ms):
            if descriptor in self.pending:
                # Before it may be closed.
                self.poll.unregister(descriptor)
                self.go_on_writing(descriptor)
                if descriptor in self.pending:
                    self.poll.register(descriptor, select.POLLOUT)
            elif not self.take(descriptor):
                self.poll.unregister(descriptor)
                self.closed.add(descriptor)

    def take(self, descriptor):
        """Reads once; false at the end."""
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return True
        if descriptor in self.frames:
            if len(self.frames[descriptor]) <= self.max_report:
                self.frames[descriptor] += data
        else:
            kept = self.kept[descriptor]
            self.count[descriptor] += len(data)
            kept += data[: max(self.cap - len(kept), 0)]
        return bool(data)

    def frame(self, descriptor):
        """The next whole frame from a guest, or None."""
        buffer = self.frames[descriptor]
        if len(buffer) < SIZE.size:
            return None
        end = SIZE.size + SIZE.unpack_from(buffer)[0]
        if len(buffer) < end:
            return None
        data = bytes(buffer[SIZE.size : end])
        del buffer[:end]
        return data

    def drain(self):
        """Reads what has been printed so far; a guest that goes on printing is not followed."""
        for descriptor in self.kept:
            for _ in range(16):
                before = self.count[descriptor]
                if descriptor in self.closed or not self.take(descriptor) or self.count[descriptor] == before:
                    break

    def flooded(self):
        return any(count > self.flood for count in self.count.values())

    def text(self, descriptor, start=0):
        """What was printed from that byte on; a character that the cap cut in two is left out."""
        data = bytes(self.kept[descriptor][start:])
        whole = self.count[descriptor] <= self.cap
        return codecs.getincrementaldecoder('utf-8')('replace').decode(data, whole)
