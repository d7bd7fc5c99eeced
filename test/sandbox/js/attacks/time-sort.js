// Outcome: timed-out|out-of-memory
// Sorts in C++ for ever.
const list = Array.from({ length: 1e6 }, (_, i) => (i * 7919) % 1e6);
for (;;) list.sort();
