/**
 * The system calls a guest may make, as a filter for the kernel: a program in classic BPF over `struct seccomp_data`
 * (call number, architecture, instruction pointer, six arguments of 64 bits).
 */
import { allowed, checked, refused, type Syscall, unsupported } from './syscalls.ts';

export type Architecture = 'x64' | 'arm64';
/** Code, jump if true, jump if false, constant: `struct sock_filter`. */
export type Instruction = readonly [code: number, jt: number, jf: number, k: number];

const LOAD = 0x20;
const JUMP = 0x05;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const MASK = 0x54;
const RETURN = 0x06;

export const ALLOW = 0x7fff_0000;
export const KILL_PROCESS = 0x8000_0000;
const ERRNO = 0x0005_0000;
export const EPERM = ERRNO | 1;
export const ENOTTY = ERRNO | 25;
export const ENOSYS = ERRNO | 38;
export const ENOTSUP = ERRNO | 95;

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
export const AUDIT_ARCH: Readonly<Record<Architecture, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
/** Calls of the x32 interface have this bit in their number. */
const X32_BIT = 0x4000_0000;

const NUMBER_AT = 0;
const ARCH_AT = 4;
const argument = (index: number) => 16 + 8 * index;
const upperHalf = (index: number) => argument(index) + 4;

const finish = (verdict: number): Instruction => [RETURN, 0, 0, verdict];

/** Allows the call when the lower half of an argument is one of the values. */
const when = (index: number, values: readonly number[], otherwise: number, mask?: number): Instruction[] => [
  [LOAD, 0, 0, argument(index)],
  ...(mask === undefined ? [] : [[MASK, 0, 0, mask] as const]),
  ...values.map((value, at): Instruction => [IF_EQUAL, values.length - at, 0, value]),
  finish(otherwise),
  finish(ALLOW),
];

/** Goes on to `then` only when the lower half of an argument is that value. */
const only = (index: number, value: number, mask: number, then: readonly Instruction[]): Instruction[] => [
  [LOAD, 0, 0, argument(index)],
  [MASK, 0, 0, mask],
  [IF_EQUAL, 1, 0, value],
  finish(EPERM),
  ...then,
];

/** What pthread_create asks for; CLONE_DETACHED, which some C libraries add, means nothing. */
const THREAD_FLAGS = 0x003d_0f00;
const CLONE_DETACHED = 0x0040_0000;
const IOCTLS = { TCGETS: 0x5401, TIOCGWINSZ: 0x5413, FIONREAD: 0x541b, FIONBIO: 0x5421 };
const CLOSE_ON_EXEC = { FIONCLEX: 0x5450, FIOCLEX: 0x5451 };
const PRCTLS = { PR_GET_DUMPABLE: 3, PR_SET_NAME: 15, PR_GET_NAME: 16, PR_SET_VMA: 0x5356_4d41 };
const F_FIRST_SPECIAL = 11;
const F_DUPFD_CLOEXEC = 1030;
const F_SETPIPE_SZ = 1031;
const F_GETPIPE_SZ = 1032;
const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCKET_TYPE_MASK = 0xf;
const ALL = 0xffff_ffff;

const checks: Readonly<Record<string, readonly Instruction[]>> = {
  clone: when(0, [THREAD_FLAGS], EPERM, ALL - CLONE_DETACHED),
  // An event loop wakes itself through such a pair; it leads nowhere else.
  socketpair: only(0, AF_UNIX, ALL, when(1, [SOCK_STREAM], EPERM, SOCKET_TYPE_MASK)),
  // Only to the other end, never to an address.
  sendto: [[LOAD, 0, 0, upperHalf(4)], [IF_EQUAL, 1, 0, 0], finish(EPERM), ...when(4, [0], EPERM)],
  ioctl: when(1, [...Object.values(IOCTLS), ...Object.values(CLOSE_ON_EXEC)], ENOTTY),
  prctl: when(0, Object.values(PRCTLS), EPERM),
  // Its own limits; the kernel lets nobody raise them.
  prlimit64: when(0, [0, 1], EPERM),
  // Not leases and notifications, which would tell of or delay others' use of a shared file.
  fcntl: [
    [LOAD, 0, 0, argument(1)],
    [IF_AT_LEAST, 1, 0, F_FIRST_SPECIAL],
    finish(ALLOW),
    ...when(1, [F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GETPIPE_SZ], EPERM),
  ],
};

type Range = { readonly from: number; readonly body: readonly Instruction[]; readonly key: string };

const numbered = (calls: readonly Syscall[], architecture: Architecture) =>
  calls.flatMap(call => {
    const number = call[architecture];
    return number === null ? [] : [{ name: call.name, number }];
  });

/** Every call number belongs to one range; neighbours with the same fate share one. */
const rangesOf = (architecture: Architecture, more: readonly string[]): readonly Range[] => {
  const bodies = new Map<number, { readonly key: string; readonly body: readonly Instruction[] }>();
  const assign = (calls: readonly Syscall[], verdict: number) => {
    for (const { number } of numbered(calls, architecture))
      bodies.set(number, { key: String(verdict), body: [finish(verdict)] });
  };
  assign(allowed, ALLOW);
  assign(refused, EPERM);
  assign(unsupported, ENOTSUP);
  assign(
    refused.filter(({ name }) => more.includes(name)),
    ALLOW,
  );
  for (const { name, number } of numbered(checked, architecture))
    bodies.set(number, { key: name, body: checks[name] ?? [finish(EPERM)] });
  // Whatever is not named does not exist; C libraries then do without it (clone3 is one of these).
  const unknown = { key: String(ENOSYS), body: [finish(ENOSYS)] };
  const last = Math.max(...bodies.keys()) + 1;
  const ranges: Range[] = [];
  for (let number = 0; number <= last; number++) {
    const found = bodies.get(number) ?? unknown;
    if (ranges.at(-1)?.key !== found.key) ranges.push({ from: number, ...found });
  }
  return ranges;
};

/** A binary search over the ranges, as jumps. */
const search = (ranges: readonly Range[]): readonly Instruction[] => {
  if (ranges.length === 1) return ranges[0]?.body ?? [];
  const middle = ranges.length >> 1;
  const below = search(ranges.slice(0, middle));
  const above = search(ranges.slice(middle));
  // Conditional jumps reach no further than 255 instructions, plain ones do.
  return [[IF_AT_LEAST, 0, 1, ranges[middle]?.from ?? 0], [JUMP, 0, 0, below.length], ...below, ...above];
};

/**
 * The whole filter. A call through another interface (32 bits, x32) kills: its numbers mean other calls. `more` are
 * calls of the refused ones that are allowed all the same.
 */
export const seccompProgram = (
  architecture: Architecture,
  more: readonly string[] = [],
): readonly Instruction[] => [
  [LOAD, 0, 0, ARCH_AT],
  [IF_EQUAL, 1, 0, AUDIT_ARCH[architecture]],
  finish(KILL_PROCESS),
  [LOAD, 0, 0, NUMBER_AT],
  ...(architecture === 'x64' ? ([[IF_AT_LEAST, 0, 1, X32_BIT], finish(KILL_PROCESS)] as const) : []),
  ...search(rangesOf(architecture, more)),
];

/** The filter as the kernel reads it: an array of `struct sock_filter`, little-endian. */
export const encodeProgram = (program: readonly Instruction[]): Buffer => {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, jt, jf, k]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  }
  return bytes;
};
