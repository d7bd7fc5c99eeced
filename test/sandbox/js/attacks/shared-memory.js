// Outcome: raised
// Shared memory, for clocks and for waiting.
const memory = new SharedArrayBuffer(8);
function double(x) {
  return memory && x * 2;
}
