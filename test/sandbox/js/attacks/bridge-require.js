// Outcome: raised
// Loads what starts processes.
require('child_process').execSync('touch escaped');
