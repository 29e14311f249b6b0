import type { withClient } from '#stack';

/** A connection of its own, which also feeds COPY. */
export type Client = Parameters<Parameters<typeof withClient>[1]>[0];
