/** Routes of what the leader of a unit sees. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  GapAnalysis,
  HeatMap,
  ofCycle,
  OpenObjections,
  PersonNeedingHelpPage,
  UnitPredicates,
  UnitProgress,
  UnitSatisfaction,
} from '../../schemas/development/unit-overviews.ts'
import * as overviews from '../../services/development/unit-overviews.ts'

const common = { action: 'unitOverview.read', tag: 'development', method: 'GET', status: 200, params: PathId } as const

export const unitOverviewRoutes = [
  endpoint({
    ...common,
    operationId: 'getUnitProgress',
    path: '/v1/units/:id/progress',
    summary: 'Read the progress of a cycle in a unit',
    description: 'With its sub-tree. Sub-trees too small, or whose remainder would be, are withheld.',
    mode: 'snapshot',
    query: closed(ofCycle),
    response: ref(UnitProgress),
    run: (context, { params, query }) => overviews.getUnitProgress(context, params.id, query),
  }),
  endpoint({
    ...common,
    operationId: 'getUnitPredicates',
    path: '/v1/units/:id/predicates',
    summary: 'Read the distribution of predicates in a unit',
    description: 'With its sub-tree, as it was published.',
    mode: 'snapshot',
    query: closed(ofCycle),
    response: ref(UnitPredicates),
    run: (context, { params, query }) => overviews.getUnitPredicates(context, params.id, query),
  }),
  endpoint({
    ...common,
    operationId: 'getHeatMap',
    path: '/v1/units/:id/heat-map',
    summary: 'Read the heat map of a unit',
    description: 'Every unit of the sub-tree by competency, as it was published.',
    mode: 'snapshot',
    query: closed(ofCycle),
    response: ref(HeatMap),
    run: (context, { params, query }) => overviews.getHeatMap(context, params.id, query),
  }),
  endpoint({
    ...common,
    operationId: 'getUnitGapAnalysis',
    refuses: true,
    path: '/v1/units/:id/gap-analysis',
    summary: 'Read the gap analysis of a unit',
    description: 'Mean gaps with the sub-tree, priorities with their rule, and what changed since the cycle before.',
    mode: 'snapshot',
    query: closed(ofCycle),
    response: ref(GapAnalysis),
    run: (context, { params, query }) => overviews.getUnitGapAnalysis(context, params.id, query),
  }),
  endpoint({
    ...common,
    operationId: 'listPeopleNeedingHelp',
    path: '/v1/units/:id/people-needing-help',
    summary: 'List people who need help',
    description: 'Those of the sub-tree whose predicate or Job Person Match is low, with the gaps that come first.',
    mode: 'witnessed',
    paged: true,
    query: closed({ ...pageQuery, ...ofCycle }),
    response: ref(PersonNeedingHelpPage),
    run: async (context, { params, query, page }) =>
      toPage(await overviews.listNeedingHelp(context, params.id, query, page), page),
  }),
  endpoint({
    ...common,
    operationId: 'getOpenObjections',
    path: '/v1/units/:id/open-objections',
    summary: 'Read how many objections are open in a unit',
    description: 'With its sub-tree: counts, those overdue, and the next day by which one has to be decided.',
    mode: 'snapshot',
    response: ref(OpenObjections),
    run: (context, { params }) => overviews.getOpenObjections(context, params.id),
  }),
  endpoint({
    ...common,
    operationId: 'getUnitSatisfaction',
    path: '/v1/units/:id/satisfaction',
    summary: 'Read competency and citizen satisfaction side by side',
    description: 'Units of the sub-tree over the published cycles, and how far both go together; no cause is shown.',
    mode: 'snapshot',
    response: ref(UnitSatisfaction),
    run: (context, { params }) => overviews.getUnitSatisfaction(context, params.id),
  }),
]
