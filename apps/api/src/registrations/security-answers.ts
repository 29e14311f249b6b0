import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { SealedValue } from '#engine';
import { Keys } from '#vault';

type Questions = NonNullable<BodyOf<'registration', 'GiveSecurity'>['questions']>;

/** R24: answers to security questions, of which the vault keeps keyed hashes alone, sealed. */
@Injectable()
export class SecurityAnswers {
  constructor(private readonly keys: Keys) {}

  seal(subjectId: string, questions: Questions | undefined): SealedValue<'registration'>[] {
    if (questions === undefined) return [];
    const kept = questions.map(({ question, answer }) => ({ question, hash: this.keys.answerHash(subjectId, question, answer) }));
    return [{ subjectId, dataClass: 'profile', field: 'securityAnswers', value: JSON.stringify(kept), replace: true }];
  }
}
