// Outcome: raised
// Reads a file of the machine through the one module there is.
const text = require('fs').readFileSync('/etc/passwd', 'utf8');
console.log(text);
function double(x) {
  return text && x * 2;
}
