// Outcome: timed-out
// Loops when it is called.
function double() {
  for (;;);
}
