import { existsSync, readFileSync } from 'node:fs';

/** The one line of a file. @throws naming the file, never its content. */
export function lineOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

/** A secret that is sent with a call, or signs it. @throws like {@link lineOf}. */
export function tokenIn(file: string): string {
  const token = lineOf(file);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(`${file} does not hold a token of printable characters`);
  return token;
}

/** @throws like {@link lineOf}. */
export function addressIn(file: string): string {
  const address = lineOf(file);
  if (!isAddress(address)) throw new Error(`${file} does not hold an http(s) address without credentials`);
  return address;
}

/** Also of a file that a power cut or a full disk left empty. */
export const isEmpty = (file: string): boolean => !existsSync(file) || lineOf(file) === '';

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
