import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ChatPrompt, Message } from '../../../src/core/index.ts';

export const user = (content: string): Message => ({ role: 'user', content });
export const assistant = (content: string): Message => ({ role: 'assistant', content });
export const system = (content: string): Message => ({ role: 'system', content });
export const chat = (...messages: Message[]): ChatPrompt => ({ kind: 'chat', messages });

/** A folder with these files, removed when the test ends; what is no text is written as JSON. */
export const folderOf = (files: Readonly<Record<string, unknown>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-template-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), bytes ? content : JSON.stringify(content));
  }
  return folder;
};
