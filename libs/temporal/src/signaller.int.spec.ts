import { forgetWake } from '#engine';
import { life, testEngine, type TestEngine } from '#testing';
import type { Client } from '@temporalio/client';
import { createSignaller, type Signal } from './signaller';

let kernel: TestEngine;
beforeAll(async () => void (kernel = await testEngine()));
afterAll(() => kernel.close());

/** A Temporal that runs this while it receives a signal. */
const temporal = (meanwhile: () => Promise<unknown>) =>
  ({ withDeadline: (_: number, work: () => unknown) => work(), workflow: { signalWithStart: meanwhile } }) as unknown as Client;
const sender = (meanwhile: () => Promise<unknown>) =>
  createSignaller({ client: temporal(meanwhile), forget: (wake) => forgetWake(kernel.database, wake) });
const unsent = (streamId: string) => kernel.database.query<Signal>('SELECT version, reason FROM es.wakes WHERE stream_id = $1', [streamId]);

async function requested(phone: string) {
  const story = life(kernel);
  const { accountId } = await story.takeIn(phone);
  kernel.wakes.splice(0);
  const { deregistrationId } = await story.deregister(accountId);
  const wake = kernel.wakes.find(({ streamId }) => streamId.startsWith('deregistration:'))!;
  return { story, deregistrationId, wake };
}

describe('the signaller', () => {
  it('deletes the wake that it sent', async () => {
    const { wake } = await requested('+8613800138001');
    expect(await sender(async () => undefined).send(wake)).toBe(true);
    expect(await unsent(wake.streamId)).toEqual([]);
  });

  it('keeps a wake that was written between the signal and the deletion', async () => {
    const { story, deregistrationId, wake } = await requested('+8613800138002');
    const undo = async () => story.revoke(deregistrationId, await story.challenge(deregistrationId));
    expect(await sender(undo).send(wake)).toBe(true);
    expect(await unsent(wake.streamId)).toEqual([{ version: 2, reason: 'DeregistrationRevoked' }]);
  });

  it('keeps a wake that could not be sent, and does not reject', async () => {
    const { wake } = await requested('+8613800138003');
    expect(await sender(() => Promise.reject(new Error('away'))).send(wake)).toBe(false);
    expect(await unsent(wake.streamId)).toEqual([{ version: 1, reason: 'DeregistrationRequested' }]);
  });

  it('sends forty at once and queues none', async () => {
    const { wake } = await requested('+8613800138004');
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { send } = sender(() => held);
    const other = (n: number) => ({ ...wake, streamId: `${wake.streamId}${n}` });
    const sent = Array.from({ length: 40 }, (_, n) => send(other(n)));
    expect(await send(other(40))).toBe(false);
    release();
    expect(await Promise.all(sent)).toEqual(Array<boolean>(40).fill(true));
  });
});
