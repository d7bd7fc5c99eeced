// Outcome: timed-out
// Loops.
for (;;);
