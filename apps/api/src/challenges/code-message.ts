import { challengePolicy, deregistrationPurpose, newPhonePurpose, phoneChangePurpose, registrationPhonePurpose } from '#domain';

/** What a code is for, as the person who gets it must know: somebody may have typed their number by mistake. */
interface Meant {
  purpose: string;
  /** The company that asks for it. */
  company?: string | undefined;
}

interface Said {
  words: string;
  template: string;
  /** What the template fills in beside the code and the minutes. */
  more?: readonly string[];
  /** It may go by the plain template: it says less, and nobody loses anything by it. */
  mayBePlain?: true;
}

/** Whose approved template says what the code is for. */
function saidOf({ purpose, company }: Meant): Said {
  if (purpose === deregistrationPurpose) return { words: ' to end your account', template: 'oneTimeCodeToEnd' };
  if (purpose === phoneChangePurpose) return { words: ' to give your account another number', template: 'oneTimeCodeToChangePhone' };
  if (purpose === newPhonePurpose) return { words: ' to make this the number of your account', template: 'oneTimeCodeOfNewPhone' };
  if (purpose !== registrationPhonePurpose) return { words: '', template: 'oneTimeCode' };
  if (company === undefined) return { words: ' to register', template: 'oneTimeCodeToRegister', mayBePlain: true };
  return { words: ` to join ${company}, which has invited you`, template: 'oneTimeCodeToJoin', more: [company], mayBePlain: true };
}

/** A code as a message: what it is for, and who asks, come before what to do with it. */
export function codeMessage(code: string, meant: Meant) {
  const { words, template, more = [], mayBePlain } = saidOf(meant);
  const minutes = String(challengePolicy.validMinutes);
  return {
    text: `${code} is your code${words}. It is valid for ${minutes} minutes. Never tell it to anybody.`,
    template: {
      ...{ name: template, parameters: [code, minutes, ...more] },
      ...(mayBePlain && { instead: { name: 'oneTimeCode', parameters: [code, minutes] } }),
    },
  };
}
