import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiHeader, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import { problems, type Access, type ProblemCode } from '#contracts';
import type { ProcessType } from '#domain';
import { Answers } from './answers';
import type { Right } from './authority';

/** What the guard knows of a route. It refuses a route without it to everybody. */
export interface RouteRule {
  access: Access | 'public';
  /** Commands carry an Idempotency-Key; some routes are naturally repeatable. */
  idempotencyKey: boolean;
  /** Refuses If-Match if there is no version that the caller could mean: a condition must not be ignored. */
  refusesIfMatch: boolean;
  /** Costs money and reaches a third person: it has a budget of its own. */
  sendsCode: boolean;
  /** Tells whether a number has an account: it has a budget of its own. */
  looksUp: boolean;
  does?: Done | undefined;
}

/** The command that a route is, where it is one, and the right that its caller needs. */
interface Done {
  process: ProcessType;
  command: string;
  right: Right;
}

/** Defined once in the document; every refusal refers to it. */
export const problemSchema = 'Problem';

export const routeRule = 'tenure:route';

interface RouteDescription {
  summary: string;
  /** What its caller must know beyond the summary. */
  description?: string;
  access: Access | 'public';
  does?: Done;
  answer?: z.ZodType;
  status?: 200 | 201 | 202;
  /** A command: it carries an Idempotency-Key. */
  command?: boolean;
  /** Takes a body without being a command. */
  body?: boolean;
  /** Takes a body of this size, where it takes many things at once. */
  bodyLimitBytes?: number;
  sendsCode?: boolean;
  looksUp?: boolean;
  /** May carry `Prefer: wait=n`. */
  waits?: boolean;
  /**
   * The codes that it may refuse with, beside those of every route.
   * With `version-mismatch` among them it accepts If-Match: the version of the process in its path, checked in the
   * deciding transaction.
   * A command without it is about no existing process (it opens one, or its result has no ETag), and refuses the
   * header.
   */
  refuses?: readonly ProblemCode[];
}

const everywhere: readonly ProblemCode[] = [
  'unauthenticated',
  'forbidden',
  'person-unknown',
  'account-frozen',
  'on-behalf-of-invalid',
  'assertion-invalid',
  'identity-unbound',
  'too-many-requests',
  'invalid-request',
  'unavailable',
  'newer-release',
];
const withBody: readonly ProblemCode[] = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
const withKey: readonly ProblemCode[] = [
  ...(['account-locked', 'reverification-required', 'account-restricted'] as const),
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-key-reused',
  'idempotency-key-expired',
  'clock-ahead',
];

/**
 * All that a route promises beside its path: access, answer, codes. The guard, the serializer and the document read it.
 */
export function Route({
  summary,
  description,
  access,
  does,
  answer,
  status = 200,
  command = false,
  body = command,
  bodyLimitBytes,
  sendsCode = false,
  looksUp = false,
  waits = false,
  refuses = [],
}: RouteDescription) {
  const versioned = refuses.includes('version-mismatch');
  const rule: RouteRule = { access, idempotencyKey: command, refusesIfMatch: body && !versioned, sendsCode, looksUp, does };
  const isCommandOfAdministrators = command && access !== 'public' && access.administrators !== undefined;
  const codes =
    access === 'public'
      ? refuses
      : [
          ...everywhere,
          ...proofs(access),
          ...(isCommandOfAdministrators ? (['out-of-scope'] as const) : []),
          ...(body ? [...withBody, 'if-match-invalid' as const] : []),
          ...(command ? withKey : []),
          ...refuses,
        ];
  return applyDecorators(
    ...(answer ? [Answers(answer)] : []),
    SetMetadata(routeRule, rule),
    HttpCode(status),
    ...(bodyLimitBytes === undefined ? [] : [RouteConfig({ bodyLimitBytes })]),
    ApiOperation({ summary, description: [description, ...callerOf(access), ...commandOf(does)].filter(Boolean).join('\n\n') }),
    ...(does ? [ApiExtension('x-command', does.command)] : []),
    ...(access === 'public' ? [] : [ApiExtension('x-access', access)]),
    ApiResponse({ status, description: 'As asked', ...(answer && { standardSchema: answer }) }),
    ...(access === 'public' ? [] : [ApiSecurity('key')]),
    ...(access !== 'public' && isForTokens(access) ? [ApiSecurity('person')] : []),
    ...(access !== 'public' && access.forPeople
      ? [
          ApiHeader({
            name: 'On-Behalf-Of',
            required: false,
            description: 'Bearer <jwt>: the assertion of the person a service acts for; user:<id> names them without proof',
          }),
        ]
      : []),
    ...(command ? [ApiHeader({ name: 'Idempotency-Key', required: true, description: 'the same key gives the same answer' })] : []),
    ...(versioned
      ? [
          ApiHeader({
            name: 'If-Match',
            required: false,
            description: '"<version>", as the ETag of an answer: the command is refused with 412 if the process has changed since',
          }),
        ]
      : []),
    ...(waits
      ? [
          ApiHeader({
            name: 'Prefer',
            required: false,
            description: 'wait=n: hold the answer for up to n ≤ 30 seconds while a check is under way or nothing is new',
          }),
        ]
      : []),
    ...refusals(codes),
  );
}

