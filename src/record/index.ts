export { onDisk } from '../run/disk-error.ts';
export { isBeingWritten } from '../run/lock.ts';
export { sizeOf } from '../run/records.ts';
export * from './fields.ts';
export * from './located.ts';
export * from './newest.ts';
export * from './run-record.ts';
export * from './tail.ts';
export * from './trials.ts';
