// Outcome: timed-out
// A timer that keeps the program alive.
setInterval(() => {}, 10);
