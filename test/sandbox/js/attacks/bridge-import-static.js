// Outcome: raised
// Imports by declaration.
import { execSync } from 'node:child_process';
execSync('id');
