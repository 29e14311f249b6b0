import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problem } from '#contracts';
import { problemSchema } from '../authority/route';

/** OpenAPI 3.1 from the same schemas that requests and answers are checked against. */
function openApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tenure')
    .setDescription(
      'The life of an account: commands are decided in the call, everything that takes time goes on by itself. `allowed` and `refused` in an answer name ' +
        'commands; `x-command` of a route is the command that it sends. `x-access` is what it asks of the key, or of an administrator.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'tnr_<key id>_<secret>' }, 'key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The token of a person alone' }, 'person')
    .build();
  const document = SwaggerModule.createDocument(app, about, {
    standardSchemaConverter: (schema, { schemaType }) => ({ schema: jsonSchema(schema, schemaType) }),
  });
  for (const operation of operationsOf(document)) markOptionalBody(operation);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, [problemSchema]: jsonSchema(problem, 'output') },
  };
  return document;
}

const operationsOf = ({ paths }: OpenAPIObject) => Object.values(paths).flatMap((path) => Object.values(path as object) as Operation[]);

interface Operation {
  requestBody?: { required?: boolean; content: Readonly<Record<string, { schema: Record<string, unknown> }>> };
}

/** Nest calls every body required; the schema tells which may be left out. */
function markOptionalBody({ requestBody }: Operation): void {
  for (const { schema } of Object.values(requestBody?.content ?? {})) {
    if (schema[mayBeLeftOut] !== true) continue;
    delete schema[mayBeLeftOut];
    requestBody!.required = false;
  }
}

const documents = new WeakMap<INestApplication, OpenAPIObject>();

/**
 * The document of this application, built once: that keeps a program busy for a second, so it does so before it
 * listens.
 */
export function documentOf(app: INestApplication): OpenAPIObject {
  const document = documents.get(app) ?? openApiDocument(app);
  documents.set(app, document);
  return document;
}

/** This server serves the page and its assets: the page loads nothing from elsewhere. */
export function mountDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => documentOf(app), {
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Tenure API',
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}

const mayBeLeftOut = 'x-may-be-left-out';

function jsonSchema(schema: unknown, io: 'input' | 'output') {
  const type = schema as z.ZodType;
  const { $schema: _dialect, ...rest }: Record<string, unknown> = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return io === 'input' && type.safeParse(undefined).success ? { ...rest, [mayBeLeftOut]: true } : rest;
}
