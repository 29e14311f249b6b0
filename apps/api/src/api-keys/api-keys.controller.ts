import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { apiKey, createApiKey, type CreateApiKey } from '#contracts';
import { Engine } from '#engine';
import { Keys } from '#vault';
import { insertApiKey } from '../authority/api-keys';
import { permissions, scopesLacking } from '../authority/authority';
import { keyText } from '../authority/bearer';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { refusal } from '../http/refusal';

const inThePast = () =>
  refusal('invalid-request', { errors: [{ path: 'expiresAt', code: 'too-small', message: 'must be in the future' }] });

@ApiTags('operators')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly engine: Engine,
    private readonly keys: Keys,
  ) {}

  @Post()
  @Route({
    summary: 'Make an API key for a service, an operator or an auditor, with scopes that the calling key has itself',
    access: permissions.createApiKeys,
    command: true,
    status: 201,
    answer: apiKey,
  })
  async create(@Body({ schema: createApiKey }) body: CreateApiKey, @Call() call: Call) {
    const lacking = scopesLacking(call.authority, body.scopes);
    if (lacking.length > 0) throw refusal('forbidden', { unmet: lacking });
    const { caller } = call;
    const key = this.deriveKey(caller.commandId);
    const { expiresAt, ...grant } = body;
    const outcome = await this.engine.executeWithoutStream(caller, async (tx) => {
      // Here, so that a repeated call gets its key also after that instant.
      if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) throw inThePast();
      const isNew = await insertApiKey(tx, key, { ...grant, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }) });
      return isNew ? { ok: true, body: { keyId: key.keyId } } : { ok: false, problem: { code: 'idempotency-key-expired' } };
    });
    call.take(outcome);
    return { keyId: key.keyId, key: keyText(key) };
  }

  /** Derived from the command, so that a repetition returns the same key although its secret is not stored. */
  private deriveKey(commandId: Buffer) {
    return {
      keyId: this.keys.hmac('api-key-id', commandId).toString('hex').slice(0, 16),
      secret: this.keys.hmac('api-key-secret', commandId).toString('base64url'),
    };
  }
}
