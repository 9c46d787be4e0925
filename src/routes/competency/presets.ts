/** Routes of presets. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, ref } from '../../schemas/common.ts'
import { Installation, PresetId, PresetPage } from '../../schemas/competency/presets.ts'
import * as presets from '../../services/competency/presets.ts'

export const presetRoutes = [
  endpoint({
    operationId: 'listPresets',
    action: 'preset.read',
    tag: 'competency',
    method: 'GET',
    path: '/v1/presets',
    summary: 'List presets',
    description: 'Regulations and templates that ship with the service, each marked verified or template.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery }),
    response: ref(PresetPage),
    run: async (context, { page }) => toPage(await presets.listPresets(context), page),
  }),
  endpoint({
    operationId: 'installPreset',
    action: 'preset.install',
    tag: 'competency',
    method: 'POST',
    path: '/v1/presets/:presetId/installation',
    summary: 'Install a preset',
    description: 'Copies a framework, required levels or a scoring policy into the institution, once.',
    mode: 'write',
    status: 201,
    params: closed({ presetId: PresetId }),
    response: ref(Installation),
    run: (context, { params }) => presets.installPreset(context, params.presetId),
  }),
]
