import { Param } from '@nestjs/common';
import type { z } from 'zod';
import { idParams } from '#contracts';

const idOf = { transform: ({ id }: z.infer<typeof idParams>): string => id };

/** The id in the path, checked by its schema. @throws Refusal `invalid-request` */
export const Id = () => Param({ schema: idParams, pipes: [idOf] });
