// Outcome: out-of-memory|raised
// Memory outside the heap.
const all = [];
for (;;) all.push(new Uint8Array(50_000_000).fill(1));
