import { outcomeIn, type Outcome } from './outcome';
import type { Provider } from './provider';

/** A person as their document names them. */
export interface Person {
  name: string;
  /** The number of their identity card. */
  number: string;
}

/** Port to the system that looks whether a recording shows a living person, and the right one. */
export interface FaceCheck {
  /**
   * `result` refers to a recording that lies with the provider or in a store: `<store>:<id>`, never the recording.
   * `subject`: the process that it was made for, `verification:<uuid>`; a recording for another one is refused.
   * `person`: whose face it must be; without it only whether somebody lives. `companyId` chooses the provider.
   * @throws ProviderUnavailable, ProviderRefused
   */
  check(request: { result: string; subject: string; person?: Person; companyId?: string; idempotencyKey: string }): Promise<Outcome>;
}

/** `POST {address}/face-checks { result, subject, person? }` → 200 `{ outcome }`, or 202. */
export const faceCheck = {
  name: 'face-check',
  callsBack: true,
  optional: true,
  connect: (client): FaceCheck => ({
    async check({ result, subject, person, idempotencyKey }) {
      const body = { result, subject, ...(person !== undefined && { person }) };
      return outcomeIn('face-check', await client.post('face-checks', idempotencyKey, body));
    },
  }),
} as const satisfies Provider<FaceCheck>;
