import { following } from './follow';
import { sentenceFor } from './story';

const story = { verified: 'the company is known' };

describe('the story of a process', () => {
  it('has a sentence for each of its statuses', () => {
    expect(sentenceFor('verified', story)).toBe('the company is known');
  });

  it.each(['suspended', 'constructor', ''])('says of %p that this release does not know it', (status) => {
    expect(sentenceFor(status, story)).toBe('in a status that this release does not know');
  });
});

const ended = { approved: '', rejected: '', expired: '', withdrawn: '' };

/** What must not compile: `npm run types` reads these, and fails where one of them does. */
const doNotCompile = [
  // @ts-expect-error a status without a sentence
  () => following('approval', ended),
  // @ts-expect-error a sentence about a status that the process does not have
  () => following('approval', { ...ended, evidence_requested: '', pending: '', lost: '' }),
  // @ts-expect-error the story of another process
  () => following('approval', story),
  // @ts-expect-error a process that does not exist
  () => following('visit', story),
];
/** What must compile, or the refusals above would prove nothing. */
const compile = [() => following('approval', { ...ended, evidence_requested: '', pending: '' }), () => following('company', story)];
void [doNotCompile, compile];
