import { readFileSync } from 'node:fs';

/**
 * Reads vitest's JSON report and prints the closing line of CI. In CI nothing may be skipped: a skip
 * counts as a failure, as does the first command when it failed.
 */
const [reportPath = '', firstCommandFailed = '1'] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportPath, 'utf8')) as {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
};
const skipped = report.numPendingTests + report.numTodoTests;
if (skipped > 0) console.log(`${skipped} tests were skipped; in CI that is a failure`);
const firstCommand = firstCommandFailed === '0' ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
const suiteFault = !report.success && report.numFailedTests === 0 ? 1 : 0;
const passed = report.numPassedTests + firstCommand.passed;
const failed = report.numFailedTests + skipped + firstCommand.failed + suiteFault;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 1 ? 0 : 1;
