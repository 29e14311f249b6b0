import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { department, departmentPage, departmentParams, departmentQuery, faces, keptDepartment, type BodyOf } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { CompanyCommands } from './company-commands';
import { Departments } from './departments';

type Params = z.infer<typeof departmentParams>;

const { bodies } = faces.company;

@ApiTags('companies')
@Controller('v1/companies')
export class DepartmentsController {
  constructor(
    private readonly commands: CompanyCommands,
    private readonly departments: Departments,
  ) {}

  @Post(':id/departments')
  @Does('department', 'AddDepartment', 'Add a department to the company', { makes: keptDepartment, also: ['not-found'] })
  add(@Id() id: string, @Body({ schema: bodies.AddDepartment }) body: BodyOf<'company', 'AddDepartment'>, @Call() call: Call) {
    return this.commands.addDepartment(id, body, call);
  }

  @Get(':id/departments')
  @Route({
    summary: 'The departments of the company with their names, newest first',
    access: permissions.readCompanies,
    answer: departmentPage,
    refuses: ['not-found', ...pageTokenCodes],
  })
  list(@Id() id: string, @Query({ schema: departmentQuery }) query: z.infer<typeof departmentQuery>, @Call() call: Call) {
    return this.departments.list(id, query, call.authority);
  }

  @Get(':id/departments/:departmentId')
  @Route({ summary: 'A department with its name', access: permissions.readCompanies, answer: department, refuses: ['not-found'] })
  show(@Param({ schema: departmentParams }) { id, departmentId }: Params, @Call() call: Call) {
    return this.departments.show(id, departmentId, call.authority);
  }

  @Put(':id/departments/:departmentId/name')
  @Does('department', 'RenameDepartment', 'Give a department another name', { makes: keptDepartment, status: 200, also: ['not-found'] })
  rename(
    @Param({ schema: departmentParams }) { id, departmentId }: Params,
    @Body({ schema: bodies.RenameDepartment }) body: BodyOf<'company', 'RenameDepartment'>,
    @Call() call: Call,
  ) {
    return this.commands.renameDepartment(id, departmentId, body, call);
  }
}
