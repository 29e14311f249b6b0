/** What of a picture of a document could not be read, as its applicant is told. */
export const unreadableFields = ['name', 'number', 'mrz', 'document'] as const;
export type UnreadableField = (typeof unreadableFields)[number];
