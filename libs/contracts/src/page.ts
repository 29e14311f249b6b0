import { z } from 'zod';

const pageSizeMax = 100;

/** The part of a query that selects the page. `pageToken` is opaque: the `nextPageToken` of the page before. */
export const pageQueryUpTo = (max: number) => ({
  pageSize: z.coerce
    .number()
    .int()
    .min(1)
    .max(max)
    .default(max / 2),
  pageToken: z
    .string()
    .max(200)
    .regex(/^[\w-]+$/)
    .optional(),
});

export const pageQuery = pageQueryUpTo(pageSizeMax);

export const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), nextPageToken: z.string().optional() });
