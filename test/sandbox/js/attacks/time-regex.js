// Outcome: timed-out
// A pattern that never ends.
/^(a+)+$/.test(`${'a'.repeat(40)}b`);
