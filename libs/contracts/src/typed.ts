import { z } from 'zod';

/**
 * What people type and paste, each in one form before anything looks at it. Here and nowhere else: what a person writes
 * is one of these, what a machine sends is `text`.
 */

/** Beside blanks, what a copy from a contact, a mail or a document brings along at its ends. */
const marksAround = /^[\s\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]+|[\s\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]+$/gu;
const blanksAround = /^\s+|\s+$/gu;
/** Blanks, and what nobody sees: in a code or a number none of them means anything. */
const unseen = /[\s\p{Default_Ignorable_Code_Point}]/gu;
/** They show a text in another order than it has. */
const reordering = /[\u202A-\u202E\u2066-\u2069]/u;
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const control = /[\p{Cc}\p{Cs}]/u;
/** Line ends and tabs are part of what a person writes over several lines. */
const controlInLines = /[^\P{Cc}\n\t]|\p{Cs}/u;
const meaningful = /[\p{L}\p{N}]/u;

/** Digits of keyboards that `NFKC` does not lead to ours: Arabic, Persian and Devanagari. */
const zeros = [0x06_60, 0x06_f0, 0x09_66];
const asciiDigit = (digit: string): string => {
  const point = digit.codePointAt(0)!;
  const zero = zeros.find((each) => point >= each && point < each + 10);
  return zero === undefined ? digit : String(point - zero);
};
/** Full-width letters and digits as those of a keyboard, and each digit as ours. */
const plain = (value: string): string => value.normalize('NFKC').replace(/\p{Nd}/gu, asciiDigit);

const notBlank = { message: 'must not be blank' };
const noControl = { message: 'must not contain control characters or halves of surrogate pairs' };
const noReordering = { message: 'must not contain characters that change the direction of writing' };

/** One line, without the blanks and line ends around it. */
export const line = (maxLength: number) =>
  z
    .string()
    .overwrite((value) => value.normalize('NFC').replace(blanksAround, ''))
    .min(1, notBlank)
    .max(maxLength)
    .refine((value) => !control.test(value), noControl);

/**
 * The name of something that people read in lists: a company, a department, a position. One blank between words, and at
 * least a letter or a digit, so that none is invisible or takes the look of another.
 */
export const title = (maxLength: number) =>
  z
    .string()
    .overwrite((value) =>
      value
        .normalize('NFC')
        .replace(marksAround, '')
        .replace(/\p{Zs}+/gu, ' '),
    )
    .min(1, notBlank)
    .max(maxLength)
    .refine((value) => !control.test(value), noControl)
    .refine((value) => !reordering.test(value), noReordering)
    .refine((value) => !invisible.test(value), { message: 'must not contain characters that nobody sees' })
    .refine((value) => meaningful.test(value), { message: 'must have a letter or a digit' });

/** Sentences for other people, over several lines if need be. They read in the order in which they were written. */
export const prose = (maxLength: number) =>
  z
    .string()
    .overwrite((value) =>
      value
        .normalize('NFC')
        .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
        .replace(blanksAround, ''),
    )
    .min(1, notBlank)
    .max(maxLength)
    .refine((value) => !controlInLines.test(value), noControl)
    .refine((value) => !reordering.test(value), noReordering)
    .refine((value) => value.replace(unseen, '') !== '', notBlank);

/** A code or a number as it is printed or sent: blanks, line ends and width do not count. */
export const pasted = (maxLength: number) =>
  z
    .string()
    .overwrite((value) => plain(value).replace(unseen, ''))
    .min(1, notBlank)
    .max(maxLength)
    .refine((value) => !control.test(value), noControl);

/** A phone number or a mail address, as a contact has it. What it is decides who reads it. */
export const contact = (maxLength: number) =>
  z
    .string()
    .overwrite((value) =>
      plain(value)
        .replace(/[\p{Default_Ignorable_Code_Point}]/gu, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .min(1, notBlank)
    .max(maxLength)
    .refine((value) => !control.test(value), noControl);

const phoneMax = 40;
export const phone = contact(phoneMax).describe(
  'International, with + and the code of the country. Blanks, brackets, hyphens and full-width digits do not count.',
);

/** Six digits, as they are sent; also as `123 456` and `123-456`. */
export const oneTimeCode = z
  .string()
  .overwrite((value) =>
    plain(value)
      .replace(unseen, '')
      .replace(/(?<=^\d{3})[-\u2010-\u2015\u2212](?=\d{3}$)/u, ''),
  )
  .regex(/^\d{6}$/, { message: 'must be six digits' });
