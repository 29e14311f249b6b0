import type { IdentityDocument, Person } from '#providers';

/** The person that a document names; undefined for a passport, which has no such number. */
export const personIn = (name: string | undefined, identity: IdentityDocument | undefined): Person | undefined =>
  name === undefined || identity === undefined || identity.kind === 'passport' ? undefined : { name, number: identity.number };

/** The same of a document as the vault keeps it. */
export const personInSealed = (name: string | undefined, identity: string | undefined): Person | undefined =>
  personIn(name, identity === undefined ? undefined : (JSON.parse(identity) as IdentityDocument));
