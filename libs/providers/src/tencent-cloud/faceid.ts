import { z } from 'zod';
import type { BankCards } from '../bank-cards';
import { ProviderRefused, ProviderUnavailable } from '../errors';
import type { FaceCheck, Person } from '../face-check';
import type { IdentityRegistry } from '../identity-registry';
import type { Outcome } from '../outcome';
import { recordIn, type TencentCloud } from './tencent-cloud';

const faceid = (action: string) => ({ service: 'faceid', version: '2018-03-01', action });

export const checkSettings = z.strictObject({ region: z.string().min(1).optional() });

/** `RuleId`: the flow of the vendor's console that our recordings are made by. */
export const faceSettings = checkSettings.extend({ RuleId: z.string().min(1) });

/**
 * `IdCardVerification`: whether name and number of an identity card belong together. Other documents people look at.
 */
export const tencentIdCards = (cloud: TencentCloud): IdentityRegistry => ({
  async check({ name, document }) {
    if (document.kind !== 'id-card') throw new ProviderRefused(cloud.provider, 'document-not-served');
    return checked(cloud, 'IdCardVerification', { IdCard: document.number, Name: name });
  },
});

/** `BankCardVerification`; with a phone number `BankCard4EVerification`, which takes it as it is written at home. */
export const tencentBankCards = (cloud: TencentCloud): BankCards => ({
  async check({ person: { name, number }, card, phone }) {
    const asked = { Name: name, IdCard: number, BankCard: card, CertType: 0 };
    return phone === undefined
      ? checked(cloud, 'BankCardVerification', asked)
      : checked(cloud, 'BankCard4EVerification', { ...asked, Phone: phone.replace(/^\+86/, '') });
  },
});

async function checked(cloud: TencentCloud, action: string, body: object): Promise<Outcome> {
  const { Result } = await cloud.call(faceid(action), body);
  if (typeof Result !== 'string') throw new ProviderUnavailable(`${cloud.provider} answered without a result`, 'answer-unusable');
  return cloud.outcomeOf(`${action} ${Result}`);
}

/** A recording that the vendor keeps under its BizToken. */
const recording = /^faceid:([A-Za-z0-9_-]{8,200})$/;

/**
 * `GetDetectInfoEnhanced`, texts alone: no picture and no recording comes to us. `DetectAuth` was given the process as
 * `Extra`, which comes back here: a recording for another process proves nothing.
 */
export const tencentFaces = (cloud: TencentCloud, { RuleId }: z.infer<typeof faceSettings>): FaceCheck => ({
  async check({ result, subject, person }) {
    const bizToken = recording.exec(result)?.[1];
    if (bizToken === undefined) throw new ProviderRefused(cloud.provider, 'recording-unknown');
    const { Text } = await cloud.call(faceid('GetDetectInfoEnhanced'), { BizToken: bizToken, RuleId, InfoType: '1' });
    const { ErrCode, Extra, ...found } = recordIn(Text) ?? {};
    const outcome = cloud.outcomeOf(`GetDetectInfoEnhanced ${resultIn(cloud, ErrCode)}`);
    if (outcome === 'confirmed' && (Extra !== subject || !isOf(found, person)))
      throw new ProviderRefused(cloud.provider, 'recording-of-another');
    return outcome;
  },
});

/** Without a result the person has not finished yet. */
function resultIn(cloud: TencentCloud, code: unknown): string {
  if (code === undefined || code === null) return 'unfinished';
  if (typeof code === 'number' && Number.isSafeInteger(code) && code >= 0) return String(code);
  throw new ProviderUnavailable(`${cloud.provider} answered without a result`, 'answer-unusable');
}

const isOf = (found: Readonly<Record<string, unknown>>, person: Person | undefined): boolean =>
  person === undefined || (found.Name === person.name && found.IdCard === person.number);
