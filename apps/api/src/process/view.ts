import { faceOf } from '#contracts';
import { isProcessType, processOf, processUnder, shownState, tellsDeadlines, type AnyProcess, type ProcessType } from '#domain';
import { Unavailable, type Json, type ProcessState } from '#engine';
import type { ProcessRow } from '#read-models';
import { actorOf, isFor, mayCommand, placesTakenIn, viewerOf, type Authority } from '../authority/authority';
import { rfc3339 } from '../http/time';

export const pathOf = (type: string, id: string): string => `/v1/${faceOf(type).path}/${id}`;

type View = { readonly [key: string]: Json };
type Stream = Omit<ProcessState, 'now'> | ProcessRow;

/**
 * The process of a stream, by its policy.
 * @throws Unavailable, PolicyUnknown where only a newer program knows its type, its status or its policy
 */
export function processOfRow(stream: Pick<Stream, 'type' | 'policyVersion' | 'state'> & { status?: string }): AnyProcess {
  const { type, policyVersion, status, state } = stream;
  const process = isProcessType(type) ? processUnder(type, policyVersion) : undefined;
  if (!process?.canRead({ policyVersion, status: status ?? process.status(state), state })) throw new Unavailable('state-unknown');
  return process;
}

/** What a list tells of a process: everything but what may be done with it now. */
export const listedView = (stream: Stream, authority: Authority): View => viewBy(processOfRow(stream), stream, authority);

function viewBy(process: AnyProcess, stream: Stream, authority: Authority, now?: number): View {
  const { state } = stream;
  return {
    ...header(stream, process.status(state), process.outcome(state), authority),
    deadlines: shownDeadlines(stream, process, authority).map(({ command, dueAt }) => ({ command: command.type, dueAt: rfc3339(dueAt) })),
    links: linksOf(stream),
    ...ownFields(process.view(state, now), authority),
  };
}

/** Whether this caller may learn when the process moves by itself. @throws as {@link processOfRow} */
export const tellsInstants = (row: ProcessRow, authority: Authority): boolean =>
  tellsDeadlines(row.type, processOfRow(row).status(row.state), viewerOf(authority));

/** What falls due of a process, as far as this caller may learn it. */
const shownDeadlines = ({ type, state }: Pick<Stream, 'type' | 'state'>, process: AnyProcess, authority: Authority) =>
  tellsDeadlines(type, process.status(state), viewerOf(authority)) ? process.due(state) : [];

/**
 * One row of a list. Of a process that only a newer release can read it tells the columns, so that it hides no other
 * row.
 */
export const listItem =
  (authority: Authority) =>
  (row: ProcessRow): View =>
    processOf(row.type).canRead(row)
      ? listedView(row, authority)
      : { ...header(row, row.status, row.outcome, authority), links: linksOf(row), unreadable: 'newer-release' };

function header(stream: Stream, state: string, outcome: string | undefined, authority: Authority) {
  const { id, type, revision, policyVersion, openedAt, updatedAt, closedAt, subjectId, companyId } = stream;
  return {
    id,
    type,
    state: shownState(type, state, viewerOf(authority)),
    version: revision,
    openedAt: rfc3339(openedAt),
    updatedAt: rfc3339(updatedAt),
    ...(closedAt !== undefined && { closedAt: rfc3339(closedAt) }),
    ...(outcome !== undefined && { outcome }),
    ...(subjectId !== undefined && { subjectId }),
    ...(companyId !== undefined && isFor(authority, companyId) && { companyId }),
    policyVersion,
  };
}

function linksOf({ type, id }: Stream) {
  const self = pathOf(type, id);
  return { self, ...(processOf(type).workflow && { workflow: `${self}/workflow` }) };
}

/**
 * A process in its own answer. `allowed`: what this caller may do with it now.
 * `refused`: what the caller has the right for and the state refuses now, with the reason. Both follow from the rules.
 */
export function processView(found: ProcessState, authority: Authority): View {
  const { state, now } = found;
  const type = found.type as ProcessType;
  const process = processOfRow(found);
  const { allowed, refused } = process.commandsNow(state, now, actorOf(authority), placesTakenIn(authority, found));
  const mayUse = (command: string) => mayCommand(authority, type, command);
  const told = refused.filter(({ command }) => mayUse(command));
  return {
    ...viewBy(process, found, authority, now),
    allowed: allowed.filter(mayUse),
    refused: told.map(({ command, code, availableAt }) => ({
      command,
      code,
      ...(availableAt !== undefined && { availableAt: rfc3339(availableAt) }),
    })),
  };
}

/**
 * Fields called `at`, `from` or `until`, or ending in At, are instants as numbers in the domain, however deep; they
 * become RFC 3339. What lies in a list and names a company goes to those whose key is for it. All else stays.
 */
function ownFields(fields: object, authority: Authority): Record<string, Json> {
  const isTold = (item: unknown) => !isOfCompany(item) || isFor(authority, item.companyId);
  const told = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter(isTold).map(told);
    return typeof value === 'object' && value !== null ? ownFields(value, authority) : value;
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isInstant(name, value) ? rfc3339(value) : told(value)]),
  ) as Record<string, Json>;
}

const isInstant = (name: string, value: unknown): value is number =>
  (['at', 'from', 'until'].includes(name) || name.endsWith('At')) && typeof value === 'number';
const isOfCompany = (item: unknown): item is { companyId: string } =>
  typeof item === 'object' && item !== null && 'companyId' in item && typeof item.companyId === 'string';
