// Outcome: timed-out
// An error whose stack never comes.
class Slow extends Error {
  get stack() {
    for (;;);
  }
  get message() {
    for (;;);
  }
}
throw new Slow();
