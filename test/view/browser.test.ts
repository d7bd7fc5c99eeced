import { afterAll, afterEach, beforeAll } from 'vitest';
import { describeWithChromium } from './browser/chromium.ts';
import { episodeTests } from './browser/episodes.ts';
import { hostileTests } from './browser/hostile.ts';
import { keyboardTests } from './browser/keyboard.ts';
import { liveTests } from './browser/live.ts';
import { looksTests } from './browser/looks.ts';
import { readingTests } from './browser/reading.ts';
import { openStage, type Stage } from './browser/stage.ts';
import { staticTests } from './browser/static.ts';

/** A browser on a busy machine may take its time. */
const timeout = 180_000;

describeWithChromium('the page in a browser', { timeout }, () => {
  let opened: Stage | null = null;
  const stage = (): Stage => {
    if (opened === null) throw new Error('not open yet');
    return opened;
  };
  beforeAll(async () => {
    opened = await openStage();
  }, timeout);
  afterEach(() => opened?.finish(), timeout);
  afterAll(() => opened?.close(), timeout);

  readingTests(stage);
  keyboardTests(stage);
  looksTests(stage);
  hostileTests(stage);
  episodeTests(stage);
  liveTests(stage);
  staticTests(stage);
});
