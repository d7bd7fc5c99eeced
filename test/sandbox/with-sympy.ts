import { findPackages } from '../../sandbox/wasm/packages.ts';
import { describeWith } from '../support/requires.ts';

const packages = await findPackages();

/** Tests of wasm with the packages that it takes from a Python of the machine. */
export const describeWithPackages = describeWith(
  `sympy for wasm: ${packages.detail} (pip install sympy)`,
  packages.paths !== null,
);
