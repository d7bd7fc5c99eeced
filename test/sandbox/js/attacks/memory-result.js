// Outcome: raised|out-of-memory|timed-out
// A result that is too much for the wire.
function double() {
  return 'x'.repeat(100_000_000);
}
