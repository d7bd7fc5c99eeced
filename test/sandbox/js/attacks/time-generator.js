// Outcome: timed-out|raised
// A sequence without end.
function* double() {
  for (;;) yield 1;
}
