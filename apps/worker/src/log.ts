import { logOf } from '#log';

export const log = logOf('worker');
