/** Letters that readers of documents take for digits, and the other way round. */
const alike: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1' };

/**
 * R5: what a machine has read of a document, without what it only got wrong: blanks and line ends between the letters,
 * full-width letters, how many fillers there are, and letters that look like digits.
 */
const withoutSlips = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z<]/g, '')
    .replace(/<+/g, '<')
    .replace(/<$/, '')
    .replace(/[OQIL]/g, (letter) => alike[letter]!);

/**
 * R5: whether a picture says what the applicant has told. A mistake of the reader is no failure of a person; the
 * registry compares the number itself.
 */
export const isReadAs = (told: string, read: string): boolean => withoutSlips(told) === withoutSlips(read);
