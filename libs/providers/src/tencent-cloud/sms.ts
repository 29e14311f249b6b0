import { z } from 'zod';
import { ProviderUnavailable } from '../errors';
import type { Messaging } from '../messaging';
import { recordIn, type TencentCloud } from './tencent-cloud';

const sendSms = { service: 'sms', version: '2021-01-11', action: 'SendSms' };

/** `templates`: the vendor's approved template for each of our messages, by its name. */
export const smsSettings = z.strictObject({
  region: z.string().min(1),
  SmsSdkAppId: z.string().min(1),
  SignName: z.string().min(1).optional(),
  templates: z.record(z.string(), z.string().min(1)),
});

/**
 * Messages to phones by `SendSms`. The vendor sends no free text: each message needs its approved template. It has no
 * idempotency key, so that a lost answer may make a second message; its own limits a number keep that rare.
 */
export const tencentSms = (cloud: TencentCloud, settings: z.infer<typeof smsSettings>): Messaging => ({
  async send({ channel, to, template, idempotencyKey }) {
    const asked = channel === 'sms' && template ? [template, ...(template.instead ? [template.instead] : [])] : [];
    const approved = asked.find(({ name }) => settings.templates[name] !== undefined);
    if (approved === undefined) throw new ProviderUnavailable(`${cloud.provider} has no template`, 'vendor-settings');
    const { SmsSdkAppId, SignName } = settings;
    const { SendStatusSet } = await cloud.call(sendSms, {
      ...{ PhoneNumberSet: [to], SmsSdkAppId, SignName, TemplateId: settings.templates[approved.name] },
      ...{ TemplateParamSet: approved.parameters, SessionContext: idempotencyKey },
    });
    const code = Array.isArray(SendStatusSet) ? recordIn(SendStatusSet[0])?.Code : undefined;
    if (typeof code !== 'string') throw new ProviderUnavailable(`${cloud.provider} answered without a status`, 'answer-unusable');
    if (code !== 'Ok') cloud.outcomeOf(code);
  },
});
