// Outcome: timed-out|raised
// Waits where no timer reaches.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
