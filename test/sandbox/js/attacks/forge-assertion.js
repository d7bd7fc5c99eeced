// Outcome: raised
// Throws what a test that passes might throw.
class AssertionError extends Error {}
function double() {
  const error = new AssertionError('passed');
  error.outcome = 'finished';
  throw error;
}
