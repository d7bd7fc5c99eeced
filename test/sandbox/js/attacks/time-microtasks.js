// Outcome: timed-out
// A flood of promises.
function flood() {
  Promise.resolve().then(flood);
}
flood();
