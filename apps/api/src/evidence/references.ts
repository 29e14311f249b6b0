/** The kinds among them, each once. */
export const kindsOf = (items: readonly { kind: string }[]): readonly string[] => [...new Set(items.map(({ kind }) => kind))];

/** No request has it: an answer to none is refused by the rule. */
export const noRequest = '00000000-0000-0000-0000-000000000000';

/** R17: under which name the vault keeps what an applicant shows with their profile, in the class of the profile. */
export const advanceEvidence = 'evidence';
