import { scriptedOutcome } from './scripted';

export interface Sent {
  to: string;
  template: string;
  parameters: readonly string[];
  sentAt: string;
}

type Body = Readonly<Record<string, unknown>>;

/** One action of the vendor: `codes` are the answers that a fault switch may ask for, the usual one first. */
export interface Simulated {
  version: string;
  codes: readonly string[];
  /** What a repetition is known by; without it each call is another. */
  keyOf?(body: Body): string;
  perform(body: Body, code: string | undefined): { response: object; message?: Sent | undefined };
}

const sms: Simulated = {
  version: '2021-01-11',
  codes: ['Ok', 'FailedOperation.PhoneNumberInBlacklist', 'LimitExceeded.PhoneNumberThirtySecondLimit', 'FailedOperation.NewTrouble'],
  keyOf: ({ SessionContext }) => String(SessionContext),
  perform({ PhoneNumberSet, TemplateId, TemplateParamSet, SessionContext }, code = 'Ok') {
    const [to] = PhoneNumberSet as string[];
    const status = {
      SerialNo: `simulated-${to}`,
      PhoneNumber: to,
      Fee: 1,
      SessionContext,
      Code: code,
      Message: 'simulated',
      IsoCode: 'CN',
    };
    const message = {
      to: String(to),
      template: String(TemplateId),
      parameters: (TemplateParamSet ?? []) as string[],
      sentAt: new Date().toISOString(),
    };
    return { response: { SendStatusSet: [status] }, message: code === 'Ok' ? message : undefined };
  },
};

/** A check that answers with a `Result`; the usual one is scripted by the number that is asked about. */
const check = (codes: readonly string[], unconfirmed: (body: Body) => boolean): Simulated => ({
  version: '2018-03-01',
  codes,
  perform: (body, code = unconfirmed(body) ? '-1' : '0') => ({ response: { Result: code, Description: 'simulated' } }),
});

const isOtherCard = ({ BankCard }: Body) => String(BankCard).endsWith('0002');

/** A BizToken as DetectAuth would have made it: `<process>_<uuid>_<anything>`, scripted like every recording. */
const recording = /^(?<process>[a-z]+)_(?<id>[0-9a-f-]{36})_/;

const detectInfo: Simulated = {
  version: '2018-03-01',
  codes: ['0', '1004', '4', 'unfinished'],
  perform({ BizToken }, code = scriptedCode(String(BizToken))) {
    const { process, id } = recording.exec(String(BizToken))?.groups ?? {};
    if (process === undefined || id === undefined)
      return { response: { Error: { Code: 'InvalidParameterValue.BizTokenIllegal', Message: 'simulated' } } };
    const Extra = `${process}:${id}`;
    return { response: { Text: code === 'unfinished' ? { Extra } : { ErrCode: Number(code), Extra, ...simulatedPerson } } };
  },
};

const codeOf: Readonly<Record<string, string>> = { confirmed: '0', unconfirmed: '1004', pending: 'unfinished' };
const scriptedCode = (token: string): string => codeOf[scriptedOutcome(token)]!;

/** The person in every recording. */
const simulatedPerson = { Name: '韦小宝', IdCard: '11010519491231002X' };

export const actions: Readonly<Record<string, Simulated>> = {
  SendSms: sms,
  IdCardVerification: check(['0', '-1', '-4', '-5', '-99'], ({ Name }) => String(Name).includes('unconfirmed')),
  BankCardVerification: check(['0', '-1', '-7', '-17'], isOtherCard),
  BankCard4EVerification: check(['0', '-1', '-7', '-18'], isOtherCard),
  GetDetectInfoEnhanced: detectInfo,
};
