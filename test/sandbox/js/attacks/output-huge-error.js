// Outcome: raised
// An error with a text of megabytes.
throw new Error('x'.repeat(5_000_000));
