import { mobile } from './phone';
import { refusal } from './refusal';

const emailAddress = /^[^\s@"<>(),:;\\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * Returns an identifier in its one canonical form: equal ones have equal blind indexes.
 * @throws Refusal `phone-invalid`, `email-invalid`, without the value
 */
export function canonicalIdentifier(kind: 'phone' | 'email', value: string): string {
  if (kind === 'phone') return mobile(value);
  const address = value.trim().toLowerCase();
  if (!emailAddress.test(address)) throw refusal('email-invalid');
  return address;
}
