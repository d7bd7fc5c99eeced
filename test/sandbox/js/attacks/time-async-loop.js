// Outcome: timed-out
// Never lets go of the microtasks.
(async () => {
  for (;;) await 1;
})();
