import { ProviderRefused, ProviderUnavailable, type UnavailableReason } from '../errors';
import type { Outcome } from '../outcome';
import { reasonCode } from '../provider-client';

/** What a code of the vendor means: an outcome, a final refusal, or that the same call comes again. */
type Meaning = { outcome: Outcome } | { refused: string } | { later: UnavailableReason };

const confirmed: Meaning = { outcome: 'confirmed' };
const unconfirmed: Meaning = { outcome: 'unconfirmed' };
/** Passes by itself. */
const busy: Meaning = { later: 'vendor-busy' };
/** An operator has to act: pay, ask for the service, mend a setting or a clock. Calls wait until then. */
const account: Meaning = { later: 'vendor-account' };
const settings: Meaning = { later: 'vendor-settings' };
const clock: Meaning = { later: 'vendor-clock' };
const refused = (reason: string): Meaning => ({ refused: reason });

/**
 * Every code of Tencent Cloud that we know, in one place: errors of any action, then the results of each. A family
 * (`InternalError`) stands for its members that are not here. The person pays for no failure of the vendor: it is
 * `later`, or a refusal that leads to people.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  // Of every service (https://cloud.tencent.com/document/api/382/52075).
  'AuthFailure.SignatureExpire': clock,
  AuthFailure: settings,
  ActionOffline: settings,
  InvalidAction: settings,
  InvalidParameter: settings,
  InvalidRequest: settings,
  IpInBlacklist: account,
  IpNotInWhitelist: account,
  MissingParameter: settings,
  NoSuchProduct: settings,
  NoSuchVersion: settings,
  UnknownParameter: settings,
  UnsupportedProtocol: settings,
  UnsupportedRegion: settings,
  UnauthorizedOperation: account,
  InternalError: busy,
  LimitExceeded: busy,
  RequestLimitExceeded: busy,
  ResourceUnavailable: busy,
  ServiceUnavailable: busy,

  // SendSms, of the call and of each number (https://cloud.tencent.com/document/api/382/59177).
  'InternalError.RequestTimeException': clock,
  'InternalError.SigFieldMissing': settings,
  'InternalError.SigVerificationFail': settings,
  'InternalError.RestApiInterfaceNotExist': settings,
  'FailedOperation.ContainSensitiveWord': settings,
  'FailedOperation.InsufficientBalanceInSmsPackage': account,
  'FailedOperation.PhoneNumberInBlacklist': refused('number-blocked'),
  'FailedOperation.SignatureIncorrectOrUnapproved': settings,
  'FailedOperation.TemplateIncorrectOrUnapproved': settings,
  'InvalidParameterValue.ContentLengthLimit': settings,
  'InvalidParameterValue.IncorrectPhoneNumber': refused('number-invalid'),
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': settings,
  'InvalidParameterValue.SdkAppIdNotExist': settings,
  'InvalidParameterValue.TemplateParameterFormatError': settings,
  'InvalidParameterValue.TemplateParameterLengthLimit': settings,
  'UnsupportedOperation.UnsuportedRegion': refused('region-not-served'),

  // faceid (https://cloud.tencent.com/document/api/1007/31321).
  'InvalidParameter.RuleId': settings,
  'InvalidParameterValue.RuleIdDisabled': settings,
  'InvalidParameterValue.RuleIdNotExist': settings,
  'InvalidParameterValue.BizTokenExpired': refused('recording-expired'),
  'InvalidParameterValue.BizTokenIllegal': refused('recording-unknown'),
  'FailedOperation.RequestLimitExceeded': busy,
  'FailedOperation.DbError': busy,
  'FailedOperation.UnKnown': busy,

  // Whether name and number belong together. Without a record a person looks.
  'IdCardVerification 0': confirmed,
  'IdCardVerification -1': unconfirmed,
  'IdCardVerification -2': unconfirmed,
  'IdCardVerification -3': unconfirmed,
  'IdCardVerification -4': busy,
  'IdCardVerification -5': refused('no-record'),
  'IdCardVerification -6': busy,
  'IdCardVerification -7': busy,

  // Whose card it is: name, number of the document and of the card. A card in trouble proves nothing.
  'BankCardVerification 0': confirmed,
  ...numbered('BankCardVerification', [-1, -2, -3, -4, -5, -8, -9], unconfirmed),
  ...numbered('BankCardVerification', [-6, -7, -10, -11, -12, -13, -14, -15, -16, -20], refused('card-unusable')),
  'BankCardVerification -17': busy,
  'BankCardVerification -18': busy,
  'BankCardVerification -19': refused('document-not-served'),

  // The same with the phone number: other numbers for the same troubles.
  'BankCard4EVerification 0': confirmed,
  ...numbered('BankCard4EVerification', [-1, -2, -3, -4, -5, -6, -9, -10], unconfirmed),
  ...numbered('BankCard4EVerification', [-7, -8, -11, -12, -13, -14, -15, -16, -17, -21], refused('card-unusable')),
  'BankCard4EVerification -18': busy,
  'BankCard4EVerification -19': busy,
  'BankCard4EVerification -20': refused('document-not-served'),

  // What came of a recording. It is final: where an engine of the vendor failed, another recording is needed.
  'GetDetectInfoEnhanced 0': confirmed,
  'GetDetectInfoEnhanced unfinished': { outcome: 'pending' },
  ...numbered('GetDetectInfoEnhanced', [4, 8, 9, 10, 11, 1001, 2001], refused('recording-not-checked')),
};

function numbered(action: string, results: readonly number[], meaning: Meaning): Record<string, Meaning> {
  return Object.fromEntries(results.map((result) => [`${action} ${result}`, meaning]));
}

/**
 * The outcome that a code means. Whatever else ErrCode of a recording is, but 0, means that it does not prove the
 * person.
 * @throws ProviderRefused, ProviderUnavailable: a code that nobody knows yet is tried again, and an operator sees it
 */
export function outcomeOf(provider: string, code: string): Outcome {
  const meaning = meaningOf(code);
  if ('outcome' in meaning) return meaning.outcome;
  if ('refused' in meaning) throw new ProviderRefused(provider, meaning.refused);
  throw new ProviderUnavailable(`${provider} answered with ${meaning.later}`, meaning.later);
}

function meaningOf(code: string): Meaning {
  if (Object.hasOwn(meanings, code)) return meanings[code]!;
  const family = code.split('.')[0]!;
  if (family !== code && Object.hasOwn(meanings, family) && !asksAnew.includes(family)) return meanings[family]!;
  if (/^GetDetectInfoEnhanced \d{1,6}$/.test(code)) return unconfirmed;
  return { later: `unknown-${reasonCode(inLowerCase(code))}` };
}

/** Families whose members say something about the one call: a new one is looked at before it means anything. */
const asksAnew: readonly string[] = ['InvalidParameter'];

/** `FailedOperation.NewThing` as `failed-operation-new-thing`. */
const inLowerCase = (code: string): string =>
  code
    .replace(/[^A-Za-z]+/g, '-')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
