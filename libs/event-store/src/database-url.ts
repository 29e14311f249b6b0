import { readFileSync } from 'node:fs';

/**
 * Returns the URL with the password from a file, so that no environment and no process list shows it.
 * Without a file: the URL unchanged.
 * @throws when the file is unreadable or empty, or the URL has a password already; the message shows neither.
 */
export function withPasswordFrom(file: string | undefined, url: string): string {
  if (file === undefined) return url;
  const complete = new URL(url);
  if (complete.password !== '') throw new Error('the database URL holds a password, and a password file is given too: leave one out');
  const password = passwordIn(file);
  if (password === '') throw new Error(`${file} is empty: it has to hold the password of the database`);
  complete.password = encodeURIComponent(password);
  return complete.href;
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${file}, which has to hold the password of the database, cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}
