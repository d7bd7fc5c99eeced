// Outcome: output-limit
// Prints without end.
for (;;) console.log('x'.repeat(1000));
