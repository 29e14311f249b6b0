export { Api, sender, serviceKeyBody, type Reply } from './api';
export { openingBody, type By } from './calls';
export { walk, type Done, type Driver, type ProcessName, type Standing } from './driver';
export { HttpDriver, type Request } from './http-driver';
export { comesAlone, joinsCompany, opensCompany, upTo } from './journeys';
export { idNumber, madeUpApplicant, madeUpPhone, mistyped, otherThan } from './made-up';
export { orderOf, readsOf, type Names, type PhoneProof } from './orders';
export { resultOf } from './results';
export type { Applicant, CommandStep, Company, Journey, Step, StepOf, Verdict } from './step';
