// Outcome: timed-out
// A result whose field never comes.
function double() {
  return {
    get value() {
      for (;;);
    },
  };
}
