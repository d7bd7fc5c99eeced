export { wordProblems as asdiv } from './word-problems.ts';
