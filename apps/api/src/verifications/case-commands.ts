import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { bankCardNumber, endOfDocument, judgeDocument, type CommandOf, type KnownStateIn, type Problem } from '#domain';
import { streamIdOf, type ProcessState, type SealedValue } from '#engine';
import type { Call } from '../authority/call';
import { kindsOf } from '../evidence/references';
import { permitOn, Processes } from '../process/processes';
import { attemptOfCase, evidenceOfCase } from '../evidence/sealed-fields';

type Found = ProcessState<KnownStateIn<'verification'>>;
type Attempt = BodyOf<'verification', 'MakeAttempt'>;

interface Asked {
  command: CommandOf<'verification'>;
  seal?: readonly SealedValue<'verification'>[];
  /** A refusal that costs no attempt: checked after a replay, and not recorded. */
  refused?: Problem | undefined;
}

/** The commands of callers to a case that take what must be sealed. */
@Injectable()
export class CaseCommands {
  constructor(private readonly processes: Processes) {}

  /** A typo in a number is refused before any provider is asked, and costs no attempt. */
  makeAttempt(id: string, body: Attempt, call: Call) {
    return this.on(id, call, ({ state: { subjectId }, now }) => ({
      command: { type: 'MakeAttempt', ...takenWith(body) },
      seal: [{ subjectId, dataClass: 'verification', field: attemptOfCase, value: JSON.stringify(sealable(body)), replace: true }],
      refused: misread(body, now),
    }));
  }

  /** V1: references alone, each lot under the number that it will have. */
  giveEvidence(id: string, { items }: BodyOf<'verification', 'GiveEvidence'>, call: Call) {
    return this.on(id, call, ({ state: { subjectId, evidence = 0 } }) => ({
      command: { type: 'GiveEvidence', kinds: kindsOf(items) },
      seal: [{ subjectId, dataClass: 'verification', field: evidenceOfCase(evidence + 1), value: JSON.stringify(items) }],
    }));
  }

  private async on(id: string, call: Call, ask: (found: Found) => Asked) {
    const found = await this.processes.find('verification', id, call.authority);
    const { refused, ...asked } = ask(found);
    const seesIt = permitOn(call.authority, streamIdOf('verification', id));
    const permit: typeof seesIt = (streams, claims) => seesIt(streams, claims) ?? refused;
    return this.processes.command({ process: 'verification', id, permit, seen: found, ...asked }, call);
  }
}

/** What an attempt came with, without any of it. */
function takenWith({ card, identity, result }: Attempt) {
  if (result !== undefined) return { takes: 'liveness' } as const;
  if (card !== undefined) return { takes: 'bank-card' } as const;
  const documentEndsAt = identity && endOfDocument(identity);
  const named = identity && { document: identity.kind, ...(documentEndsAt !== undefined && { documentEndsAt }) };
  return { takes: 'document', ...named } as const;
}

function misread({ card, identity }: Attempt, now: number): Problem | undefined {
  if (card !== undefined && bankCardNumber(card) === undefined) return { code: 'bank-card-invalid' };
  if (identity === undefined) return undefined;
  const judged = judgeDocument(identity, now);
  return judged.ok ? undefined : judged.problem;
}

const sealable = ({ card, ...given }: Attempt) => ({ ...given, ...(card !== undefined && { card: bankCardNumber(card) ?? card }) });
