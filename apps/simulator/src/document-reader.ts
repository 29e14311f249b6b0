import { z } from 'zod';
import type { Stage } from './taking';

const readingSchema = z.strictObject({ ref: z.string().min(1).max(300), kind: z.string().min(1).max(50) });

/** What stands on every document; by its kind it has other fields. */
const cards = { name: '韦小宝', number: '11010519491231002X' };
const passport = {
  name: 'ANNA MARIA ERIKSSON',
  mrz: 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3504152ZE184226B<<<<<16',
};

/**
 * Reads the same of every picture. A reference with `unreadable-number` in it has a field that cannot be read, one with
 * `unreadable` nothing that can.
 */
export function documentReader({ take }: Stage): void {
  take('document-readings', {
    body: readingSchema,
    perform({ ref, kind }) {
      const asked = /unreadable(?:-(name|number|mrz))?/.exec(ref);
      if (asked) return { status: 200, body: { unreadable: asked[1] ?? 'document' } };
      return { status: 200, body: { fields: kind === 'passport' ? passport : cards } };
    },
  });
}
