import Type from 'typebox'
import { EMPLOYMENT_KINDS, NIP_WARNINGS } from '../../domain/organisation/employees.ts'
import { NOT_STORED } from '../../domain/organisation/siasn.ts'
import { closed, component, Day, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version } from '../common.ts'

export const Nip = Type.String({
  pattern: '^[0-9]{18}$',
  minLength: 18,
  maxLength: 18,
  description: 'NIP of a PNS or NI of a PPPK: exactly 18 digits.',
  examples: ['199001152015032001'],
})
export const SiasnId = Type.String({
  minLength: 1,
  maxLength: 42,
  pattern: '^[A-Za-z0-9-]+$',
  description: 'Person id in SIASN.',
})
const values = {
  nip: Nip,
  name: text(200, 'Contoh Pegawai'),
  employmentKind: oneOf(EMPLOYMENT_KINDS),
  siasnId: nullable(SiasnId),
  officialEmail: nullable(
    Type.String({
      minLength: 3,
      maxLength: 254,
      pattern: '^[^@\\s\\u0000-\\u001f]{1,64}@[^@\\s\\u0000-\\u001f]{1,189}$',
      description: 'Address at the agency; an identity provider may know the person by it.',
      examples: ['contoh@medan.example'],
    }),
  ),
  grade: nullable(
    Type.String({
      pattern: '^[IVX]+(/[a-e])?$',
      maxLength: 8,
      description: 'Golongan: III/c, or IX for PPPK.',
      examples: ['III/c'],
    }),
  ),
  active: Flag('Inactive employees keep their history.'),
}

export { values as EmployeeValues }

const dropped = Type.Optional(
  Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean(), Type.Null()], {
    description: 'Taken and dropped: an appraisal does not need it.',
  }),
)
const notStored = Object.fromEntries(NOT_STORED.map((name) => [name, dropped])) as Record<string, typeof dropped>

export const Employee = component(
  'Employee',
  'An employee (pegawai). `warnings` are doubts about the number that do not keep it from being stored.',
  closed({
    id: Id,
    ...values,
    sample: Flag('Synthetic person.'),
    restrictedAt: nullable(Instant),
    pseudonymisedAt: nullable(Instant),
    warnings: Type.Array(oneOf(NIP_WARNINGS), { maxItems: NIP_WARNINGS.length }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const CreateEmployee = component(
  'CreateEmployee',
  'A new employee. Members of SIASN that an appraisal does not need are taken and dropped.',
  closed(
    {
      ...notStored,
      nip: values.nip,
      name: values.name,
      employmentKind: values.employmentKind,
      siasnId: Type.Optional(values.siasnId),
      officialEmail: Type.Optional(values.officialEmail),
      grade: Type.Optional(values.grade),
      active: Type.Optional(values.active),
      sample: Type.Optional(Flag('Synthetic person.')),
    },
    {
      examples: [
        { nip: '199001152015032001', name: 'Contoh Pegawai', employmentKind: 'PNS', grade: 'III/c', sample: true },
      ],
    },
  ),
)
export const UpdateEmployee = component(
  'UpdateEmployee',
  'A merge patch: absent leaves, null clears.',
  closed(
    {
      nip: Type.Optional(values.nip),
      name: Type.Optional(values.name),
      employmentKind: Type.Optional(values.employmentKind),
      siasnId: Type.Optional(values.siasnId),
      officialEmail: Type.Optional(values.officialEmail),
      grade: Type.Optional(values.grade),
      active: Type.Optional(values.active),
    },
    { examples: [{ grade: 'III/d' }] },
  ),
)
export const EmployeePage = pageOf('Employee', Employee)

export const Supervision = component(
  'Supervision',
  'Who supervises an employee on a day, and who supervises that person; null where nobody stands above.',
  closed({ employeeId: Id, on: Day, supervisorId: nullable(Id), superiorId: nullable(Id) }),
)
