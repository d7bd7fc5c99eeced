import type { Field } from './field.ts';

/** A complex number over a field. */
export type Complex<T> = { readonly re: T; readonly im: T };

/** Complex arithmetic over a field of reals; the principal branch everywhere. */
export type ComplexField<T> = {
  readonly field: Field<T>;
  real(value: T): Complex<T>;
  add(a: Complex<T>, b: Complex<T>): Complex<T>;
  subtract(a: Complex<T>, b: Complex<T>): Complex<T>;
  multiply(a: Complex<T>, b: Complex<T>): Complex<T>;
  divide(a: Complex<T>, b: Complex<T>): Complex<T>;
  negate(a: Complex<T>): Complex<T>;
  abs(a: Complex<T>): T;
  exp(a: Complex<T>): Complex<T>;
  ln(a: Complex<T>): Complex<T>;
  sqrt(a: Complex<T>): Complex<T>;
  isZero(a: Complex<T>): boolean;
  isReal(a: Complex<T>): boolean;
};

export const complexOver = <T>(field: Field<T>): ComplexField<T> => {
  const zero = field.number(0);
  const two = field.number(2);
  const numeric = field.toNumber;
  const real = (re: T): Complex<T> => ({ re, im: zero });
  const isReal = (a: Complex<T>): boolean => numeric(a.im) === 0;
  const add = (a: Complex<T>, b: Complex<T>): Complex<T> => ({
    re: field.add(a.re, b.re),
    im: field.add(a.im, b.im),
  });
  const subtract = (a: Complex<T>, b: Complex<T>): Complex<T> => ({
    re: field.subtract(a.re, b.re),
    im: field.subtract(a.im, b.im),
  });
  const negate = (a: Complex<T>): Complex<T> => ({
    re: field.subtract(zero, a.re),
    im: isReal(a) ? zero : field.subtract(zero, a.im),
  });
  const multiply = (a: Complex<T>, b: Complex<T>): Complex<T> => {
    if (isReal(a) && isReal(b)) return real(field.multiply(a.re, b.re));
    return {
      re: field.subtract(field.multiply(a.re, b.re), field.multiply(a.im, b.im)),
      im: field.add(field.multiply(a.re, b.im), field.multiply(a.im, b.re)),
    };
  };
  const divide = (a: Complex<T>, b: Complex<T>): Complex<T> => {
    if (isReal(b)) return { re: field.divide(a.re, b.re), im: isReal(a) ? zero : field.divide(a.im, b.re) };
    const norm = field.add(field.multiply(b.re, b.re), field.multiply(b.im, b.im));
    const product = multiply(a, { re: b.re, im: field.subtract(zero, b.im) });
    return { re: field.divide(product.re, norm), im: field.divide(product.im, norm) };
  };
  const abs = (a: Complex<T>): T => {
    if (isReal(a)) return numeric(a.re) < 0 ? field.subtract(zero, a.re) : a.re;
    return field.sqrt(field.add(field.multiply(a.re, a.re), field.multiply(a.im, a.im)));
  };
  const exp = (a: Complex<T>): Complex<T> => {
    const size = field.exp(a.re);
    if (isReal(a)) return real(size);
    return { re: field.multiply(size, field.cos(a.im)), im: field.multiply(size, field.sin(a.im)) };
  };
  const ln = (a: Complex<T>): Complex<T> =>
    isReal(a) && numeric(a.re) > 0
      ? real(field.ln(a.re))
      : { re: field.ln(abs(a)), im: field.atan2(a.im, a.re) };
  const sqrt = (a: Complex<T>): Complex<T> => {
    if (isReal(a)) {
      return numeric(a.re) < 0
        ? { re: zero, im: field.sqrt(field.subtract(zero, a.re)) }
        : real(field.sqrt(a.re));
    }
    const size = abs(a);
    // The larger of the two parts first, so that nothing cancels.
    const larger = field.sqrt(
      field.divide(field.add(size, numeric(a.re) < 0 ? field.subtract(zero, a.re) : a.re), two),
    );
    const smaller = field.divide(a.im, field.multiply(two, larger));
    if (numeric(a.re) >= 0) return { re: larger, im: smaller };
    const sign = numeric(a.im) < 0 ? -1 : 1;
    return {
      re: numeric(smaller) < 0 ? field.subtract(zero, smaller) : smaller,
      im: sign < 0 ? field.subtract(zero, larger) : larger,
    };
  };
  return {
    field,
    real,
    add,
    subtract,
    multiply,
    divide,
    negate,
    abs,
    exp,
    ln,
    sqrt,
    isZero: a => numeric(a.re) === 0 && numeric(a.im) === 0,
    isReal,
  };
};
