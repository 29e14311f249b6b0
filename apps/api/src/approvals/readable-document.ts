/** Each field as it was given; the lines of a machine-readable zone below one another. */
export const readableDocument = (document: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(document as Record<string, string | readonly string[]>).map(([field, value]) => [field, [value].flat().join('\n')]),
  );
