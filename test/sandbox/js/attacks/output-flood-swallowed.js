// Outcome: output-limit
// Does not mind when printing fails.
for (;;) {
  try {
    console.log('x'.repeat(100_000));
  } catch {}
}
