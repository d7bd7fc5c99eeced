export { wordProblems as svamp } from './word-problems.ts';
