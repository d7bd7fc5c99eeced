// Outcome: raised
// Memory beside the heap.
new WebAssembly.Memory({ initial: 30_000 });
