import { z } from 'zod';

/**
 * Control characters (U+0000 too) and halves of surrogate pairs: no person writes them, and PostgreSQL keeps no U+0000.
 */
const unwritable = /[\p{Cc}\p{Cs}]/u;

/**
 * Text that a machine sends, kept as it came: never empty or blank, bounded, without control characters. Every free
 * string of a request is one of these, or of `typed.ts` where a person has written it.
 */
export const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => value === '' || value.trim() !== '', { message: 'must not be blank' })
    .refine((value) => !unwritable.test(value), { message: 'must not contain control characters or halves of surrogate pairs' });

/** Accepted in upper and lower case, kept in lower case. */
export const id = z.uuid().toLowerCase();

/** Stands for an id in the examples of bodies. */
export const exampleId = 'b9a1f0de-0000-4000-8000-000000000001';

/** RFC 3339 in UTC with milliseconds, as every answer tells the time. */
export const instant = z.iso.datetime({ precision: 3 });

/**
 * An instant from a caller: RFC 3339 in UTC, with or without fractions of a second; anything finer than milliseconds is
 * cut off.
 */
export const sentInstant = z.iso.datetime();

/** ISO 8601, of weeks or of days, hours, minutes and seconds: units of one length only. */
export const duration = z
  .string()
  .max(32)
  .regex(/^P(?:\d{1,4}W|(?=\d|T\d)(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,7}M)?(?:\d{1,9}S)?)?)$/, {
    message: 'must be an ISO 8601 duration such as P14D or PT30M',
  });

/** A machine's name for something: a command, a state, a code. */
export const word = z.string().max(100);

/**
 * A {@link label} that reaches no event: it names an existing thing, or a value in the vault, also of a release before
 * the limit of digits.
 */
export const knownLabel = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { message: 'must be words of lower-case letters and digits, joined by hyphens' });

/** A caller's word for something, kept in events: too narrow for a sentence, a name or a number. */
export const label = knownLabel.regex(/^(?!.*\d{9})/, { message: 'must not contain nine digits in a row' });

/** A person by their public id. The description says what it is not; the vault, which has the subject, refuses it. */
export const personId = id.describe('The id of the account of a person, or your own uuid for a person without one. Never a subjectId.');

/** The same as in On-Behalf-Of. */
export const person = z
  .string()
  .max(41)
  .regex(/^user:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { message: 'must be user:<id>' })
  .toLowerCase()
  .describe('user:<id>: a person by the id of their account, or by your own uuid for a person without one. Never a subjectId.');

/**
 * Somebody who is to approve: a member of the company, or the holder of a role there, by the id of their account; or a
 * person who is said to be from outside, so that a mistyped id does not pass for one.
 */
export const approver = z
  .string()
  .max(44)
  .regex(/^(user|outside):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, { message: 'must be user:<id> or outside:<id>' })
  .toLowerCase()
  .describe(
    'user:<id>: a person who belongs to the company, by the id of their account. outside:<id>: anybody else, by the id of their account, or by your own uuid for a person without one. Never a subjectId.',
  );

/**
 * The numbers of the round, the stage, the slot and the task in it; in approvals from before there were stages, of the
 * last two alone.
 */
export const taskId = z
  .string()
  .max(17)
  .regex(/^(\d{1,3}\.\d{1,3}\.)?\d{1,3}\.\d{1,5}$/);

export const revision = z.number().int().nonnegative();
export const count = z.number().int().nonnegative();

/**
 * How callers write the fields of a command, by their kinds. A field of another kind has a form of its own on its
 * route.
 */
export const fieldFormats = { id, code: label, count, flag: z.boolean() };

export const idParams = z.strictObject({ id });
export const nothing = z.strictObject({}).optional();
