// Outcome: output-limit
// The same on the other stream.
for (;;) console.error('x'.repeat(1000));
