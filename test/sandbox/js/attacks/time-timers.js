// Outcome: timed-out|raised
// Timers that set timers.
function again() {
  setTimeout(again, 0);
  setTimeout(again, 0);
}
again();
