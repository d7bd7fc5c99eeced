// Outcome: raised
// Imports at run time.
const files = await import('node:fs');
files.writeFileSync('/tmp/escaped', '');
