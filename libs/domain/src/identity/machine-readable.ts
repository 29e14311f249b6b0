import { dayOf, type Day } from '../calendar/day';
import { identityPolicy } from './identity.policy';

/** `number`: of the state that issued it, `UTO:L898902C3`. `expires`: the last day on which it is good. */
export interface MachineRead {
  number: string;
  expires: Day;
}

const weights = [7, 3, 1];

/** ICAO 9303-3: weights 7, 3, 1 over the values of the characters. */
export function checkDigitOf(text: string): string {
  const sum = [...text].reduce((total, character, place) => total + valueOf(character) * weights[place % 3]!, 0);
  return String(sum % 10);
}

/** 0–9 stand for themselves, A–Z for 10–35, the filler for nothing. */
const valueOf = (character: string): number => (character === '<' ? 0 : Number.parseInt(character, 36));

export const withoutFillers = (text: string): string => text.replaceAll('<', '');

/**
 * ICAO 9303-3: the names of a person, who may have one only: then nothing follows its fillers, or, as some states
 * print it, nothing comes before them.
 */
export const areNames = (text: string): boolean => /^(?:<<)?[A-Z][A-Z<]*$/.test(text);

/** Reads `YYMMDD` of a last day. @returns undefined for a day that no calendar has */
export function lastDay(yymmdd: string): Day | undefined {
  const [year, month, date] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2))) as [number, number, number];
  const from = identityPolicy.lastDaysFromYear;
  return dayOf(from + ((((year - from) % 100) + 100) % 100), month, date);
}
