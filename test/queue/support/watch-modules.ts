// Preloaded (`node --import`) into a command: writes down what it loads, or hides the packages of the queue from it.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const { LOADED_FILE, HIDE_QUEUE } = process.env;

registerHooks({
  resolve: (specifier, context, next) => {
    if (HIDE_QUEUE === '1' && /^(bullmq|ioredis)$/.test(specifier)) {
      throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
    }
    return next(specifier, context);
  },
  load: (url, context, next) => {
    if (LOADED_FILE !== undefined) appendFileSync(LOADED_FILE, `${url}\n`);
    return next(url, context);
  },
});
