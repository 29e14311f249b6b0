import { Injectable } from '@nestjs/common';
import { documentName, matters, type IdentityDocument, type KnownCase, type KnownStateIn } from '#domain';
import { Engine } from '#engine';
import { Database } from '#event-store';
import { readClaim } from '#read-models';
import { Keys, Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';
import { Processes } from '../process/processes';
import { readableDocument } from './readable-document';
import { attemptOfCase, evidenceOfCase } from '../evidence/sealed-fields';

const purpose = 'approval-dossier';
/** So many digits of a card tell it apart for a person who has it in their hand. */
const cardEndingLength = 4;

/** What the reviewers of a proof of identity look at: opened from the vault, and recorded. */
@Injectable()
export class CaseDossiers {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
    private readonly keys: Keys,
    private readonly engine: Engine,
  ) {}

  /** Nothing of an approval about something else. */
  async of({ matter }: KnownStateIn<'approval'>, authority: Authority) {
    const row = matters[matter.type].waits === 'verification' ? await this.processes.read('verification', matter.id) : undefined;
    if (!row) return {};
    const { method, failures, reviewCause } = row.state;
    const fields = await this.openAll(row.state, actorOf(authority));
    const document = await this.standingOf(row.state, fields[attemptOfCase]);
    return {
      case: {
        method,
        failures,
        ...(reviewCause !== undefined && { cause: reviewCause }),
        ...(document && { document }),
        ...shownOf(fields),
      },
    };
  }

  /** R17: for those who decide alone, and as it is now: the decision asks again under lock. */
  private async standingOf({ accountId }: KnownCase, attempt: string | undefined) {
    const { identity } = (attempt === undefined ? {} : JSON.parse(attempt)) as { identity?: IdentityDocument };
    const name = identity && documentName(identity, await this.engine.now());
    if (name === undefined) return undefined;
    const [held, account] = await Promise.all([
      readClaim(this.database, 'identity', this.keys.blindIndex('identity', name)),
      this.processes.read('account', accountId),
    ]);
    if (held !== undefined) return held.holder === accountId ? 'own' : 'elsewhere';
    return account?.state.status === 'living' && account.state.identityId !== undefined ? 'differs' : 'free';
  }

  /** All of it in one opening; what is erased by now is left out. */
  private async openAll({ subjectId, evidence = 0 }: KnownCase, actor: string) {
    const lots = Array.from({ length: evidence }, (_, i) => evidenceOfCase(i + 1));
    const asked = { subjectId, dataClass: 'verification', fields: [attemptOfCase, ...lots], actor, purpose };
    return (await this.vault.open(this.database, asked)) ?? {};
  }
}

interface Given {
  name?: string;
  identity?: object;
  card?: string;
  result?: string;
  documents?: readonly (string | Record<string, string>)[];
}

function shownOf({ [attemptOfCase]: attempt, ...lots }: Readonly<Record<string, string | undefined>>) {
  const evidence = Object.values(lots).flatMap((lot) => (lot === undefined ? [] : (JSON.parse(lot) as object[])));
  return {
    ...(attempt !== undefined && { given: readable(JSON.parse(attempt) as Given) }),
    ...(evidence.length > 0 && { evidence }),
  };
}

const readable = ({ name, identity, card, result, documents }: Given) => ({
  ...(name !== undefined && { name }),
  ...(identity && { document: readableDocument(identity) }),
  ...(documents && { pictures: documents.map((each) => (typeof each === 'string' ? { ref: each } : each)) }),
  ...(card !== undefined && { cardEnding: card.slice(-cardEndingLength) }),
  ...(result !== undefined && { result }),
});
