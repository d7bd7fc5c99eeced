// Outcome: raised
// Wants Node itself.
process.mainModule.require('child_process').execSync('id');
