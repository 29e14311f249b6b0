import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { bankCardNumber, endOfDocument, judgeDocument, personName, type CommandOf, type KnownStateIn, type Problem } from '#domain';
import { Engine, streamIdOf, type Caller, type ProcessState, type SealedValue } from '#engine';
import { Keys } from '#vault';
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
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  /** A typo in a number is refused before any provider is asked, and costs no attempt. */
  makeAttempt(id: string, body: Attempt, call: Call) {
    return this.on(id, call, ({ state: { subjectId }, now }) => {
      const read = readingOf(body, now);
      const identity = read.canonical === undefined ? undefined : this.documentOf(read.canonical, call.caller);
      return {
        command: { type: 'MakeAttempt', ...takenWith(body), ...(identity && { identity }), ...this.recordingIn(body, call) },
        seal: [{ subjectId, dataClass: 'verification', field: attemptOfCase, value: JSON.stringify(sealable(body)), replace: true }],
        refused: read.problem,
      };
    });
  }

  /** R18: the same id wherever this client sends the recording. */
  private recordingIn({ result }: Attempt, { authority }: Call) {
    return result === undefined ? {} : { recordingId: this.engine.ids.recording(result, authority.client) };
  }

  /** R17: a document under random ids, and its blind index, by which the account will hold it. */
  private documentOf(canonical: string, caller: Caller) {
    const key = this.keys.blindIndex('identity', canonical);
    return { namedId: this.engine.idFor(caller, 'named-document'), identityId: this.engine.idFor(caller, 'identity'), key };
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

/** What is wrong with it, or how the document is named wherever somebody shows it. */
function readingOf({ card, identity, name }: Attempt, now: number): { problem?: Problem; canonical?: string } {
  if (name !== undefined && personName(name) === undefined) return { problem: { code: 'name-invalid' } };
  if (card !== undefined && bankCardNumber(card) === undefined) return { problem: { code: 'bank-card-invalid' } };
  if (identity === undefined) return {};
  const judged = judgeDocument(identity, now);
  return judged.ok ? { canonical: judged.canonical } : { problem: judged.problem };
}

/** R4: a name, and a card, are kept as everywhere else. */
const sealable = ({ card, name, ...given }: Attempt) => ({
  ...given,
  ...(name !== undefined && { name: personName(name) ?? name }),
  ...(card !== undefined && { card: bankCardNumber(card) ?? card }),
});
