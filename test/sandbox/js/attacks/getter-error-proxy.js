// Outcome: timed-out
// A proxy of an error.
throw new Proxy(new Error('x'), {
  get() {
    for (;;);
  },
});
