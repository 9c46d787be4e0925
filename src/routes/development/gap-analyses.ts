/** Routes of gap analyses and talent. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { Successors, TalentPlacementPage } from '../../schemas/development/talent.ts'
import { EmployeeGapAnalysis, GapAnalysis, ofCycle } from '../../schemas/development/unit-overviews.ts'
import { PositionClassCode } from '../../schemas/organisation/positions.ts'
import * as analyses from '../../services/development/gap-analyses.ts'
import * as talent from '../../services/development/talent.ts'

export const gapAnalysisRoutes = [
  endpoint({
    operationId: 'getGapAnalysis',
    refuses: true,
    action: 'unitFigure.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/cycles/:id/gap-analysis',
    summary: 'Read the gap analysis of a cycle',
    description: 'Mean gaps of the institution or of one position class, and what changed since the cycle before.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    query: closed({ positionClass: Type.Optional(PositionClassCode) }),
    response: ref(GapAnalysis),
    run: (context, { params, query }) => analyses.getGapAnalysis(context, params.id, query),
  }),
  endpoint({
    operationId: 'getEmployeeGapAnalysis',
    refuses: true,
    action: 'result.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/employees/:id/gap-analysis',
    summary: 'Read the gap analysis of an employee',
    description:
      'From the newest published result, or that of the cycle named: attained, required, gap, priority, change.',
    mode: 'witnessed',
    status: 200,
    params: PathId,
    query: closed({ cycleId: Type.Optional(Id) }),
    response: ref(EmployeeGapAnalysis),
    run: (context, { params, query }) => analyses.getEmployeeGapAnalysis(context, params.id, query),
  }),
  endpoint({
    operationId: 'listTalentPlacements',
    refuses: true,
    action: 'talent.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/cycles/:id/talent-placements',
    summary: 'List the nine boxes of a cycle',
    description:
      'Performance by the predicate and potential by the Job Person Match against the cut-offs of the institution, with recommendations (PermenPANRB 3/2020). A proposal to people.',
    mode: 'witnessed',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery, unitId: Type.Optional(Id) }),
    response: ref(TalentPlacementPage),
    run: async (context, { params, query, page }) =>
      toPage(await talent.listPlacements(context, params.id, query, page), page),
  }),
  endpoint({
    operationId: 'getSuccessors',
    refuses: true,
    action: 'talent.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/positions/:id/successors',
    summary: 'Search successors for a position',
    description:
      'Employees by their match with the standard of the position, each competency counted up to its requirement, with what is met and what is lacking.',
    mode: 'witnessed',
    status: 200,
    params: PathId,
    query: closed(ofCycle),
    response: ref(Successors),
    run: (context, { params, query }) => talent.findSuccessors(context, params.id, query),
  }),
]
