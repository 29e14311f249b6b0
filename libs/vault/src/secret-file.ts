import { readFileSync } from 'node:fs';

const secretBytes = 32;

/** Reads 32 bytes in base64, with or without a line end. @throws naming the file, never its content. */
export function readSecretFile(path: string): Buffer {
  const text = readFileSync(path, 'utf8').trim();
  const secret = Buffer.from(text, 'base64');
  if (secret.length !== secretBytes || !/^[A-Za-z0-9+/]+=?$/.test(text))
    throw new Error(`${path} does not hold ${secretBytes} bytes in base64`);
  return secret;
}
