// Outcome: timed-out
// An error whose text never comes.
throw {
  get message() {
    for (;;);
  },
};
