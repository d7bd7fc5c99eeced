// Outcome: timed-out
// The same from a function that the tests call.
function double() {
  throw Object.defineProperty(new Error('x'), 'message', {
    get() {
      for (;;);
    },
  });
}
