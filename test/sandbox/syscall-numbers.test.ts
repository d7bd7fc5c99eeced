import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../sandbox/native/seccomp.ts';
import { allowed, checked, refused, unsupported } from '../../sandbox/native/syscalls.ts';

/** The kernel's own headers; arm64 has the numbers of the generic one. */
const headers: Readonly<Record<Architecture, string>> = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  arm64: '/usr/include/asm-generic/unistd.h',
};

/** What calls there are, by name; the generic header numbers some under a prefix, and names them by that. */
const numbersIn = (header: string): ReadonlyMap<string, number> => {
  const text = readFileSync(header, 'utf8');
  const pairs = [...text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)/gm)];
  const numbers = new Map(pairs.map(([, name = '', number]) => [name, Number(number)] as const));
  for (const [, name = '', of = ''] of text.matchAll(/^#define __NR_(\w+)\s+__NR3264_(\w+)/gm)) {
    const number = numbers.get(of);
    if (number !== undefined) numbers.set(name, number);
  }
  return numbers;
};

for (const [architecture, header] of Object.entries(headers) as [Architecture, string][]) {
  const present = existsSync(header);
  if (!present) process.stderr.write(`SKIPPED: tests that need ${header} (linux-libc-dev)\n`);
  describe.runIf(present)(`the numbers of system calls on ${architecture}`, () => {
    const known = present ? numbersIn(header) : new Map<string, number>();
    const calls = [...allowed, ...checked, ...refused, ...unsupported];

    it('are those of the kernel', () => {
      const wrong = calls.filter(call => {
        const number = call[architecture];
        // An older header lacks the newest calls.
        return number !== null && known.has(call.name) && known.get(call.name) !== number;
      });
      expect(wrong).toEqual([]);
      const found = calls.filter(({ name }) => known.has(name));
      expect(found.length).toBeGreaterThan(calls.length / 2);
    });

    it('are left out only where the architecture has no such call', () => {
      expect(calls.filter(call => call[architecture] === null && known.has(call.name))).toEqual([]);
    });

    it('name no call that the kernel does not know, but for newer ones', () => {
      const newest = Math.max(...known.values());
      const unknown = calls.filter(call => (call[architecture] ?? 1e9) <= newest && !known.has(call.name));
      expect(unknown).toEqual([]);
    });
  });
}
