import type { FunctionName } from '../read/ast.ts';
import type { Complex, ComplexField } from './complex.ts';

/** What a function needs to know of the evaluation around it. */
type Context<T> = { readonly complex: ComplexField<T>; readonly logBase: 10 | 'e' };

/**
 * The value of an elementary function, on the principal branch; null where it is not defined, undefined for a
 * function of integers.
 */
export const applyFunction = <T>(
  name: FunctionName,
  args: readonly Complex<T>[],
  { complex, logBase }: Context<T>,
): Complex<T> | null | undefined => {
  const [z, second] = args;
  if (z === undefined) return null;
  const simple = elementary(name, z, complex);
  if (simple !== undefined) return simple;
  switch (name) {
    case 'log':
      return logarithm(
        z,
        second ?? (logBase === 'e' ? null : complex.real(complex.field.number(10))),
        complex,
      );
    case 'sqrt':
      return second === undefined ? complex.sqrt(z) : root(z, second, complex);
    case 'max':
    case 'min':
      return extreme(name, args, complex);
    case 'floor':
      return complex.isReal(z) ? complex.real(complex.field.floor(z.re)) : null;
    case 'ceil':
      return complex.isReal(z)
        ? complex.negate(complex.real(complex.field.floor(complex.negate(z).re)))
        : null;
    default:
      return undefined;
  }
};

const elementary = <T>(
  name: FunctionName,
  z: Complex<T>,
  complex: ComplexField<T>,
): Complex<T> | null | undefined => {
  const over = (above: Complex<T>, below: Complex<T>): Complex<T> | null =>
    complex.isZero(below) ? null : complex.divide(above, below);
  const one = complex.real(complex.field.number(1));
  switch (name) {
    case 'sin':
      return sine(z, complex);
    case 'cos':
      return cosine(z, complex);
    case 'tan':
      return over(sine(z, complex), cosine(z, complex));
    case 'cot':
      return over(cosine(z, complex), sine(z, complex));
    case 'sec':
      return over(one, cosine(z, complex));
    case 'csc':
      return over(one, sine(z, complex));
    case 'sinh':
      return hyperbolic(z, complex, -1);
    case 'cosh':
      return hyperbolic(z, complex, 1);
    case 'tanh':
      return over(hyperbolic(z, complex, -1), hyperbolic(z, complex, 1));
    case 'arcsin':
      return arcsine(z, complex);
    case 'arccos':
      return arccosine(z, complex);
    case 'arctan':
      return arctangent(z, complex);
    case 'arccot':
      return complex.isZero(z)
        ? half(complex, complex.real(complex.field.pi))
        : arctangent(complex.divide(one, z), complex);
    case 'arcsec':
      return complex.isZero(z) ? null : arccosine(complex.divide(one, z), complex);
    case 'arccsc':
      return complex.isZero(z) ? null : arcsine(complex.divide(one, z), complex);
    case 'exp':
      return complex.exp(z);
    case 'ln':
      return complex.isZero(z) ? null : complex.ln(z);
    case 'abs':
      return complex.real(complex.abs(z));
    case 're':
      return complex.real(z.re);
    case 'im':
      return complex.real(z.im);
    default:
      return undefined;
  }
};

const half = <T>(complex: ComplexField<T>, z: Complex<T>): Complex<T> =>
  complex.divide(z, complex.real(complex.field.number(2)));

const timesI = <T>(complex: ComplexField<T>, z: Complex<T>): Complex<T> => ({
  re: complex.field.subtract(complex.field.number(0), z.im),
  im: z.re,
});

const sine = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> => {
  if (complex.isReal(z)) return complex.real(complex.field.sin(z.re));
  // sin z = (e^(iz) - e^(-iz)) / 2i
  const [up, down] = [complex.exp(timesI(complex, z)), complex.exp(complex.negate(timesI(complex, z)))];
  return complex.negate(timesI(complex, half(complex, complex.subtract(up, down))));
};

const cosine = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> => {
  if (complex.isReal(z)) return complex.real(complex.field.cos(z.re));
  const [up, down] = [complex.exp(timesI(complex, z)), complex.exp(complex.negate(timesI(complex, z)))];
  return half(complex, complex.add(up, down));
};

const hyperbolic = <T>(z: Complex<T>, complex: ComplexField<T>, sign: 1 | -1): Complex<T> => {
  const [up, down] = [complex.exp(z), complex.exp(complex.negate(z))];
  return half(complex, sign === 1 ? complex.add(up, down) : complex.subtract(up, down));
};

/** √(1 - z²) */
const coRoot = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> =>
  complex.sqrt(complex.subtract(complex.real(complex.field.number(1)), complex.multiply(z, z)));

const isWithinUnit = <T>(z: Complex<T>, complex: ComplexField<T>): boolean =>
  complex.isReal(z) && Math.abs(complex.field.toNumber(z.re)) <= 1;

const arcsine = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> => {
  if (isWithinUnit(z, complex)) return complex.real(complex.field.atan2(z.re, coRoot(z, complex).re));
  // -i ln(iz + √(1 - z²))
  const inner = complex.add(timesI(complex, z), coRoot(z, complex));
  return complex.negate(timesI(complex, complex.ln(inner)));
};

const arccosine = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> =>
  isWithinUnit(z, complex)
    ? complex.real(complex.field.atan2(coRoot(z, complex).re, z.re))
    : complex.subtract(half(complex, complex.real(complex.field.pi)), arcsine(z, complex));

const arctangent = <T>(z: Complex<T>, complex: ComplexField<T>): Complex<T> | null => {
  if (complex.isReal(z)) return complex.real(complex.field.atan2(z.re, complex.field.number(1)));
  // (i/2) (ln(1 - iz) - ln(1 + iz))
  const one = complex.real(complex.field.number(1));
  const [below, above] = [complex.subtract(one, timesI(complex, z)), complex.add(one, timesI(complex, z))];
  if (complex.isZero(below) || complex.isZero(above)) return null;
  return half(complex, timesI(complex, complex.subtract(complex.ln(below), complex.ln(above))));
};

const logarithm = <T>(
  z: Complex<T>,
  base: Complex<T> | null,
  complex: ComplexField<T>,
): Complex<T> | null => {
  if (complex.isZero(z) || (base !== null && complex.isZero(base))) return null;
  if (base === null) return complex.ln(z);
  const below = complex.ln(base);
  return complex.isZero(below) ? null : complex.divide(complex.ln(z), below);
};

/** An odd root of a negative real number is real. */
const root = <T>(z: Complex<T>, index: Complex<T>, complex: ComplexField<T>): Complex<T> | null => {
  const degree = complex.isReal(index) ? complex.field.toNumber(index.re) : Number.NaN;
  if (complex.isZero(index)) return null;
  if (complex.isZero(z)) return degree > 0 ? z : null;
  const isOddOfNegative = complex.isReal(z) && complex.field.toNumber(z.re) < 0 && Math.abs(degree % 2) === 1;
  if (isOddOfNegative) {
    const positive = root(complex.negate(z), index, complex);
    return positive === null ? null : complex.negate(positive);
  }
  return complex.exp(complex.divide(complex.ln(z), index));
};

const extreme = <T>(
  name: 'max' | 'min',
  args: readonly Complex<T>[],
  complex: ComplexField<T>,
): Complex<T> | null => {
  if (args.some(arg => !complex.isReal(arg))) return null;
  const numeric = (value: Complex<T>): number => complex.field.toNumber(value.re);
  return args.reduce((best, value) => (numeric(value) > numeric(best) === (name === 'max') ? value : best));
};
