import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  apiKey,
  apiKeyPage,
  apiKeyQuery,
  createApiKey,
  listedKey,
  nothing,
  rotateApiKey,
  type CreateApiKey,
  type RotateApiKey,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { pageOf, pageTokenCodes, startOf } from '../http/page-token';
import { KeyCommands } from './key-commands';
import { keyView } from './key-view';

const access = permissions.keepApiKeys;
const Key = () => Param('keyId', { schema: z.string().regex(/^[0-9a-f]{16}$/, { message: 'must be 16 hexadecimal digits' }) });
/** Where a page of keys ended: when the last one was made, and its id. */
const place = /^(\d{1,16})\|([0-9a-f]{16})$/;

@ApiTags('operators')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: KeyCommands) {}

  @Post()
  @Route({
    summary: 'Make an API key for a client and its companies, with scopes and companies that the calling key has itself',
    access,
    command: true,
    status: 201,
    answer: apiKey,
    refuses: ['company-unknown', 'second-operator-needed', 'not-found', 'key-not-approved', 'approval-used'],
  })
  create(@Body({ schema: createApiKey }) body: CreateApiKey, @Call() call: Call) {
    return this.keys.create(body, call);
  }

  @Get()
  @Route({ summary: 'All keys, newest first, or those of one client', access, answer: apiKeyPage, refuses: [...pageTokenCodes] })
  async list(@Query({ schema: apiKeyQuery }) query: z.infer<typeof apiKeyQuery>) {
    const asked = { list: 'api-key', query };
    const [at, keyId] = startOf(asked, place) ?? [];
    const found = await this.keys.list(query, keyId === undefined ? undefined : { position: at!, keyId }, query.pageSize + 1);
    return pageOf(found, asked, keyView, ({ position, keyId: id }) => [position, id]);
  }

  @Get(':keyId')
  @Route({ summary: 'One key: whose it is, what it may do, and until when', access, answer: listedKey, refuses: ['not-found'] })
  async show(@Key() keyId: string) {
    return keyView(await this.keys.find(keyId));
  }

  @Post(':keyId/rotation')
  @Route({
    summary: 'Make the key that takes the place of this one; the old one works for some hours more',
    access,
    command: true,
    status: 201,
    answer: apiKey,
    refuses: ['not-found', 'api-key-ended', 'api-key-rotated', 'second-operator-needed'],
  })
  rotate(@Key() keyId: string, @Body({ schema: rotateApiKey }) body: RotateApiKey, @Call() call: Call) {
    return this.keys.rotate(keyId, body ?? {}, call);
  }

  @Post(':keyId/revocation')
  @Route({ summary: 'End a key at once, in every program', access, command: true, answer: listedKey, refuses: ['not-found'] })
  revoke(@Key() keyId: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.keys.revoke(keyId, call);
  }
}
