import { createHash } from 'node:crypto';
import type { PublicKey, Signer } from '#vault';

/** What both kinds of lines say. Their order is that of the text. */
interface Place {
  /** Lines count from 1. */
  n: number;
  /** SHA-256 of the text of the line before; zeros before the first. */
  former: string;
}

/** A line that covers the events of the positions behind `from`, up to and with `to`. */
export interface AnchorLine extends Place {
  type: 'tenure-anchor/1';
  from: number;
  to: number;
  /** The id of the event at `to`. */
  event: string;
  events: number;
  streams: number;
  root: string;
  /** What the clock of the database said, RFC 3339. */
  at: string;
  /** The id of the key that signs. */
  key: string;
}

/** A line by which an operator goes on behind `to`: what lines before it say of later positions holds no more. */
export interface RestartLine extends Place {
  type: 'tenure-anchor-restart/1';
  to: number;
  /** The id of the event at `to`; empty at 0. */
  event: string;
  at: string;
  key: string;
}

export type Line = AnchorLine | RestartLine;

/** A line as it stands in the file. */
export interface WrittenLine {
  line: Line;
  text: string;
  hash: string;
}

export const noFormer = '0'.repeat(64);

const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The signature is the last member: what is signed is the text without it. */
const signedText = /^(\{.+),"signature":"([A-Za-z0-9+/]+={0,2})"\}$/;

/** Signs a line and returns its text, without a line end. */
export function writeLine(line: Line, signer: Signer): WrittenLine {
  const body = JSON.stringify(line);
  const text = `${body.slice(0, -1)},"signature":"${signer.sign(body)}"}`;
  return { line, text, hash: hashOf(text) };
}

/** Reads a line, without a look at its signature. Undefined: it is none. */
export function readLine(text: string): WrittenLine | undefined {
  const [, body] = signedText.exec(text) ?? [];
  if (body === undefined) return undefined;
  try {
    const line = JSON.parse(`${body}}`) as Line;
    return isLine(line) ? { line, text, hash: hashOf(text) } : undefined;
  } catch {
    return undefined;
  }
}

const areCounts = (...values: unknown[]) => values.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
const areTexts = (...values: unknown[]) => values.every((value) => typeof value === 'string');

function isLine(line: Line): boolean {
  if (!areCounts(line.n, line.to) || !areTexts(line.former, line.event, line.at, line.key)) return false;
  if (line.type === 'tenure-anchor-restart/1') return true;
  return line.type === 'tenure-anchor/1' && areCounts(line.from, line.events, line.streams) && areTexts(line.root);
}

/** True if this key has signed the line as it stands. */
export function isSignedBy(key: PublicKey, { text }: WrittenLine): boolean {
  const [, body = '', signature = ''] = signedText.exec(text) ?? [];
  return key.verifies(`${body}}`, signature);
}