/** People come here by their token alone: for themselves, by a right over the platform, or as administrators. */
const isForTokens = ({ roles, forPeople, administrators, proof }: Access) =>
  proof !== 'identity' && (forPeople === true || administrators !== undefined || roles.some((role) => role !== 'service'));

/** Who may call it, in words. */
function callerOf(access: Access | 'public'): string[] {
  if (access === 'public') return [];
  const { roles, scope, administrators, forPeople, proof, stepUp, ownersProof } = access;
  const right = roles.join(' or ');
  const asked = `Needs a key with the role ${right}${scope === undefined ? '' : `, and the scope ${scope}`}.`;
  const brought = scope === undefined ? '' : `, which brings the scope ${scope}`;
  if (!forPeople && proof === 'person')
    return [`Needs a person with the right ${right}${brought}, ${byTokenAlone}.`, ...(stepUp ? [signedInNow] : [])];
  return [
    asked + lentTo(access),
    ...(administrators
      ? [`An administrator of the company (${administrators.join(', ')}) may call it with their own token alone, in their scope.`]
      : []),
    ...(proof === 'person' ? ['Only for a person who proves who they are: On-Behalf-Of with the token of their identity provider.'] : []),
    ...(proof === 'identity'
      ? ['On-Behalf-Of brings the token of an identity provider; whom it speaks of need not be known here yet.']
      : []),
    ...(ownersProof ? ['Only for the owner, who proves who they are, or with a code to their phone: no key stands in for them.'] : []),
    ...(stepUp ? [signedInNow] : []),
  ];
}

const byTokenAlone = 'who calls without a key: Authorization: Bearer and the token of their identity provider, no On-Behalf-Of';
const signedInNow = 'A person who calls by a token has signed in within five minutes, and each token serves once.';

/** Who else may call it than a key with the role. */
function lentTo({ roles, forPeople, proof }: Access): string {
  if (forPeople) return proof === undefined ? ' A service may call it for a person (On-Behalf-Of).' : '';
  return roles.includes('service') ? '' : ` Or a person with this right, ${byTokenAlone}.`;
}

const proofs = ({ proof, stepUp, ownersProof }: Access): ProblemCode[] => [
  ...(ownersProof ? (['owner-proof-required'] as const) : []),
  ...(proof ? (['proof-required'] as const) : []),
  ...(stepUp ? (['assertion-replayed', 'sign-in-too-old'] as const) : []),
];

/** The name of its command, as answers have it in `allowed` and `refused`. */
const commandOf = (does: Done | undefined) => (does ? [`Command: \`${does.command}\`.`] : []);

function refusals(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => problems[code].status))];
  const toldWith = (status: number) => [...new Set(codes)].filter((code) => problems[code].status === status).join(', ');
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: toldWith(status),
      content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${problemSchema}` } } },
    }),
  );
}
