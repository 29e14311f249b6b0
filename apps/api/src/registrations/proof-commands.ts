import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { isTooFarAhead } from '#domain';
import { Engine } from '#engine';
import type { Call } from '../authority/call';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';
import { SecurityAnswers } from './security-answers';

/** The steps of applicants that prove more than a document does. */
@Injectable()
export class ProofCommands {
  constructor(
    private readonly commands: RegistrationCommands,
    private readonly engine: Engine,
    private readonly codes: RegistrationCodes,
    private readonly answers: SecurityAnswers,
  ) {}

  /** R18: the reference is sealed; the record has an id that stands for it. */
  giveLiveness(id: string, { result, platform }: BodyOf<'registration', 'GiveLiveness'>, call: Call) {
    return this.commands.on(id, call, ({ state: { subjectId } }, caller) => ({
      command: {
        type: 'GiveLiveness',
        recordingId: this.engine.ids.recording(result, call.authority.client),
        reviewId: this.engine.idFor(caller, 'liveness-review'),
        onPhone: platform !== undefined,
      },
      seal: [{ subjectId, dataClass: 'profile', field: 'liveness', value: result, replace: true }],
    }));
  }

  /** V5, V6, R24: what a service has seen of the applicant, and the security questions that they enrol. */
  giveSecurity(id: string, { signals, at, behaviour, questions }: BodyOf<'registration', 'GiveSecurity'>, call: Call) {
    return this.commands.on(id, call, ({ state: { subjectId }, now }) => ({
      command: {
        type: 'GiveSecurity',
        signals,
        ...(behaviour !== undefined && { behaves: behaviour === 'matched' }),
        ...(questions !== undefined && { questions: questions.length }),
      },
      seal: this.answers.seal(subjectId, questions),
      refused: at !== undefined && isTooFarAhead(Date.parse(at), now) ? { code: 'signal-in-future' } : undefined,
    }));
  }

  /** V6: the newest code that went to the number, where a fresh one is owed. */
  provePhoneAgain(id: string, { code }: BodyOf<'registration', 'ProvePhoneAgain'>, call: Call) {
    return this.commands.on(id, call, async (found, caller) => {
      const newest = await this.codes.newest(id, found, caller);
      const command = { type: 'ProvePhoneAgain' } as const;
      if (newest?.challengeId === undefined) return { command, refused: newest && { code: 'challenge-unknown' } };
      return { command, proof: { challengeId: newest.challengeId, code, counter: this.codes.counter(id, found, call) } };
    });
  }

  askForReview(id: string, call: Call) {
    return this.commands.on(id, call, (_, caller) => ({
      command: { type: 'AskForReview', reviewId: this.engine.idFor(caller, 'liveness-review') },
    }));
  }
}
