import type { FunctionName } from '../read/ast.ts';

/** A size and how wrong it may be, both as doubles. */
export type Sized = { readonly size: number; readonly error: number };

/** How far errors of the operands move a result of this size; the rounding of the result itself is not in it. */
export const operationError = (sign: string, left: Sized, right: Sized, size: number): number => {
  switch (sign) {
    case '+':
    case '-':
      return left.error + right.error;
    case '*':
      return left.size * right.error + right.size * left.error;
    case '/':
      return (left.error + size * right.error) / right.size;
    default: {
      // x^y: y dx / x + ln x dy, of the result.
      const base = left.error === 0 ? 0 : (right.size * left.error) / left.size;
      const exponent = right.error === 0 ? 0 : (Math.abs(Math.log(left.size)) + Math.PI) * right.error;
      return size * (base + exponent);
    }
  }
};

/** The same for a function: its slope at the argument times the argument's error. */
export const functionError = (name: FunctionName, args: readonly Sized[], size: number): number => {
  const [argument, second] = args;
  if (argument === undefined) return 0;
  const { error, size: at } = argument;
  const other = second === undefined ? 0 : second.error;
  if (error === 0 && other === 0) return 0;
  switch (name) {
    case 'sqrt':
      return size === 0
        ? Math.sqrt(error)
        : Math.min((error + other) / size, Math.sqrt(error)) + size * other;
    case 'ln':
      return error / at;
    case 'log':
      return error / at + (size + 1) * other;
    case 'exp':
      return size * error;
    case 'sinh':
    case 'cosh':
      return (size + 1) * error;
    case 'tan':
    case 'cot':
    case 'sec':
    case 'csc':
      return (1 + size * size) * error;
    case 'arcsin':
    case 'arccos': {
      const root = Math.sqrt(Math.abs(1 - at * at));
      return root <= Math.sqrt(error) ? 4 * Math.sqrt(error) : error / root;
    }
    case 'arcsec':
    case 'arccsc':
      return 4 * Math.sqrt(error);
    default:
      return args.reduce((sum, one) => sum + one.error, 0);
  }
};
