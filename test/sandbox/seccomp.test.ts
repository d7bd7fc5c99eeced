import { describe, expect, it } from 'vitest';
import {
  ALLOW,
  type Architecture,
  AUDIT_ARCH,
  ENOSYS,
  ENOTSUP,
  ENOTTY,
  EPERM,
  encodeProgram,
  type Instruction,
  KILL_PROCESS,
  seccompProgram,
} from '../../sandbox/native/seccomp.ts';
import { allowed, checked, refused, unsupported } from '../../sandbox/native/syscalls.ts';

type Call = { readonly number: number; readonly arch: number; readonly args?: readonly bigint[] };

/** Runs a filter as the kernel does, over a call laid out as `struct seccomp_data`. */
const judge = (program: readonly Instruction[], { number, arch, args = [] }: Call): number => {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(arch, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(value, 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const [code, jt, jf, k] = program[at] ?? [0, 0, 0, 0];
    if (code === 0x20) accumulator = data.readUInt32LE(k);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) at += accumulator === k ? jt : jf;
    else if (code === 0x35) at += accumulator >= k ? jt : jf;
    else if (code === 0x06) return k;
    else throw new Error(`instruction ${at} has the unknown code ${code}`);
  }
  throw new Error('the filter ran past its end');
};

const architectures: readonly Architecture[] = ['x64', 'arm64'];

describe.each(architectures)('the filter of system calls on %s', architecture => {
  const program = seccompProgram(architecture);
  const verdict = (number: number, ...args: bigint[]) =>
    judge(program, { number, arch: AUDIT_ARCH[architecture], args });
  const numberOf = (name: string): number => {
    const call = [...allowed, ...checked, ...refused].find(known => known.name === name);
    const number = call?.[architecture];
    if (number === undefined || number === null) throw new Error(`${name} has no number on ${architecture}`);
    return number;
  };

  it('gives every known call its verdict, and every other one "no such call"', () => {
    const expected = new Map<number, number>();
    for (const [calls, fate] of [
      [allowed, ALLOW],
      [refused, EPERM],
      [unsupported, ENOTSUP],
    ] as const)
      for (const call of calls) {
        const number = call[architecture];
        if (number !== null) expected.set(number, fate);
      }
    const special = new Set(checked.map(call => call[architecture]));
    for (let number = 0; number < 600; number++) {
      if (!special.has(number))
        expect(verdict(number), `call ${number}`).toBe(expected.get(number) ?? ENOSYS);
    }
  });

  it('names each call once', () => {
    const numbers = [...allowed, ...checked, ...refused, ...unsupported]
      .map(call => call[architecture])
      .filter(number => number !== null);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBeGreaterThan(200);
  });

  it('kills on a call through another interface', () => {
    for (const arch of [0x4000_0003, 0x4000_0028, ...Object.values(AUDIT_ARCH), 0]) {
      if (arch === AUDIT_ARCH[architecture]) continue;
      for (const number of [0, 1, 11, 20, 63, 64])
        expect(judge(program, { number, arch })).toBe(KILL_PROCESS);
    }
    const x32 = architecture === 'x64' ? KILL_PROCESS : ENOSYS;
    for (const number of [0x4000_0000, 0x4000_0027, 0xffff_ffff]) expect(verdict(number)).toBe(x32);
  });

  it('lets clone make threads and nothing else', () => {
    const clone = numberOf('clone');
    expect(verdict(clone, 0x3d0f00n)).toBe(ALLOW);
    expect(verdict(clone, 0x7d0f00n)).toBe(ALLOW);
    for (const flags of [17n, 0n, 0x3d0f00n | 0x2000_0000n, 0x3d0f00n | 0x1000_0000n, 0x11000n, 0x3c0f00n])
      expect(verdict(clone, flags)).toBe(EPERM);
    expect(verdict(435, 0n)).toBe(ENOSYS);
  });

  it('looks at the arguments of pairs of sockets, ioctl, prctl, limits and fcntl', () => {
    const table: readonly (readonly [string, readonly bigint[], number])[] = [
      ['socketpair', [1n, 1n], ALLOW],
      ['socketpair', [1n, 0x80801n], ALLOW],
      ['socketpair', [1n, 2n], EPERM],
      ['socketpair', [2n, 1n], EPERM],
      ['sendto', [3n, 4096n, 1n, 0n, 0n, 0n], ALLOW],
      ['sendto', [3n, 4096n, 1n, 0n, 4096n, 16n], EPERM],
      ['sendto', [3n, 4096n, 1n, 0n, 1n << 32n, 16n], EPERM],
      ['ioctl', [0n, 0x5401n], ALLOW],
      ['ioctl', [0n, 0x5412n], ENOTTY],
      ['prctl', [15n], ALLOW],
      ['prctl', [22n], EPERM],
      ['prctl', [4n], EPERM],
      ['prlimit64', [0n], ALLOW],
      ['prlimit64', [2n], EPERM],
      ['fcntl', [0n, 3n], ALLOW],
      ['fcntl', [0n, 1030n], ALLOW],
      ['fcntl', [0n, 1024n], EPERM],
      ['fcntl', [0n, 1026n], EPERM],
    ];
    for (const [name, args, fate] of table)
      expect(verdict(numberOf(name), ...args), `${name} ${args}`).toBe(fate);
  });

  it('fits the kernel: short, ending in a verdict, jumping only forwards within itself', () => {
    expect(program.length).toBeLessThan(4096);
    expect(program.at(-1)?.[0]).toBe(0x06);
    expect(encodeProgram(program).length).toBe(program.length * 8);
    for (const [at, [code, jt, jf, k]] of program.entries()) {
      const farthest = code === 0x05 ? k : Math.max(jt, jf);
      expect(Number.isInteger(farthest) && farthest >= 0 && farthest <= (code === 0x05 ? 4096 : 255)).toBe(
        true,
      );
      expect(at + 1 + farthest).toBeLessThan(program.length + 1);
    }
  });
});
