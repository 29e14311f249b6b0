import type { RuleCode } from '#domain';
import { problemsOfFaces } from './faces';
import { bindings } from './problems/bindings';
import { challenges } from './problems/challenges';
import type { ProblemEntry } from './problems/entry';
import { input } from './problems/input';
import { kernel } from './problems/kernel';
import { request } from './problems/request';

/** Codes of the routes themselves: the request, its content, and the kernel's answers to any command. */
const ofRoutes = { ...request, ...kernel, ...input, ...bindings } as const;

const ofRules = { ...challenges, ...problemsOfFaces } as const;

/** Compiles only if each code of a rule has one entry, and each entry has a rule. */
const complete: Readonly<Record<RuleCode, ProblemEntry>> & Readonly<Record<Exclude<keyof typeof ofRules, RuleCode>, never>> = ofRules;

export type ProblemCode = RuleCode | keyof typeof ofRoutes;

/** The one place that gives a code its HTTP answer: every refusal of a route or of a rule is in this table. */
export const problems: Readonly<Record<ProblemCode, ProblemEntry>> = { ...ofRoutes, ...complete };

/** @returns undefined for a code that no caller should meet: it is a bug if one does. */
export const problemEntry = (code: string): ProblemEntry | undefined =>
  Object.hasOwn(problems, code) ? problems[code as ProblemCode] : undefined;

export const problemType = (code: string): string => `https://tenure.dev/problems/${code}`;
