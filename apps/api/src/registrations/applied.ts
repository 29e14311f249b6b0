import type { Registration } from '#domain';

/** A registration that was opened, whatever became of it. */
export type Applied = Exclude<Registration, { status: 'none' }>;
