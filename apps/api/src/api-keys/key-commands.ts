import { Injectable } from '@nestjs/common';
import type { CreateApiKey, RotateApiKey } from '#contracts';
import { day, securityPolicy } from '#domain';
import { Engine, streamIdOf, type Json } from '#engine';
import { Database, type Tx } from '#event-store';
import { insertKey, listKeys, replaceKey, revokeKey, showKey, writeSecurityEntry, type ListedKey, type NewKey } from '#iam';
import { readProcesses } from '#read-models';
import { Keys } from '#vault';
import { actorOf } from '../authority/authority';
import { keyText, secretHash } from '../authority/bearer';
import type { Call } from '../authority/call';
import { refuseLacking } from '../authority/lacking';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { needsSecondOperator, OperatorKeys } from '../operator-acts/operator-keys';
import { keyView, stateOf } from './key-view';

const { keyDays, rotationDays } = securityPolicy;

/** What operators do with keys; each act is in the security log. */
@Injectable()
export class KeyCommands {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly keys: Keys,
    private readonly operatorKeys: OperatorKeys,
  ) {}

  list(...[query, after, limit]: Tail<Parameters<typeof listKeys>>): Promise<ListedKey[]> {
    return listKeys(this.database, query, after, limit);
  }

  /** @throws Refusal `not-found` */
  async find(keyId: string): Promise<ListedKey> {
    const found = await showKey(this.database, keyId);
    if (!found) throw refusal('not-found');
    return found;
  }

  /**
   * @throws Refusal `forbidden` naming the rights, scopes or companies that the caller lacks, `company-unknown`; for
   * rights over the platform as {@link OperatorKeys.refuseUnapproved}, and `approval-used`
   */
  async create({ approvalId, ...asked }: CreateApiKey, call: Call) {
    refuseLacking(asked, call);
    await this.refuseUnknown(asked.companies);
    return this.make(call, async (tx, made) => {
      const approved = needsSecondOperator(asked.roles) ? { approvalId } : {};
      if (needsSecondOperator(asked.roles)) await this.operatorKeys.refuseUnapproved(tx, asked, approvalId, call);
      // Here, so that a repeated call gets its key also after that instant.
      const key = { ...asked, ...made, ...approved, expiresAt: endOf(asked.expiresAt) };
      if (await insertKey(tx, key)) return key;
      await this.operatorKeys.refuseUsed(tx, approvalId);
      return undefined;
    });
  }

  /**
   * Who rotates a key gets its successor, so nobody rotates one that holds what they lack.
   * @throws Refusal `not-found`, `api-key-ended`, `api-key-rotated`, `second-operator-needed`, `forbidden` as {@link
   * create}
   */
  async rotate(keyId: string, { oldEndsAt, expiresAt }: NonNullable<RotateApiKey>, call: Call) {
    await this.find(keyId);
    return this.make(call, async (tx, made) => {
      const old = (await showKey(tx, keyId, { lock: true }))!;
      if (stateOf(old) !== 'active') throw refusal('api-key-ended');
      if (old.rotatedTo !== null) throw refusal('api-key-rotated');
      if (needsSecondOperator(old.roles)) throw refusal('second-operator-needed');
      refuseLacking(old, call);
      const { client, name, roles, scopes, companies } = old;
      const key = { ...{ client, name, roles, scopes, companies }, ...made, expiresAt: endOf(expiresAt) };
      if (!(await insertKey(tx, key))) return undefined;
      await replaceKey(tx, keyId, made.keyId, endOfOld(oldEndsAt));
      return key;
    });
  }

  async revoke(keyId: string, call: Call) {
    await this.find(keyId);
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx) => {
      await revokeKey(tx, keyId);
      await noteAct(tx, 'api-key-revoked', keyId, call);
      return accepted(keyView((await showKey(tx, keyId))!));
    });
    return call.take(outcome).body;
  }

  /** Makes a key within the transaction of its command; undefined: its command was used long ago. */
  private async make(call: Call, insert: (tx: Tx, made: Made) => Promise<NewKey | undefined>) {
    const { keyId, secret } = this.derived(call.caller.commandId);
    const made = { keyId, secretHash: secretHash(secret), createdBy: actorOf(call.authority) };
    const outcome = await this.engine.executeWithoutStream(call.caller, async (tx) => {
      const key = await insert(tx, made);
      if (!key) return { ok: false, problem: { code: 'idempotency-key-expired' } };
      await noteAct(tx, 'api-key-made', keyId, call);
      return accepted({ keyId, client: key.client ?? keyId, expiresAt: rfc3339(key.expiresAt!.getTime()) });
    });
    return { ...(call.take(outcome).body as object), key: keyText({ keyId, secret }) };
  }

  /** Derived from the command, so that a repetition returns the same key although its secret is not stored. */
  private derived(commandId: Buffer) {
    return {
      keyId: this.keys.hmac('api-key-id', commandId).toString('hex').slice(0, 16),
      secret: this.keys.hmac('api-key-secret', commandId).toString('base64url'),
    };
  }

  private async refuseUnknown(companies: CreateApiKey['companies']): Promise<void> {
    if (companies === 'platform') return;
    const streams = companies.map((id) => streamIdOf('company', id));
    const found = await readProcesses(this.database, streams);
    const unmet = companies.filter((_, i) => !found.has(streams[i]!));
    if (unmet.length > 0) throw refusal('company-unknown', { unmet });
  }
}

type Tail<T> = T extends [unknown, ...infer Rest] ? Rest : never;
type Made = Required<Pick<NewKey, 'keyId' | 'secretHash' | 'createdBy'>>;

const accepted = (body: Json) => ({ ok: true, body }) as const;

const noteAct = (tx: Tx, what: string, keyId: string, { authority }: Call) =>
  writeSecurityEntry(tx, { what, target: `api-key ${keyId}`, principalId: actorOf(authority) });

const days = (count: number) => Date.now() + count * day;

/** @throws Refusal `invalid-request` for an end that is not in the future, or later than the policy lets keys live. */
function endOf(expiresAt: string | undefined): Date {
  const end = expiresAt === undefined ? days(keyDays) : Date.parse(expiresAt);
  if (end <= Date.now()) throw notThen('expiresAt', 'too-small', 'must be in the future');
  if (end > days(keyDays)) throw notThen('expiresAt', 'too-big', `must be within ${keyDays} days`);
  return new Date(end);
}

/** An instant in the past ends the old key now. @throws Refusal `invalid-request` */
function endOfOld(oldEndsAt: string | undefined): Date {
  const end = oldEndsAt === undefined ? days(rotationDays.usual) : Date.parse(oldEndsAt);
  if (end > days(rotationDays.most)) throw notThen('oldEndsAt', 'too-big', `must be within ${rotationDays.most} days`);
  return new Date(end);
}

const notThen = (path: string, code: string, message: string) => refusal('invalid-request', { errors: [{ path, code, message }] });
