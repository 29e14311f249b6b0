import { z } from 'zod';

const pageSizeMax = 100;

/** The part of a query that selects the page. `pageToken` is opaque: the `nextPageToken` of the page before. */
export const pageQuery = {
  pageSize: z.coerce
    .number()
    .int()
    .min(1)
    .max(pageSizeMax)
    .default(pageSizeMax / 2),
  pageToken: z
    .string()
    .max(200)
    .regex(/^[\w-]+$/)
    .optional(),
};

export const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), nextPageToken: z.string().optional() });
