// Outcome: timed-out
// Catches everything.
for (;;) {
  try {
    for (;;);
  } finally {
    continue;
  }
}
